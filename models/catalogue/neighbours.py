"""Nearest neighbours of scikit-learn. Their features want the same scale."""

from models.catalogue import sources
from models.catalogue.common import CLASSIFICATION, REGRESSION, of_sklearn
from models.catalogue.entry import Draft, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import whole
from models.space import Categorical, Ordinal

USUAL, MOST = 50, 200


def _neighbours(facts: Facts) -> Draft:
    """Return what is searched of nearest neighbours.

    There must be so many rows wherever the model is asked. Half of those of a fit are there even
    if half of all rows were held out instead of a third.
    """
    high, why = USUAL, ""
    if facts.rows is not None and facts.root is not None:
        half = max(1, facts.rows // 2)
        high = min(half, max(USUAL, min(facts.root, MOST)))
        why = (
            f"half of the {facts.rows:,} rows to learn from, so that no fold has fewer"
            if high == half
            else f"the square root of the {facts.rows:,} rows to learn from, at most {MOST}"
        )
    source = f"{sources.AUTO_SKLEARN}; {sources.TUNABILITY}"
    weights = Categorical("weights", ("uniform", "distance"), default="uniform")
    return Draft(
        (
            Tuned(whole("n_neighbors", 1, high, 5, log=True), source, why),
            Tuned(weights, sources.AUTO_SKLEARN),
            Tuned(Ordinal("p", (1, 2), default=2), sources.AUTO_SKLEARN),
        )
    )


SUMMARY = "What the nearest known rows are; scale the features first."

MODELS = (
    of_sklearn("neighbors.KNeighborsClassifier", CLASSIFICATION, SUMMARY, _neighbours),
    of_sklearn("neighbors.KNeighborsRegressor", REGRESSION, SUMMARY, _neighbours),
)
