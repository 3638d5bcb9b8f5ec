"""Learned surfaces: networks that predict what a configuration would score, as in YAHPO Gym.

An ensemble of small networks learns the logarithm of the error from `measurements`, which gives a
smooth objective for any configuration. Data sets are left out where cross-validation finds R^2 or
the rank correlation below `LEAST`: there the surface would be an invention.

Symbols: m configurations; q features of them.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import sklearn
from scipy.stats import spearmanr
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.neural_network import MLPRegressor

from benchmarks.arrays import Array
from benchmarks.cache import cached
from benchmarks.quality import measurements
from benchmarks.quality.measurements import SPACES
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import Half
from models import Configuration, Direction, Objective, SearchSpace

VERSION = 1
# What a network must explain of what it has not seen.
LEAST = 0.8
# Networks of an ensemble.
MEMBERS = 3
# Of the cross-validation that judges one network.
FOLDS = 5
# Configurations of the reference: a prediction costs next to nothing.
SAMPLE = 2000
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


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well networks predict configurations they have not seen, of the logarithm of the error.

    Attributes:
        r2: The share of the variance that is explained.
        spearman: The rank correlation.
    """

    r2: float
    spearman: float


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What others measured.

    Attributes:
        features: Of their configurations, (m, q).
        logs: Logarithm of the error, (m,).
    """

    features: Array
    logs: Array


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A task whose objective is what networks predict.

    Attributes:
        name: What was trained, and on which data set.
        space: Where to search.
        members: The networks, each of one output: the standardised logarithm of the error.
        mean: Of the logarithms.
        deviation: Of the logarithms.
        worst: The greatest error that was measured; no prediction is worse.
    """

    name: str
    space: SearchSpace
    members: Sequence[MLPRegressor]
    mean: float
    deviation: float
    worst: float
    objective: Objective = field(default=Objective("error", Direction.MINIMIZE))

    is_complete = False
    version = VERSION

    @property
    def half(self) -> Half:
        """What it may be used for."""
        return HALVES[self.name]

    @property
    def family(self) -> str:
        """What was trained."""
        return self.name.partition("/")[0]

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Return the predicted error."""
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        """Return the predicted error."""
        return float(self._errors([configuration])[0])

    def reference(self) -> Array:
        """Return the predicted errors of a random sample, (m,)."""
        return self._errors(sample(self.space, SAMPLE))

    def _errors(self, configurations: Sequence[Configuration]) -> Array:
        """Return predicted errors, (m,)."""
        inputs = features(self.space, configurations)
        outputs = np.mean([member.predict(inputs) for member in self.members], axis=0)
        return np.asarray(np.minimum(np.exp(self.mean + self.deviation * outputs), self.worst))


def load(name: str) -> Surface:
    """Return a surface; the first time, it is learned in some seconds.

    Args:
        name: A key of `DATASETS`.
    """
    rows = read(name)
    return Surface(
        name=name,
        space=SPACES[name.partition("/")[0]],
        members=cached(learn)(name, VERSION, sklearn.__version__),
        mean=float(rows.logs.mean()),
        deviation=float(rows.logs.std()),
        worst=float(np.exp(rows.logs.max())),
    )


def learn(name: str, version: int, library: str) -> list[MLPRegressor]:
    """Return the networks of a surface.

    Args:
        name: A key of `DATASETS`.
        version: Of this module; another one learns again.
        library: Version of scikit-learn; another one learns again.
    """
    del version, library
    rows = read(name)
    with _stopping():
        return [
            _network(len(rows.logs), seed).fit(rows.features, _standardised(rows.logs))
            for seed in range(MEMBERS)
        ]


def accuracy(name: str) -> Accuracy:
    """Return how well one network predicts what it was not shown, by cross-validation."""
    rows = read(name)
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    outputs = _standardised(rows.logs)
    with _stopping():
        predicted = cross_val_predict(_network(len(outputs), 0), rows.features, outputs, cv=folds)
    return Accuracy(
        r2=float(1.0 - np.mean((predicted - outputs) ** 2)),
        spearman=float(spearmanr(predicted, outputs).statistic),
    )


def read(name: str) -> Rows:
    """Return what others measured on a data set."""
    family = name.partition("/")[0]
    configurations, errors = zip(*measurements.read(family, DATASETS[name]), strict=True)
    logs = np.log(np.maximum(errors, SMALLEST))
    return Rows(features(SPACES[family], configurations), logs)


def features(space: SearchSpace, configurations: Sequence[Configuration]) -> Array:
    """Return configurations as a network sees them, (m, q).

    Numbers lie in [-1, 1] on their own scale; values in no order have an indicator each.
    """
    positions = space.encode_all(configurations).X
    numbers = space.numbers(positions)
    columns = []
    for j in range(space.d):
        if space.is_nominal[j]:
            columns += [numbers[:, j] == index for index in range(int(space.counts[j]))]
        else:
            columns.append(2.0 * positions[:, j] - 1.0)
    return np.column_stack(columns).astype(np.float64)


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


@contextmanager
def _stopping() -> Iterator[None]:
    """Say nothing of networks that did not converge: stopping early keeps them smooth."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _standardised(values: Array) -> Array:
    """Return values of mean 0 and variance 1."""
    return np.asarray((values - values.mean()) / values.std())
