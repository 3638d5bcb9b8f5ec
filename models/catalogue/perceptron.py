"""The multilayer perceptron of scikit-learn. Its features want the same scale."""

from models.catalogue import sources
from models.catalogue.common import CLASSIFICATION, REGRESSION, of_sklearn
from models.catalogue.entry import Draft, RuledOut, Tuned
from models.catalogue.facts import TWO, Facts
from models.catalogue.ranges import real, when, whole
from models.space import Bool, Categorical, Ordinal, Value

# "auto" is 200, or all rows if there are fewer.
BATCHES: tuple[tuple[int, Value], ...] = (
    (16, 16), (32, 32), (64, 64), (128, 128), (200, "auto"), (256, 256), (512, 512), (1024, 1024),
)  # fmt: skip
ADAM = when("solver", "adam")
# A tenth of the rows is what early stopping watches; it is of use if these are not very few.
WATCHED = 0.1
FEWEST_WATCHED = 50
# Rows of the rarest class: two stay, as scikit-learn wants, if a fold happens to get few of them.
FEWEST_OF_CLASS = 4


def _batch(facts: Facts) -> Tuned:
    """Return how many rows a step sees."""
    rows, why = facts.rows, ""
    values = tuple(
        value for size, value in BATCHES if rows is None or value == "auto" or size < rows
    )
    if rows is not None:
        why = f"a batch cannot be larger than the {rows:,} rows to learn from"
    parameter = Ordinal("batch_size", values, default="auto", conditions=ADAM)
    return Tuned(parameter, sources.AUTO_SKLEARN, why)


def _early_stopping(facts: Facts) -> Tuned | RuledOut:
    """Return whether some rows are watched instead of learnt from.

    scikit-learn wants each class at least twice, and a row of each among those watched.
    """
    name, source = "early_stopping", sources.AUTO_SKLEARN
    rows = facts.rows
    if rows is None:
        return RuledOut(name, "it fails on few rows, and how many there are is unknown")
    classes = facts.classes or TWO if facts.learns_classes else 1
    if int(WATCHED * rows) < max(FEWEST_WATCHED, classes):
        return RuledOut(name, f"a tenth of {rows:,} rows to learn from is too few to watch")
    if facts.learns_classes and (facts.minority is None or facts.minority * rows < FEWEST_OF_CLASS):
        return RuledOut(name, "the rarest class may have too few rows to watch some of them")
    parameter = Bool(name, default=False, conditions=ADAM)
    return Tuned(parameter, source, f"a tenth of {rows:,} rows to learn from is enough to watch")


def _perceptron(facts: Facts) -> Draft:
    """Return what is searched of a perceptron of one hidden layer.

    Of several layers the constructor takes a list, which is no value of a parameter.
    """
    activation = Categorical("activation", ("relu", "tanh", "logistic"), default="relu")
    step = real("learning_rate_init", 1e-4, 0.1, 1e-3, log=True, conditions=ADAM)
    return Draft(
        (
            Tuned(whole("hidden_layer_sizes", 8, 512, 100, log=True), sources.AUTO_SKLEARN),
            Tuned(activation, sources.AUTO_SKLEARN),
            Tuned(real("alpha", 1e-7, 0.1, 1e-4, log=True), sources.AUTO_SKLEARN),
            Tuned(Categorical("solver", ("adam", "lbfgs"), default="adam"), sources.SKLEARN),
            Tuned(step, sources.AUTO_SKLEARN),
            _batch(facts),
            _early_stopping(facts),
        )
    )


SUMMARY = "A neural network of one hidden layer; scale the features first."

MODELS = (
    of_sklearn("neural_network.MLPClassifier", CLASSIFICATION, SUMMARY, _perceptron),
    of_sklearn("neural_network.MLPRegressor", REGRESSION, SUMMARY, _perceptron),
)
