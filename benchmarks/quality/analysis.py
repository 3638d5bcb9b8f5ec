"""What the runs say of all tuners at once, on the pairs of task and seed that all of them have.

Symbols: N pairs; t trials; curves and levels are mean normalised regrets, lower is better.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.regrets import Pair, Regrets, by_family, by_task
from benchmarks.statistics import Interval, Sampling, ranks, students_interval, trials_to_reach

ALL = "all tasks"
# What the best other tuner has after the first number of trials, ours is to have after the second.
GOALS = ((40, 20), (60, 30))
# Decimal places of curves: far more than are reported, and fewer than a float has.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Curve:
    """Mean regret after each trial with its interval, (t,) each."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, samples: Array, sampling: Sampling) -> "Curve":
        """Return the curve of a tuner from its regrets, (N, t)."""
        low, high = sampling.bounds(samples)
        return cls(
            *(tuple(each.round(DIGITS).tolist()) for each in (sampling.mean(samples), low, high))
        )

    def at(self, horizon: int) -> Interval:
        """Return the mean regret after so many trials."""
        return Interval(self.mean[horizon - 1], self.low[horizon - 1], self.high[horizon - 1])


@dataclass(frozen=True, slots=True)
class Group:
    """All tasks or those of a family.

    Attributes:
        name: `ALL` or the family.
        tasks: How many.
        pairs: How many runs each tuner has there.
        curves: By tuner.
    """

    name: str
    tasks: int
    pairs: int
    curves: Mapping[str, Curve]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Regrets on one task, by tuner and horizon, with Student's intervals over seeds."""

    name: str
    family: str
    seeds: int
    regrets: Mapping[str, Mapping[int, Interval]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Mean ranks of the tuners after so many trials; 1 is the best.

    Attributes:
        horizon: So many.
        of_means: Tuners ranked on each task by their mean regret.
        of_runs: Tuners ranked on each pair of task and seed.
    """

    horizon: int
    of_means: Mapping[str, float]
    of_runs: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Reach:
    """How soon ours is where another tuner is later.

    Attributes:
        group: Of tasks.
        rival: The other tuner.
        horizon: After how many trials of the rival.
        level: Its mean regret then.
        goal: After how many trials ours is to be there.
        trials: When it is, None if not within the runs.
        median: The median over tasks of when our mean is at the rival's mean of the same task;
            None if it is not there within the runs on half of the tasks.
    """

    group: str
    rival: str
    horizon: int
    level: float
    goal: int
    trials: int | None
    median: float | None


def groups(regrets: Regrets, tuners: Sequence[str], pairs: Sequence[Pair]) -> list[Group]:
    """Return the curves of tuners over all tasks and over each family."""
    rows = {ALL: list(range(len(pairs))), **by_family(pairs, regrets.families)}
    found = []
    for name, own in rows.items():
        chosen = [pairs[row] for row in own]
        sampling = regrets.sampling(chosen)
        curves = {tuner: Curve.of(regrets.on(tuner, chosen), sampling) for tuner in tuners}
        found.append(Group(name, len(by_task(chosen)), len(chosen), curves))
    return found


def task_results(
    regrets: Regrets, tuners: Sequence[str], pairs: Sequence[Pair]
) -> list[TaskResult]:
    """Return the regrets of tuners on each task, by family and name."""
    found = []
    for task, rows in by_task(pairs).items():
        own = {tuner: regrets.on(tuner, [pairs[row] for row in rows]) for tuner in tuners}
        at = {
            tuner: {h: students_interval(each[:, h - 1]) for h in regrets.horizons}
            for tuner, each in own.items()
        }
        found.append(TaskResult(task, regrets.families[task], len(rows), at))
    return sorted(found, key=lambda each: (each.family, each.name))


def ranking(
    regrets: Regrets, tuners: Sequence[str], pairs: Sequence[Pair], horizon: int
) -> Ranking:
    """Return the mean ranks of tuners after so many trials; families weigh the same."""
    at = np.array([regrets.on(tuner, pairs)[:, horizon - 1] for tuner in tuners]).T
    sampling = regrets.sampling(pairs)
    runs = {tuner: sampling.interval(own) for tuner, own in zip(tuners, ranks(at).T, strict=True)}
    tasks = by_task(pairs)
    of_means = ranks(np.array([at[rows].mean(axis=0) for rows in tasks.values()]))
    families = [regrets.families[task] for task in tasks]
    mean = Sampling.of(list(tasks), families).mean(of_means)
    return Ranking(horizon, dict(zip(tuners, mean.tolist(), strict=True)), runs)


def reaches(
    regrets: Regrets, ours: str, tuners: Sequence[str], pairs: Sequence[Pair]
) -> list[Reach]:
    """Return when ours reaches the best other tuner of all tasks and of each family."""
    rows = {ALL: list(range(len(pairs))), **by_family(pairs, regrets.families)}
    rivals = [tuner for tuner in tuners if tuner != ours]
    found = []
    for horizon, goal in whole_goals(regrets):
        for name, own in rows.items():
            chosen = [pairs[row] for row in own]
            sampling = regrets.sampling(chosen)
            levels = {
                each: sampling.mean(regrets.on(each, chosen)[:, horizon - 1]) for each in rivals
            }
            best = min(levels, key=lambda each: float(levels[each]))
            found.append(reach(regrets, (ours, best), chosen, (horizon, goal), name))
    return found


def whole_goals(regrets: Regrets) -> list[tuple[int, int]]:
    """Return the goals in whole batches, those within the runs."""
    goals = [(regrets.whole(horizon), regrets.whole(goal)) for horizon, goal in GOALS]
    return [goal for goal in goals if goal[0] <= regrets.trials]


def reach(
    regrets: Regrets,
    rivals: tuple[str, str],
    pairs: Sequence[Pair],
    goal: tuple[int, int],
    group: str = ALL,
) -> Reach:
    """Return how soon ours is where the rival is later.

    Args:
        regrets: Of all tuners.
        rivals: Ours and the other.
        pairs: Those that count; both have them.
        goal: The trials of the rival, and after how many ours is to be there.
        group: What the pairs are called.
    """
    horizon, target = goal
    sampling = regrets.sampling(pairs)
    ours, theirs = (regrets.on(tuner, pairs) for tuner in rivals)
    level = float(sampling.mean(theirs)[horizon - 1])
    needed = [
        trials_to_reach(ours[rows].mean(axis=0), float(theirs[rows, horizon - 1].mean()))
        for rows in by_task(pairs).values()
    ]
    median = float(np.median([math.inf if each is None else each for each in needed]))
    return Reach(
        group=group,
        rival=rivals[1],
        horizon=horizon,
        level=level,
        goal=target,
        trials=trials_to_reach(sampling.mean(ours), level),
        median=median if math.isfinite(median) else None,
    )
