"""Linear models of scikit-learn. Their features want the same scale."""

from models.catalogue import sources
from models.catalogue.common import CLASSIFICATION, REGRESSION, class_weight, of_sklearn
from models.catalogue.entry import Draft, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, when
from models.space import Categorical, Configuration, Ordinal

# Shares of the penalty that are of the absolute values: 0 is ridge, 1 the lasso.
L1_RATIOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
# The part of the ridge penalty that does anything on so many rows.
LARGEST_RIDGE = 1e3


def _logistic(facts: Facts) -> Draft:
    """Return what is searched of logistic regression.

    Solvers of one penalty find the same optimum, so one of them is enough: lbfgs for ridge, saga
    for every mixture, and for two classes liblinear, which penalises the intercept too.
    """
    is_binary = facts.is_binary
    solvers = ("lbfgs", "saga", "liblinear") if is_binary else ("lbfgs", "saga")
    why = "liblinear is for two classes, of which there are two" if is_binary else ""
    ratio = Ordinal("l1_ratio", L1_RATIOS, default=0.0, conditions=when("solver", *solvers[1:]))
    mixtures: tuple[Configuration, ...] = tuple(
        {"solver": "liblinear", "l1_ratio": each} for each in L1_RATIOS[1:-1]
    )
    return Draft(
        (
            Tuned(real("C", 1e-4, 1e4, 1.0, log=True), sources.FLAML),
            Tuned(Categorical("solver", solvers, default="lbfgs"), sources.SKLEARN, why),
            Tuned(ratio, sources.SKLEARN, why),
            class_weight(facts),
        ),
        forbidden=mixtures if is_binary else (),
    )


def _ridge(facts: Facts) -> Draft:
    """Return what is searched of ridge regression."""
    high, why = LARGEST_RIDGE, ""
    if facts.rows is not None:
        high = max(high, float(facts.rows))
        why = "of standardised features, the squares add up to the number of rows"
    return Draft((Tuned(real("alpha", 1e-5, high, 1.0, log=True), sources.AUTO_SKLEARN, why),))


def _elastic_net(_: Facts) -> Draft:
    """Return what is searched of the elastic net."""
    return Draft(
        (
            Tuned(real("alpha", 1e-5, 100.0, 1.0, log=True), sources.AUTO_SKLEARN),
            Tuned(real("l1_ratio", 0.01, 1.0, 0.5), sources.SKLEARN),
        )
    )


MODELS = (
    of_sklearn(
        "linear_model.LogisticRegression",
        CLASSIFICATION,
        "Probabilities of classes from a weighted sum; scale the features first.",
        _logistic,
        since="1.8",
    ),
    of_sklearn(
        "linear_model.Ridge",
        REGRESSION,
        "A weighted sum whose weights are kept small; scale the features first.",
        _ridge,
    ),
    of_sklearn(
        "linear_model.ElasticNet",
        REGRESSION,
        "A weighted sum of which many weights are zero; scale features and target.",
        _elastic_net,
    ),
)
