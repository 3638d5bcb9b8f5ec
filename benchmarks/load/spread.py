"""Medians and how far they spread, over rounds of which there are few."""

from collections.abc import Sequence

import numpy as np

from benchmarks.arrays import Array
from benchmarks.load.crowd import Run
from benchmarks.statistics import Interval

# Of all requests, one in a hundred takes longer.
LATE = 0.99


def spread(values: Sequence[float]) -> Interval:
    """Return the median between the least and the greatest."""
    return Interval(float(np.median(values)), min(values), max(values))


def together(runs: Sequence[Run]) -> tuple[Array, Array]:
    """Return the seconds of all asks and of all tells of some runs."""
    return np.concatenate([each.asks for each in runs]), np.concatenate([e.tells for e in runs])


def milliseconds(seconds: Array, quantile: float) -> float:
    """Return a quantile of times."""
    return 1e3 * float(np.quantile(seconds, quantile))


def usual_and_late(seconds: Array) -> str:
    """Return the median and the 99th percentile of times, as a report has them."""
    return f"{milliseconds(seconds, 0.5):.3g} / {milliseconds(seconds, LATE):.3g}"


def numbers(run: Run) -> dict[str, object]:
    """Return what is kept of a run, in milliseconds."""
    return {
        "pairs": len(run.asks),
        "seconds": round(run.seconds, 4),
        "ask_ms": [round(milliseconds(run.asks, q), 3) for q in (0.5, LATE)],
        "tell_ms": [round(milliseconds(run.tells, q), 3) for q in (0.5, LATE)],
        "refused": run.refused,
    }
