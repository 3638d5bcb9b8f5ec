"""Multi-layer perceptrons with seven parameters, as in LCBench (Zimmer et al., 2021), but small.

By stochastic gradient descent with momentum, or by Adam.
"""

from collections.abc import Iterator

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, number
from benchmarks.quality.live.validation import LOG_LOSS, RMSE, Validation
from benchmarks.quality.tasks import Half
from models import Categorical, Configuration, Float, Int, SearchSpace

# Few, because a trial should be cheap.
EPOCHS = 15
# Neurons of a layer, however much it tapers.
NARROWEST = 2
SHAPE = (
    Int("layers", 1, 4),
    Int("width", 4, 128, log=True),
    # The width of a layer as a share of that of the one before.
    Float("taper", 0.25, 1.0),
    Int("batch_size", 8, 128, log=True),
    Float("alpha", 1e-6, 1.0, log=True),
)
MOMENTUM = SearchSpace(
    (
        *SHAPE,
        Float("learning_rate_init", 1e-4, 0.3, log=True),
        Float("momentum", 0.0, 0.99),
    )
)
ADAM = SearchSpace(
    (
        *SHAPE,
        Float("learning_rate_init", 1e-4, 0.3, log=True),
        Categorical("activation", ("relu", "tanh", "logistic")),
    )
)


def momentum(configuration: Configuration, split: Split) -> Array:
    """Return predictions of a network trained by gradient descent with momentum."""
    return _trained(configuration, split, solver="sgd")


def adam(configuration: Configuration, split: Split) -> Array:
    """Return predictions of a network trained by Adam."""
    return _trained(configuration, split, solver="adam")


def _trained(configuration: Configuration, split: Split, *, solver: str) -> Array:
    """Return the predictions after so many epochs."""
    settings = dict(configuration)
    layers, width, taper = (number(settings.pop(name)) for name in ("layers", "width", "taper"))
    sizes = np.maximum(NARROWEST, np.rint(width * taper ** np.arange(layers))).astype(int)
    kind = MLPClassifier if split.train.classes else MLPRegressor
    model = kind(
        hidden_layer_sizes=tuple(sizes.tolist()),
        solver=solver,
        max_iter=EPOCHS,
        # It never stops early: epochs are part of the task.
        n_iter_no_change=EPOCHS,
        random_state=0,
        **settings,
    ).fit(split.train.X, split.train.y)
    predicted = model.predict_proba if split.train.classes else model.predict
    return np.asarray(predicted(split.test.X))


def _tasks() -> Iterator[Live]:
    """Yield the tasks; two folds of three are judged by, because a trial is dear."""
    for half, dataset in (
        (Half.DEVELOPMENT, "vowel"),
        (Half.DEVELOPMENT, "tokyo1"),
        (Half.DEVELOPMENT, "ecoli"),
        (Half.HELD_OUT, "dermatology"),
        (Half.HELD_OUT, "collins"),
        (Half.HELD_OUT, "twonorm"),
    ):
        yield Live(
            name=f"network/{dataset}",
            family="network",
            half=half,
            space=MOMENTUM,
            objective=LOG_LOSS.objective,
            trial=Validation(momentum, LOG_LOSS, dataset, judged=2),
        )
    for dataset, metric in (("201_pol", RMSE), ("page_blocks", LOG_LOSS)):
        yield Live(
            name=f"adam/{dataset}",
            family="network",
            half=Half.HELD_OUT,
            space=ADAM,
            objective=metric.objective,
            trial=Validation(adam, metric, dataset, judged=2),
        )


TASKS = tuple(_tasks())
