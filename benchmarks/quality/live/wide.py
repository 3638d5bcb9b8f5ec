"""About thirty parameters: how much each column counts in a distance.

Symbols: n rows; p columns; w (p,) weights; k neighbours.
"""

from collections.abc import Iterator

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.spatial.distance import cdist
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, number
from benchmarks.quality.live.validation import BRIER, R2, Metric, Predict, Validation
from benchmarks.quality.tasks import FailedTrialError, Half
from models import Categorical, Configuration, Float, Int, SearchSpace


def ridge(configuration: Configuration, split: Split) -> Array:
    """Return predictions of kernel ridge regression with a weight for each column.

    Raises:
        FailedTrialError: The kernel is as good as singular.
    """
    w = _weights(configuration, split)
    alpha = number(configuration["alpha"])
    train, test = split.train.X * w, split.test.X * w
    kernel = np.exp(-0.5 * cdist(train, train, "sqeuclidean"))
    try:
        factor = cho_factor(kernel + alpha * np.eye(len(train)))
    except LinAlgError as error:
        raise FailedTrialError(f"alpha {alpha:g}") from error
    dual = cho_solve(factor, split.train.y)
    return np.asarray(np.exp(-0.5 * cdist(test, train, "sqeuclidean")) @ dual)


def neighbours(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of nearest neighbours with a weight for each column."""
    w = _weights(configuration, split)
    model = KNeighborsClassifier(
        int(number(configuration["neighbours"])), weights=configuration["vote"]
    ).fit(split.train.X * w, split.train.y)
    return np.asarray(model.predict_proba(split.test.X * w))


def _weights(configuration: Configuration, split: Split) -> Array:
    """Return the weight of every column, (p,)."""
    return np.array([number(configuration[f"w_{j}"]) for j in range(split.train.X.shape[1])])


def _columns(count: int) -> tuple[Float, ...]:
    """Return the weights as parameters."""
    return tuple(Float(f"w_{j}", 0.01, 3.0, log=True) for j in range(count))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    smoothed = SearchSpace((*_columns(25), Float("alpha", 1e-4, 10.0, log=True)))
    voting = SearchSpace(
        (
            *_columns(30),
            Int("neighbours", 1, 30, log=True),
            Categorical("vote", ("uniform", "distance")),
        )
    )
    yield _task("ridge", Half.DEVELOPMENT, smoothed, ridge, "582_fri_c1_500_25", R2)
    yield _task("neighbours", Half.HELD_OUT, voting, neighbours, "wdbc", BRIER)
    yield _task("ridge", Half.HELD_OUT, smoothed, ridge, "584_fri_c4_500_25", R2)


def _task(
    model: str, half: Half, space: SearchSpace, predict: Predict, dataset: str, metric: Metric
) -> Live:
    """Return the task of a model and a data set."""
    return Live(
        name=f"wide/{model}-{dataset}",
        family="wide",
        half=half,
        space=space,
        objective=metric.objective,
        trial=Validation(predict, metric, dataset),
    )


TASKS = tuple(_tasks())
