"""The arithmetic of the comparison.

Symbols: k tasks; s seeds; t trials; values (s, t) of the trials in their order, lower is better;
regrets likewise.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks.arrays import Array

RESAMPLES = 10_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Scale:
    """What a regret of 0 and of 1 means on a task.

    Attributes:
        best: The lowest value there is, or is known.
        median: The value that half of all configurations are better than; above best.
    """

    best: float
    median: float

    def __post_init__(self) -> None:
        """Refuse a task on which half of the configurations are optimal."""
        if not self.best < self.median:
            raise ValueError(f"expected best < median, got {self.best} and {self.median}")

    @classmethod
    def of(cls, reference: Array, seen: Array) -> Self:
        """Return the scale of a task.

        Args:
            reference: Values of all configurations, or of a random sample of them, (m,).
            seen: Values of every trial of the comparison, any shape. They can beat a sample, and
                then nothing has a regret below 0; a complete table they cannot beat.
        """
        best = min(reference.min(), seen.min())
        return cls(best=float(best), median=float(np.median(reference)))

    def regrets(self, values: Array) -> Array:
        """Return the normalised regret of the best trial so far, (s, t), never increasing."""
        incumbents = np.minimum.accumulate(values, axis=-1)
        return (incumbents - self.best) / (self.median - self.best)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and where it lies with the confidence `LEVEL`."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Duel:
    """How many seeds each of two rivals won."""

    wins: int
    ties: int
    losses: int


def bootstrap(samples: Array, rng: np.random.Generator) -> Interval:
    """Return the mean over tasks and seeds with its percentile interval.

    Seeds are drawn again within each task and tasks are kept: the interval is about chance in the
    search, not about tasks that were not measured.

    Args:
        samples: One number for every task and seed, (k, s).
        rng: Draws the seeds.

    Source:
        Efron and Tibshirani (1993), section 13.3.
    """
    tasks, seeds = samples.shape
    drawn = rng.integers(seeds, size=(RESAMPLES, tasks, seeds))
    means = samples[np.arange(tasks)[:, np.newaxis], drawn].mean(axis=(1, 2))
    low, high = np.quantile(means, [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL])
    return Interval(mean=float(samples.mean()), low=float(low), high=float(high))


def duel(ours: Array, theirs: Array) -> Duel:
    """Return how often our regret is the lower one, seed by seed.

    Args:
        ours: Our regrets, any shape.
        theirs: The rival's on the same tasks and seeds, of the same shape.
    """
    return Duel(
        wins=int(np.sum(ours < theirs)),
        ties=int(np.sum(ours == theirs)),
        losses=int(np.sum(ours > theirs)),
    )
