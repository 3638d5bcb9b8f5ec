"""What an ask may cost, and whether it does.

Symbols: r rounds; B resamples; a, b (r,) seconds of two tuners, measured in the same rounds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.arrays import Array
from benchmarks.latency.plan import GP, HTTP, TPE, Part
from benchmarks.latency.rounds import Measured
from benchmarks.statistics import RESAMPLES, TAILS, Interval

# The most that a median ask over HTTP may take: relative to a peer's ask in its process ...
RELATIVE = {GP: 0.1, TPE: 4.0}
# ... and in seconds, at so many trials and 15 parameters.
SECONDS = 0.5
LONG_HISTORIES = (1_000, 10_000)

Rows = NDArray[np.int64]
"""Indices of rounds."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit, and what was found.

    Attributes:
        text: What is limited.
        limit: The most it may be.
        found: What it is.
    """

    text: str
    limit: float
    found: Interval

    @property
    def verdict(self) -> str:
        """Whether the limit is kept, chance in the rounds considered."""
        if self.found.high <= self.limit:
            return "met"
        return "missed" if self.found.low > self.limit else "too close to tell"


def median(a: Array) -> Interval:
    """Return the median with its bootstrap interval over rounds."""
    return _bootstrapped(lambda rows: np.median(a[rows], axis=-1), len(a))


def ratio(a: Array, b: Array) -> Interval:
    """Return the ratio of the medians, a over b, with its bootstrap interval over rounds.

    A resample draws rounds, and of each both times: what slows a round slows both.
    """
    return _bootstrapped(
        lambda rows: np.median(a[rows], axis=-1) / np.median(b[rows], axis=-1), len(a)
    )


def targets(measured: Measured) -> list[Target]:
    """Return all targets of which something was measured."""
    seconds, found = measured.seconds, list[Target]()
    for case in dict.fromkeys(case for case, _ in seconds):
        http = seconds[case, HTTP]
        if case.part is Part.PEERS:
            found += [
                Target(
                    f"ask over HTTP / ask of {name}, {case.n} trials x {case.d} parameters",
                    limit,
                    ratio(http, seconds[case, name]),
                )
                for name, limit in RELATIVE.items()
                if (case, name) in seconds
            ]
        elif case.part is Part.TRIALS and case.n in LONG_HISTORIES:
            text = f"seconds of an ask over HTTP, {case.n:,} trials x {case.d} parameters"
            found.append(Target(text, SECONDS, median(http)))
    return found


def _bootstrapped(statistic: Callable[[Rows], Array], r: int) -> Interval:
    """Return a statistic of all rounds, given their indices (..., r), with its interval."""
    drawn = np.random.default_rng(0).integers(r, size=(RESAMPLES, r))
    low, high = np.quantile(statistic(drawn), TAILS)
    return Interval(float(statistic(np.arange(r))), float(low), float(high))
