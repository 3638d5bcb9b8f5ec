"""The arithmetic of the comparison.

Symbols: N runs, each of one task with one seed; t trials; B resamples; values (N, t) of trials in
their order, lower is better, NaN where a trial failed; regrets likewise.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, t, wilcoxon

from benchmarks.arrays import Array

# The ends of an interval are then good to 6 % of a standard error.
RESAMPLES = 2_000
# The confidence of every interval.
LEVEL = 0.95
TAILS = (0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a regret of 0 and of 1 means on a task.

    Attributes:
        best: The lowest value there is, or is known.
        median: The value that half of all configurations are better than; above best.
        worst: The highest value there is, or is known; not below the median.
    """

    best: float
    median: float
    worst: float

    def __post_init__(self) -> None:
        """Refuse a task on which half of the configurations are optimal."""
        if not self.best < self.median <= self.worst:
            raise ValueError(
                f"expected best < median <= worst, got {self.best}, {self.median}, {self.worst}"
            )

    @classmethod
    def of(cls, reference: Array, seen: Array) -> Self | None:
        """Return the scale of a task, None if half of its configurations are optimal.

        Args:
            reference: Values of all configurations, or of a random sample of them, (m,).
            seen: Values of every trial of the comparison, any shape, NaN where one failed. They
                can beat a sample, and then nothing has a regret below 0; a complete table they
                cannot beat.
        """
        best = float(np.nanmin(np.append(reference, seen)))
        median = float(np.median(reference))
        return cls(best, median, float(reference.max())) if best < median else None

    def regrets(self, values: Array) -> Array:
        """Return the normalised regret of the best trial so far, (N, t), never increasing.

        A failed trial improves nothing. Before the first success the regret is that of the worst
        configuration of the reference, and none is ever higher.
        """
        known = np.where(np.isnan(values), self.worst, np.minimum(values, self.worst))
        incumbents = np.minimum.accumulate(known, axis=-1)
        return np.asarray((incumbents - self.best) / (self.median - self.best))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and where it lies with the confidence `LEVEL`."""

    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Whether an advantage leaves room for doubt."""
        if self.low > 0.0:
            return "better"
        return "worse" if self.high < 0.0 else "unclear"


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """How runs stand for tasks, and these for families.

    Attributes:
        weights: Of every run in the mean: families weigh the same, so do the tasks of a family
            and the runs of a task; they sum to 1, (N,).
        resamples: The same in each resample, (B, N).
    """

    weights: Array
    resamples: Array

    @classmethod
    def of(cls, tasks: Sequence[str], families: Sequence[str], *, seed: int = 0) -> Self:
        """Return the sampling of runs; each is drawn again in a two-stage bootstrap.

        A resample draws tasks of every family with replacement, and then, for each time that a
        task was drawn, its runs. Families are kept: they are too few to stand for others.

        Args:
            tasks: The task of every run, (N,).
            families: Its family, (N,).
            seed: Of the resamples. The same for all tuners, so that differences are paired.

        Source:
            Davison and Hinkley (1997), section 3.8: hierarchical resampling.
        """
        rng = np.random.default_rng(seed)
        owner, family_of, family = np.asarray(tasks), np.asarray(families), np.unique(families)
        weights = np.zeros(len(owner))
        resamples = np.zeros((RESAMPLES, len(owner)))
        for name in family:
            members = np.unique(owner[family_of == name])
            drawn = rng.multinomial(len(members), _even(len(members)), size=RESAMPLES)
            for task, times in zip(members, drawn.T, strict=True):
                rows = np.flatnonzero(owner == task)
                share = 1.0 / (len(family) * len(members) * len(rows))
                weights[rows] = share
                # The runs of a task drawn twice are drawn twice: one draw of twice as many.
                counts = rng.multinomial(times * len(rows), _even(len(rows)))
                resamples[:, rows] = share * counts
        return cls(weights, resamples)

    def mean(self, samples: Array) -> Array:
        """Return the weighted mean over runs, (...), of samples, (N, ...)."""
        return np.asarray(self.weights @ samples)

    def bounds(self, samples: Array) -> Array:
        """Return both ends of the percentile interval of the mean, (2, ...)."""
        return np.asarray(np.quantile(self.resamples @ samples, TAILS, axis=0))

    def interval(self, samples: Array) -> Interval:
        """Return the weighted mean over runs, of samples, (N,), with its interval."""
        low, high = self.bounds(samples).tolist()
        return Interval(float(self.mean(samples)), low, high)


def students_interval(samples: Array) -> Interval:
    """Return the mean of a few runs of one task, (s,), with Student's interval.

    With a handful of runs a bootstrap is too sure of itself. A single run says nothing of chance:
    its interval is infinite.
    """
    mean, s = float(samples.mean()), len(samples)
    if s == 1:
        return Interval(mean, -math.inf, math.inf)
    margin = float(t.ppf(TAILS[1], s - 1) * samples.std(ddof=1) / math.sqrt(s))
    return Interval(mean, mean - margin, mean + margin)


def signed_rank(differences: Array) -> float:
    """Return Wilcoxon's p value, two-sided, that differences over tasks, (k,), centre on zero.

    Tasks without a difference say nothing and are left out; with no other, p is 1.
    """
    telling = differences[differences != 0.0]
    return float(wilcoxon(telling).pvalue) if len(telling) else 1.0


def ranks(regrets: Array) -> Array:
    """Return the rank of each tuner on each row, 1 the lowest regret; equals share, (N, tuners)."""
    return np.asarray(rankdata(regrets, axis=1))


def trials_to_reach(regrets: Array, level: float) -> int | None:
    """Return after how many trials a curve of regrets, (t,), is at a level or below; None: never.

    Rounding in a mean must not cost a trial, hence a tolerance far below what is reported.
    """
    reached = np.flatnonzero(regrets <= level + 1e-12)
    return int(reached[0]) + 1 if len(reached) else None


def _even(k: int) -> NDArray[np.float64]:
    """Return k equal probabilities."""
    return np.full(k, 1.0 / k)
