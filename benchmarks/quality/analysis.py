"""From values of trials to regrets, intervals and duels.

Symbols: k tasks; s seeds; t trials.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.plan import Plan, Run
from benchmarks.statistics import Duel, Interval, Scale, bootstrap, duel
from models import Direction


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came out on one task.

    Attributes:
        name: The task.
        direction: Whether its values are to be low or high.
        is_complete: Whether the optimum is known.
        scale: Of its regrets, in values of which lower is better.
        regrets: Of every tuner, (s, t).
    """

    name: str
    direction: Direction
    is_complete: bool
    scale: Scale
    regrets: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against a rival.

    Attributes:
        ours: Our tuner.
        rival: The other.
        duel: Seeds won, tied and lost.
        advantage: The rival's regret minus ours; positive if ours is better.
    """

    ours: str
    rival: str
    duel: Duel
    advantage: Interval

    @property
    def verdict(self) -> str:
        """Whether the interval of the advantage leaves room for doubt."""
        if self.advantage.low > 0.0:
            return "better"
        return "worse" if self.advantage.high < 0.0 else "unclear"


def analyse(
    runs: Sequence[Run], *, name: str, direction: Direction, reference: Array, is_complete: bool
) -> TaskResult:
    """Return what the runs of one task say.

    Args:
        runs: All of this task and no other; as many of each tuner.
        name: The task.
        direction: Of its objective.
        reference: Its objective for all configurations or a random sample, (m,).
        is_complete: Whether all.
    """
    sign = 1.0 if direction is Direction.MINIMIZE else -1.0
    values = {tuner: sign * _values(runs, tuner) for tuner in {run.tuner for run in runs}}
    scale = Scale.of(sign * reference, np.concatenate(list(values.values())))
    regrets = {tuner: scale.regrets(each) for tuner, each in values.items()}
    return TaskResult(name, direction, is_complete, scale, regrets)


def regret(
    results: Sequence[TaskResult], tuner: str, horizon: int, rng: np.random.Generator
) -> Interval:
    """Return the mean regret of a tuner over tasks and seeds after so many trials."""
    return bootstrap(_at(results, tuner, horizon), rng)


def compare(
    results: Sequence[TaskResult],
    rivals: tuple[str, str],
    horizon: int,
    rng: np.random.Generator,
) -> Comparison:
    """Return how two tuners compare over tasks and seeds after so many trials.

    Args:
        results: Of the tasks.
        rivals: Ours and the other.
        horizon: The number of trials.
        rng: Draws the resamples of the interval.
    """
    ours, theirs = (_at(results, tuner, horizon) for tuner in rivals)
    return Comparison(*rivals, duel(ours, theirs), bootstrap(theirs - ours, rng))


def numbers(results: Sequence[TaskResult], plan: Plan) -> list[dict[str, object]]:
    """Return what is kept of every task, from which each figure of the report follows."""
    return [
        {
            "task": each.name,
            "direction": each.direction.value,
            "optimum_known": each.is_complete,
            "best": _own(each, each.scale.best),
            "median": _own(each, each.scale.median),
            "regrets": {
                tuner: {
                    str(horizon): [
                        round(x, 6) for x in each.regrets[tuner][:, horizon - 1].tolist()
                    ]
                    for horizon in plan.horizons
                }
                for tuner in plan.tuners
            },
        }
        for each in results
    ]


def _values(runs: Sequence[Run], tuner: str) -> Array:
    """Return the values of a tuner by seed, (s, t)."""
    own = sorted((run for run in runs if run.tuner == tuner), key=lambda run: run.seed)
    return np.array([run.values for run in own])


def _at(results: Sequence[TaskResult], tuner: str, horizon: int) -> Array:
    """Return the regrets of a tuner after so many trials, (k, s)."""
    return np.array([each.regrets[tuner][:, horizon - 1] for each in results])


def _own(result: TaskResult, value: float) -> float:
    """Return a value of the scale in the direction of the objective."""
    return value if result.direction is Direction.MINIMIZE else -value
