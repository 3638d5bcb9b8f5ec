"""The decision tree of scikit-learn, and arguments of trees that its ensembles share."""

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
from models.catalogue.ranges import depths, whole, zero_or
from models.space import Categorical


def criterion() -> Tuned:
    """Return what a split of classes makes small."""
    parameter = Categorical("criterion", ("gini", "entropy"), default="gini")
    return Tuned(parameter, sources.AUTO_SKLEARN)


def split(facts: Facts) -> Tuned:
    """Return the least number of rows that are split."""
    high, why = 20, ""
    if facts.rows is not None:
        high = min(high, facts.rows)
        why = f"there are {facts.rows:,} rows to learn from"
    parameter = whole("min_samples_split", 2, high, 2, log=True)
    return Tuned(parameter, sources.AUTO_SKLEARN, why)


def depth(facts: Facts, default: int | None = None) -> Tuned:
    """Return the greatest depth of a tree."""
    why = "" if facts.rows is None else f"{facts.rows:,} rows make no deeper tree"
    return Tuned(depths("max_depth", facts.rows, default), sources.TUNABILITY, why)


def _tree(facts: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of a tree.

    The impurity of numbers has the square of their unit, which nobody knows here, so only a tree of
    classes is pruned.
    """
    of_classes: tuple[Tuned | RuledOut, ...] = (
        criterion(),
        class_weight(facts),
        Tuned(zero_or("ccp_alpha", 1e-5, 0.1), sources.SKLEARN),
    )
    return Draft(
        (
            depth(facts),
            leaf("min_samples_leaf", facts, 1, SMALL_LEAF),
            split(facts),
            features_of_split(facts, None),
            *(of_classes if classifies else ()),
        )
    )


SUMMARY = "One tree, which anybody can read."

MODELS = (
    of_sklearn(
        "tree.DecisionTreeClassifier", CLASSIFICATION, SUMMARY, partial(_tree, classifies=True)
    ),
    of_sklearn("tree.DecisionTreeRegressor", REGRESSION, SUMMARY, partial(_tree, classifies=False)),
)
