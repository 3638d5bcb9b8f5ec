"""What a trial measures: how well a model predicts rows it was not trained on.

Symbols: m rows judged by; k classes; predictions are probabilities, (m, k), or numbers, (m,).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Data, Split, splits
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration, Direction, Objective

# Trains with a configuration and predicts the rows to judge by.
Predict = Callable[[Configuration, Split], Array]
# A probability below this counts as this: one sure mistake is not the end of the world.
LEAST = 1e-5
# What libraries raise about a configuration.
FAILURES = (ValueError, ArithmeticError, NotImplementedError, np.linalg.LinAlgError)


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure of predictions.

    Attributes:
        objective: Its name and direction.
        of: The measure, from predictions and the rows judged by.
    """

    objective: Objective
    of: Callable[[Array, Data], float]


@dataclass(frozen=True, slots=True)
class Validation:
    """A trial: cross-validation on a data set.

    Attributes:
        predict: Trains and predicts.
        metric: Judges.
        dataset: Of a file in `pmlb`.
        rows: How many of its rows, at most.
        folds: How many; 3 unless a trial has to be cheap.
        judged: How many of the folds are judged by; all unless a trial has to be cheap.
    """

    predict: Predict
    metric: Metric
    dataset: str
    rows: int = 300
    folds: int = 3
    judged: int | None = None

    def __call__(self, configuration: Configuration, seed: int) -> float:
        """Return the mean over the folds that the seed deals.

        Raises:
            FailedTrialError: Training raises, or a score is not finite.
        """
        dealt = splits(self.dataset, self.rows, self.folds, seed)[: self.judged]
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                # Random configurations do not converge, overflow, and so on: that is their value.
                warnings.simplefilter("ignore")
                scores = [self._score(configuration, split) for split in dealt]
        except FAILURES as error:
            raise FailedTrialError(f"{error}") from error
        return float(np.mean(scores))

    def _score(self, configuration: Configuration, split: Split) -> float:
        """Return the measure on one fold."""
        predicted = self.predict(configuration, split)
        # The error of finite predictions can be infinite.
        score = self.metric.of(predicted, split.test) if np.isfinite(predicted).all() else np.nan
        if not np.isfinite(score):
            raise FailedTrialError(f"{self.metric.objective.name} is {score}")
        return score


def softmax(margins: Array) -> Array:
    """Return the probabilities, (m, k), of margins, (m, k), or (m,) of the second of two."""
    if margins.ndim == 1:
        margins = np.column_stack([-0.5 * margins, 0.5 * margins])
    weights = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _log_loss(predicted: Array, judged: Data) -> float:
    """Return the mean of -log of the probability of the true class."""
    return float(-np.mean(np.log(np.clip(_hit(predicted, judged), LEAST, 1.0))))


def _brier(predicted: Array, judged: Data) -> float:
    """Return the mean squared distance of the probabilities from the truth, in [0, 2]."""
    return float(np.mean(np.sum(predicted**2, axis=1) - 2.0 * _hit(predicted, judged) + 1.0))


def _accuracy(predicted: Array, judged: Data) -> float:
    """Return the share of rows whose likeliest class is the true one."""
    return float(np.mean(predicted.argmax(axis=1) == judged.y))


def _balanced_accuracy(predicted: Array, judged: Data) -> float:
    """Return the mean over the classes of the share of their rows that are recognised."""
    is_right = predicted.argmax(axis=1) == judged.y
    return float(np.mean([is_right[judged.y == each].mean() for each in range(judged.classes)]))


def _hit(predicted: Array, judged: Data) -> Array:
    """Return the probability of the true class, (m,)."""
    return np.asarray(predicted[np.arange(len(predicted)), judged.y.astype(np.intp)])


def _r2(predicted: Array, judged: Data) -> float:
    """Return the share of the variance that is explained; 1 at the most."""
    residue = np.mean((predicted - judged.y) ** 2)
    return float(1.0 - residue / judged.y.var())


def _rmse(predicted: Array, judged: Data) -> float:
    """Return the root of the mean squared error, in standard deviations of the target."""
    return float(np.sqrt(np.mean((predicted - judged.y) ** 2)))


LOG_LOSS = Metric(Objective("log_loss", Direction.MINIMIZE), _log_loss)
BRIER = Metric(Objective("brier", Direction.MINIMIZE), _brier)
ACCURACY = Metric(Objective("accuracy", Direction.MAXIMIZE), _accuracy)
BALANCED = Metric(Objective("balanced_accuracy", Direction.MAXIMIZE), _balanced_accuracy)
R2 = Metric(Objective("r2", Direction.MAXIMIZE), _r2)
RMSE = Metric(Objective("rmse", Direction.MINIMIZE), _rmse)
