"""Support vector machines: every kernel has parameters of its own."""

from collections.abc import Iterator

import numpy as np
from sklearn.svm import SVC, SVR

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import (
    ACCURACY,
    LOG_LOSS,
    R2,
    RMSE,
    Validation,
    softmax,
)
from benchmarks.quality.tasks import Half
from models import Bool, Categorical, Configuration, Float, Int, SearchSpace

# Some configurations would go on for minutes.
STEPS = 10_000
KERNEL = (
    Categorical("kernel", ("linear", "rbf", "poly", "sigmoid")),
    Float("C", 1e-3, 1e3, log=True),
    Float("gamma", 1e-5, 10.0, log=True, conditions=when("kernel", "rbf", "poly", "sigmoid")),
    Int("degree", 2, 5, conditions=when("kernel", "poly")),
    Float("coef0", -1.0, 1.0, conditions=when("kernel", "poly", "sigmoid")),
)
CLASSIFIER = SearchSpace((*KERNEL, Bool("shrinking"), Float("tol", 1e-5, 1e-1, log=True)))
REGRESSOR = SearchSpace((*KERNEL, Float("epsilon", 1e-3, 1.0, log=True)))


def classifier(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of support vector classification, by the softmax of its margins."""
    model = SVC(max_iter=STEPS, **configuration).fit(split.train.X, split.train.y)
    return softmax(np.asarray(model.decision_function(split.test.X)))


def regressor(configuration: Configuration, split: Split) -> Array:
    """Return predictions of support vector regression."""
    model = SVR(max_iter=STEPS, **configuration).fit(split.train.X, split.train.y)
    return np.asarray(model.predict(split.test.X))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    for half, dataset, metric in (
        (Half.DEVELOPMENT, "229_pwLinear", R2),
        (Half.DEVELOPMENT, "spectf", LOG_LOSS),
        (Half.HELD_OUT, "movement_libras", ACCURACY),
        (Half.HELD_OUT, "690_visualizing_galaxy", RMSE),
    ):
        is_regression = metric in (R2, RMSE)
        yield Live(
            name=f"svm/{dataset}",
            family="svm",
            half=half,
            space=REGRESSOR if is_regression else CLASSIFIER,
            objective=metric.objective,
            trial=Validation(regressor if is_regression else classifier, metric, dataset),
        )


TASKS = tuple(_tasks())
