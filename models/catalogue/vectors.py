"""Support vector machines of scikit-learn. Their features want the same scale."""

from functools import partial

from models.catalogue import sources
from models.catalogue.common import CLASSIFICATION, REGRESSION, class_weight, of_sklearn
from models.catalogue.entry import Draft, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, when, whole
from models.space import Bool, Categorical, Ordinal

KERNELS = ("rbf", "poly", "sigmoid", "linear")
# Powers of two around what "scale" is worth on features of variance 1: one by their number.
POWERS = range(-8, 6)
TYPICAL_FEATURES = 10


def _gamma(facts: Facts) -> Tuned:
    """Return how fast the influence of a row fades, "scale" among its equals."""
    features = facts.features or TYPICAL_FEATURES
    values = tuple(
        "scale" if power == 0 else float(f"{2.0**power / features:.3g}") for power in POWERS
    )
    parameter = Ordinal(
        "gamma", values, default="scale", conditions=when("kernel", "rbf", "poly", "sigmoid")
    )
    why = (
        ""
        if facts.features is None
        else (
            f"distances between standardised rows grow with the {facts.features:,} features, and "
            '"scale" is one by their number'
        )
    )
    return Tuned(parameter, f"{sources.SVM_GUIDE}; {sources.IMPORTANCE}", why)


def _machine(facts: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of a support vector machine."""
    degree = whole("degree", 2, 5, 3, conditions=when("kernel", "poly"))
    offset = real("coef0", -1.0, 1.0, 0.0, conditions=when("kernel", "poly", "sigmoid"))
    tube = real("epsilon", 0.001, 1.0, 0.1, log=True)
    return Draft(
        (
            Tuned(real("C", 2.0**-5, 2.0**10, 1.0, log=True), sources.SVM_GUIDE),
            Tuned(Categorical("kernel", KERNELS, default="rbf"), sources.AUTO_SKLEARN),
            _gamma(facts),
            Tuned(degree, sources.AUTO_SKLEARN),
            Tuned(offset, sources.AUTO_SKLEARN),
            Tuned(Bool("shrinking", default=True), sources.AUTO_SKLEARN),
            class_weight(facts) if classifies else Tuned(tube, sources.AUTO_SKLEARN),
        )
    )


CLASSES = "The widest margin between classes, in the space of a kernel; scale the features first."
NUMBERS = (
    "The flattest function within a tube, in the space of a kernel; scale features and target."
)

MODELS = (
    of_sklearn("svm.SVC", CLASSIFICATION, CLASSES, partial(_machine, classifies=True)),
    of_sklearn("svm.SVR", REGRESSION, NUMBERS, partial(_machine, classifies=False)),
)
