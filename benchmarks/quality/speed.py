"""How long an ask takes: the only figures here that depend on the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Pair

# The peers whose speed is a yardstick.
YARDSTICKS = ("optuna-tpe", "optuna-gp")
# A run has few asks at one size; the last ones before it are as good as at it.
WINDOW = 5

# The asks of a tuner near a horizon, in seconds, (k,), by pair.
Asks = Mapping[Pair, Array]


@dataclass(frozen=True, slots=True)
class Speed:
    """How long a tuner takes for an ask.

    Attributes:
        tuner: Its name.
        horizon: How many trials it has seen, about.
        asks: How many were measured.
        median: Seconds.
        p95: The 95 % quantile, seconds.
        ratios: Its median over that of a yardstick, on the pairs that both have; by yardstick.
    """

    tuner: str
    horizon: int
    asks: int
    median: float
    p95: float
    ratios: Mapping[str, float]


def speeds(runs: Sequence[Run], batch: int, horizons: Sequence[int]) -> list[Speed]:
    """Return the speed of every tuner at every horizon, from the runs of a batch size."""
    own = [run for run in runs if run.batch == batch]
    tuners = sorted({run.tuner for run in own})
    found = []
    for horizon in horizons:
        asks = {tuner: _asks(own, tuner, horizon) for tuner in tuners}
        found += [_speed(tuner, horizon, asks) for tuner in tuners if asks[tuner]]
    return found


def _asks(runs: Sequence[Run], tuner: str, horizon: int) -> Asks:
    """Return the asks of a tuner in the last trials before a horizon."""
    found = {}
    for run in runs:
        seen = run.batch * np.arange(len(run.ask_seconds))
        near = (seen < horizon) & (seen >= horizon - max(WINDOW, run.batch))
        if run.tuner == tuner and near.any():
            found[run.task, run.seed] = np.array(run.ask_seconds)[near]
    return found


def _speed(tuner: str, horizon: int, asks: Mapping[str, Asks]) -> Speed:
    """Return the speed of a tuner near a horizon."""
    own = np.concatenate(list(asks[tuner].values()))
    ratios = {
        name: ratio
        for name in YARDSTICKS
        if (ratio := _ratio(asks[tuner], asks.get(name, {}))) is not None
    }
    return Speed(
        tuner, horizon, len(own), float(np.median(own)), float(np.quantile(own, 0.95)), ratios
    )


def _ratio(own: Asks, yardstick: Asks) -> float | None:
    """Return the ratio of medians on common pairs, None without such a pair or without time."""
    pairs = own.keys() & yardstick.keys()
    if not pairs:
        return None
    ours, theirs = (
        float(np.median(np.concatenate([each[pair] for pair in pairs])))
        for each in (own, yardstick)
    )
    return ours / theirs if theirs > 0.0 else None
