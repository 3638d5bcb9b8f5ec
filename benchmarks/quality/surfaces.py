"""Learned surfaces: networks that predict what others measured on large data sets.

Data sets are left out where cross-validation finds R^2 or the rank correlation below `LEAST`: there
the surface would be an invention.
"""

from collections.abc import Mapping

import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor

from benchmarks.cache import cached
from benchmarks.quality import learned, measurements
from benchmarks.quality.learned import Accuracy, Ensemble, Learned, Rows, features, fit
from benchmarks.quality.measurements import SPACES
from benchmarks.quality.tasks import Half
from models import Direction, Objective

VERSION = 1
ERROR = Objective("error", Direction.MINIMIZE)
# What a network must explain of what it has not seen.
LEAST = 0.8
# Networks of an ensemble.
MEMBERS = 3
# Errors of nothing have no logarithm.
SMALLEST = 1e-4
# So many rows are few: they are learned in one batch, with more decay.
FEW = 1000
# The data set of every task, by its name in the measurements.
DEVELOPMENT: Mapping[str, str] = {
    "xgboost-surface/a6a": "a6a",
    "xgboost-surface/australian": "australian",
    "xgboost-surface/madelon": "madelon",
    "forest-surface/letter": "6",
    "forest-surface/mfeat-fourier": "14",
    "forest-surface/electricity": "219",
}
HELD_OUT: Mapping[str, str] = {
    "xgboost-surface/heart": "heart",
    "xgboost-surface/spambase": "spambase",
    "xgboost-surface/w6a": "w6a",
    "forest-surface/optdigits": "28",
    "forest-surface/tic-tac-toe": "49",
    "forest-surface/waveform": "58",
    "adaboost-surface/pendigits": "32",
    "adaboost-surface/segment": "36",
}
DATASETS: Mapping[str, str] = {**DEVELOPMENT, **HELD_OUT}
HALVES: Mapping[str, Half] = {
    **dict.fromkeys(DEVELOPMENT, Half.DEVELOPMENT),
    **dict.fromkeys(HELD_OUT, Half.HELD_OUT),
}


def load(name: str) -> Learned:
    """Return a surface; the first time, it is learned in some seconds.

    Args:
        name: A key of `DATASETS`.
    """
    return Learned(
        name=name,
        half=HALVES[name],
        version=VERSION,
        space=SPACES[name.partition("/")[0]],
        objective=ERROR,
        ensemble=cached(learn)(name, VERSION, sklearn.__version__),
    )


def learn(name: str, version: int, library: str) -> Ensemble:
    """Return the networks of a surface.

    Args:
        name: A key of `DATASETS`.
        version: Of this module; another one learns again.
        library: Version of scikit-learn; another one learns again.
    """
    del version, library
    rows = read(name)
    return fit(rows, [_network(len(rows.logs), seed) for seed in range(MEMBERS)])


def accuracy(name: str) -> Accuracy:
    """Return how well one network predicts what it was not shown, by cross-validation."""
    rows = read(name)
    return learned.accuracy(rows, _network(len(rows.logs), 0))


def read(name: str) -> Rows:
    """Return what others measured on a data set."""
    family = name.partition("/")[0]
    configurations, errors = zip(*measurements.read(family, DATASETS[name]), strict=True)
    logs = np.log(np.maximum(errors, SMALLEST))
    return Rows(features(SPACES[family], SPACES[family].encode_all(configurations).X), logs)


def _network(rows: int, seed: int) -> MLPRegressor:
    """Return a network to learn from so many rows."""
    if rows < FEW:
        return MLPRegressor(
            hidden_layer_sizes=(32, 32),
            activation="tanh",
            solver="lbfgs",
            alpha=1e-2,
            max_iter=300,
            random_state=seed,
        )
    return MLPRegressor(
        hidden_layer_sizes=(64, 64),
        activation="tanh",
        learning_rate_init=3e-3,
        batch_size=128,
        early_stopping=True,
        max_iter=100,
        random_state=seed,
    )
