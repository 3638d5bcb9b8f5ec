"""Gradient boosting of scikit-learn: on histograms and on the values themselves."""

from functools import partial

from models.catalogue import sources
from models.catalogue.common import (
    CLASSIFICATION,
    LARGE_LEAF,
    REGRESSION,
    SMALL_LEAF,
    boosting_rounds,
    class_weight,
    column_share,
    features_of_split,
    leaf,
    learning_rate,
    leaves,
    of_sklearn,
)
from models.catalogue.entry import Draft, RuledOut, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, when, whole, zero_or
from models.catalogue.trees import depth, split
from models.space import Categorical

# Where trees are grown on the values themselves, each takes longer.
EXACT_ROUNDS = 512


def _histogram(facts: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of boosting on histograms."""
    return Draft(
        (
            learning_rate(0.1),
            boosting_rounds("max_iter", facts, 100),
            leaves("max_leaf_nodes", facts, 31),
            leaf("min_samples_leaf", facts, 20, LARGE_LEAF),
            Tuned(zero_or("l2_regularization", 1e-3, 1e3), sources.FLAML),
            column_share("max_features", facts, sources.SKLEARN),
            *((class_weight(facts),) if classifies else ()),
        )
    )


def _exact(facts: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of boosting on the values themselves."""
    return Draft(
        (
            learning_rate(0.1),
            boosting_rounds("n_estimators", facts, 100, EXACT_ROUNDS),
            depth(facts, 3),
            leaf("min_samples_leaf", facts, 1, SMALL_LEAF),
            split(facts),
            Tuned(real("subsample", 0.3, 1.0, 1.0), sources.FLAML),
            features_of_split(facts, None),
            *((_class_loss(facts),) if classifies else _number_losses()),
        )
    )


def _class_loss(facts: Facts) -> Tuned | RuledOut:
    """Return the loss of classes: the exponential one is for two of them."""
    if not facts.is_binary:
        return RuledOut("loss", "any other loss than log_loss is for two classes")
    parameter = Categorical("loss", ("log_loss", "exponential"), default="log_loss")
    return Tuned(parameter, sources.SKLEARN, "there are two classes")


def _number_losses() -> tuple[Tuned, Tuned]:
    """Return the loss of numbers, and where it becomes linear."""
    losses = ("squared_error", "huber", "absolute_error")
    alpha = real("alpha", 0.5, 0.99, 0.9, conditions=when("loss", "huber"))
    return (
        Tuned(Categorical("loss", losses, default="squared_error"), sources.SKLEARN),
        Tuned(alpha, sources.SKLEARN),
    )


def _adaptive(_: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of AdaBoost, whose trees are stumps or, of numbers, 3 deep."""
    loss = Categorical("loss", ("linear", "square", "exponential"), default="linear")
    return Draft(
        (
            Tuned(whole("n_estimators", 10, 500, 50, log=True), sources.AUTO_SKLEARN),
            Tuned(real("learning_rate", 0.01, 2.0, 1.0, log=True), sources.AUTO_SKLEARN),
            *(() if classifies else (Tuned(loss, sources.AUTO_SKLEARN),)),
        )
    )


HISTOGRAM = "Boosted trees on histograms of the features: fast on many rows, takes missing values."
EXACT = "Boosted trees on the values of the features: slow on many rows."
ADAPTIVE = "Small trees, each of which looks more at what those before it got wrong."

MODELS = (
    of_sklearn(
        "ensemble.HistGradientBoostingClassifier",
        CLASSIFICATION,
        HISTOGRAM,
        partial(_histogram, classifies=True),
    ),
    of_sklearn(
        "ensemble.HistGradientBoostingRegressor",
        REGRESSION,
        HISTOGRAM,
        partial(_histogram, classifies=False),
    ),
    of_sklearn(
        "ensemble.GradientBoostingClassifier",
        CLASSIFICATION,
        EXACT,
        partial(_exact, classifies=True),
    ),
    of_sklearn(
        "ensemble.GradientBoostingRegressor", REGRESSION, EXACT, partial(_exact, classifies=False)
    ),
    of_sklearn(
        "ensemble.AdaBoostClassifier",
        CLASSIFICATION,
        ADAPTIVE,
        partial(_adaptive, classifies=True),
    ),
    of_sklearn(
        "ensemble.AdaBoostRegressor", REGRESSION, ADAPTIVE, partial(_adaptive, classifies=False)
    ),
)
