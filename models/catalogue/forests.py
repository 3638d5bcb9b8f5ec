"""Random forests and extremely randomised trees of scikit-learn."""

from functools import partial

from models.catalogue import sources
from models.catalogue.common import (
    CLASSIFICATION,
    REGRESSION,
    SMALL_LEAF,
    class_weight,
    features_of_split,
    leaf,
    of_sklearn,
)
from models.catalogue.entry import Draft, RuledOut, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import whole
from models.catalogue.trees import criterion, depth, split
from models.space import Bool, Condition, Ordinal

# Shares of the rows for each tree; None draws as many as there are.
ROW_SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Of fewer rows than these scikit-learn warns.
FEWEST_DRAWN = 10


def _max_samples(facts: Facts) -> Tuned:
    """Return how many rows are drawn for each tree, if any are."""
    rows, why = facts.rows, ""
    shares = tuple(each for each in ROW_SHARES if rows is None or int(each * rows) >= FEWEST_DRAWN)
    if rows is not None:
        why = f"of {rows:,} rows to learn from, a tree gets at least {FEWEST_DRAWN}"
    parameter = Ordinal(
        "max_samples", (*shares, None), default=None, conditions=(Condition("bootstrap", (True,)),)
    )
    return Tuned(parameter, sources.FORESTS, why)


def _forest(facts: Facts, *, classifies: bool, bootstraps: bool) -> Draft:
    """Return what is searched of a forest."""
    of_classes: tuple[Tuned | RuledOut, ...] = (criterion(), class_weight(facts))
    return Draft(
        (
            Tuned(whole("n_estimators", 16, 512, 100, log=True), sources.FORESTS),
            features_of_split(facts, "sqrt" if classifies else None),
            leaf("min_samples_leaf", facts, 1, SMALL_LEAF),
            split(facts),
            depth(facts),
            Tuned(Bool("bootstrap", default=bootstraps), sources.AUTO_SKLEARN),
            _max_samples(facts),
            *(of_classes if classifies else ()),
        )
    )


FOREST = "Trees of resampled rows that vote; a split is the best of some features."
EXTRA = "Trees of all rows that vote; a split is the best of some random ones."
CLASSES = partial(_forest, classifies=True)
NUMBERS = partial(_forest, classifies=False)

MODELS = (
    of_sklearn(
        "ensemble.RandomForestClassifier", CLASSIFICATION, FOREST, partial(CLASSES, bootstraps=True)
    ),
    of_sklearn(
        "ensemble.RandomForestRegressor", REGRESSION, FOREST, partial(NUMBERS, bootstraps=True)
    ),
    of_sklearn(
        "ensemble.ExtraTreesClassifier", CLASSIFICATION, EXTRA, partial(CLASSES, bootstraps=False)
    ),
    of_sklearn(
        "ensemble.ExtraTreesRegressor", REGRESSION, EXTRA, partial(NUMBERS, bootstraps=False)
    ),
)
