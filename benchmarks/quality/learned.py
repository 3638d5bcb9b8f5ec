"""Learned objectives: networks that predict what a configuration would score, as in YAHPO Gym.

An ensemble of small networks learns the logarithm of a loss, which gives a smooth objective for any
configuration at next to no cost.

Symbols: m points; d parameters; q features; points (m, d) are NaN where a parameter is inactive.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.neural_network import MLPRegressor

from benchmarks.arrays import Array
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import Half
from models import Configuration, Objective, SearchSpace

# Of the cross-validation that judges one network.
FOLDS = 5
# Configurations of the reference: a prediction costs next to nothing.
SAMPLE = 2000


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well networks predict configurations they have not seen, of the logarithm of the loss.

    Attributes:
        r2: The share of the variance that is explained.
        spearman: The rank correlation.
    """

    r2: float
    spearman: float


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What networks learn from.

    Attributes:
        features: Of configurations, (m, q).
        logs: Logarithm of the loss, (m,).
    """

    features: Array
    logs: Array


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Networks that have learned.

    Attributes:
        members: Each of one output: the standardised logarithm of the loss.
        mean: Of the logarithms.
        deviation: Of the logarithms.
        worst: The greatest loss that was learned; no prediction is worse.
    """

    members: Sequence[MLPRegressor]
    mean: float
    deviation: float
    worst: float

    def losses(self, inputs: Array) -> Array:
        """Return the predicted losses, (m,), of features, (m, q)."""
        outputs = np.mean([member.predict(inputs) for member in self.members], axis=0)
        return np.asarray(np.minimum(np.exp(self.mean + self.deviation * outputs), self.worst))


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A task whose objective is what networks predict.

    Attributes:
        name: What was trained, and on which data set.
        half: What it may be used for.
        version: Raised whenever any value changes.
        space: Where to search.
        objective: What to optimise.
        ensemble: The networks.
        base: The objective of a loss of nothing.
        unit: What a loss of one adds to it; negative if the objective is maximised.
        optimum: The best value that a search found; None if nobody has searched.
    """

    name: str
    half: Half
    version: int
    space: SearchSpace
    objective: Objective
    ensemble: Ensemble
    base: float = 0.0
    unit: float = 1.0
    optimum: float | None = None

    is_complete = False

    @property
    def family(self) -> str:
        """What was trained."""
        return self.name.partition("/")[0]

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Return the predicted objective."""
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        """Return the predicted objective."""
        return float(self._values([configuration])[0])

    def reference(self) -> Array:
        """Return the predictions for a random sample and the optimum, if it is known, (m,)."""
        known = [] if self.optimum is None else [self.optimum]
        return np.append(self._values(sample(self.space, SAMPLE)), known)

    def _values(self, configurations: Sequence[Configuration]) -> Array:
        """Return predicted objectives, (m,)."""
        inputs = features(self.space, self.space.encode_all(configurations).X)
        return self.base + self.unit * self.ensemble.losses(inputs)


def fit(rows: Rows, networks: Iterable[MLPRegressor]) -> Ensemble:
    """Return networks after they have learned rows."""
    outputs = _standardised(rows.logs)
    with _stopping():
        members = tuple(network.fit(rows.features, outputs) for network in networks)
    mean, deviation = float(rows.logs.mean()), float(rows.logs.std())
    return Ensemble(members, mean, deviation, worst=float(np.exp(rows.logs.max())))


def accuracy(rows: Rows, network: MLPRegressor) -> Accuracy:
    """Return how well such a network predicts what it was not shown, by cross-validation."""
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    outputs = _standardised(rows.logs)
    with _stopping():
        predicted = cross_val_predict(network, rows.features, outputs, cv=folds)
    return Accuracy(
        r2=float(1.0 - np.mean((predicted - outputs) ** 2)),
        spearman=float(spearmanr(predicted, outputs).statistic),
    )


def features(space: SearchSpace, points: Array) -> Array:
    """Return points, (m, d), as a network sees them, (m, q).

    Numbers lie in [-1, 1] on their own scale; values in no order have an indicator each; so has
    being active of a parameter with conditions, and all else of an inactive one is 0.
    """
    numbers = space.numbers(points)
    columns = []
    for j, parameter in enumerate(space.parameters):
        if space.is_nominal[j]:
            columns += [numbers[:, j] == index for index in range(int(space.counts[j]))]
        else:
            columns.append(np.nan_to_num(2.0 * points[:, j] - 1.0))
        if parameter.conditions:
            columns.append(~np.isnan(points[:, j]))
    return np.column_stack(columns).astype(np.float64)


@contextmanager
def _stopping() -> Iterator[None]:
    """Say nothing of networks that did not converge: stopping early keeps them smooth."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _standardised(values: Array) -> Array:
    """Return values of mean 0 and variance 1."""
    return np.asarray((values - values.mean()) / values.std())
