"""From the values of trials to regrets that can be compared.

Symbols: N pairs of a task and a seed; t trials.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.plan import Run
from benchmarks.quality.tasks import Task
from benchmarks.statistics import Sampling, Scale
from models import Direction

# After how many trials regrets are reported, and after which of these tuners meet two by two.
HORIZONS = (10, 20, 30, 40, 60)
MAIN = (20, 40, 60)
# In the comparison of all tuners at once are those with at least such a part of the usual pairs,
# and of their tasks: it is about what all have, and a tuner with little would leave little.
PAIRS_NEEDED = 0.5
TASKS_NEEDED = 0.9

# A task and a seed.
Pair = tuple[str, int]


def scales(runs: Sequence[Run], tasks: Sequence[Task]) -> dict[str, Scale]:
    """Return the scale of every task, over the runs of all tuners, seeds and batches.

    A task on which half of the configurations are optimal has none: there is nothing to find.
    """
    found = {}
    for task in tasks:
        seen = [np.ravel(losses(run, task)) for run in runs if run.task == task.name]
        reference = sign(task) * task.reference()
        scale = Scale.of(reference, np.concatenate([np.empty(0), *seen]))
        if scale is not None:
            found[task.name] = scale
    return found


def sign(task: Task) -> float:
    """Return what the objective is multiplied by, so that lower is better."""
    return 1.0 if task.objective.direction is Direction.MINIMIZE else -1.0


def losses(run: Run, task: Task) -> Array:
    """Return the values of a run, lower is better, NaN where a trial failed, (t,)."""
    return sign(task) * np.array([math.nan if v is None else v for v in run.values])


@dataclass(frozen=True, slots=True, eq=False)
class Regrets:
    """The regrets of all runs of one batch size.

    Attributes:
        batch: How many trials are asked for at once.
        trials: How many the longest run has, t.
        families: Of every task with a scale.
        curves: Regret after each trial, (t,), by tuner and pair.
    """

    batch: int
    trials: int
    families: Mapping[str, str]
    curves: Mapping[str, Mapping[Pair, Array]]

    @classmethod
    def of(
        cls, runs: Sequence[Run], tasks: Sequence[Task], scales: Mapping[str, Scale], batch: int
    ) -> Self:
        """Return the regrets of the runs of a batch size on the tasks with a scale."""
        scored = {task.name: task for task in tasks if task.name in scales}
        own = [run for run in runs if run.batch == batch and run.task in scored]
        trials = max((len(run.values) for run in own), default=0)
        curves: dict[str, dict[Pair, Array]] = {}
        for run in own:
            values = losses(run, scored[run.task])
            # A run that ended early had nothing left to try, so nothing more improves.
            padded = np.pad(values, (0, trials - len(values)), constant_values=math.nan)
            regrets = scales[run.task].regrets(padded)
            curves.setdefault(run.tuner, {})[run.task, run.seed] = regrets
        families = {name: task.family for name, task in scored.items()}
        return cls(batch, trials, families, curves)

    @property
    def horizons(self) -> tuple[int, ...]:
        """After how many trials regrets are reported, ascending: those that a run has."""
        whole = {self.whole(each) for each in HORIZONS}
        return tuple(sorted(each for each in whole if each <= self.trials)) or (self.trials,)

    @property
    def main_horizons(self) -> tuple[int, ...]:
        """Those of them at which tuners are compared two by two, ascending."""
        main = tuple(each for each in self.horizons if each in map(self.whole, MAIN))
        return main or self.horizons[-1:]

    def whole(self, trials: int) -> int:
        """Return so many trials, rounded up to whole batches."""
        return math.ceil(trials / self.batch) * self.batch

    @property
    def usual(self) -> list[Pair]:
        """The pairs that at least half of the tuners have, sorted."""
        owners = Counter(pair for own in self.curves.values() for pair in own)
        return sorted(pair for pair, count in owners.items() if 2 * count >= len(self.curves))

    @property
    def well_covered(self) -> tuple[str, ...]:
        """The tuners that have enough of the usual pairs to be compared all at once, sorted."""
        usual = self.usual
        has = {tuner: [pair for pair in usual if pair in own] for tuner, own in self.curves.items()}
        return tuple(
            tuner
            for tuner, pairs in sorted(has.items())
            if len(pairs) >= PAIRS_NEEDED * len(usual)
            and len(by_task(pairs)) >= TASKS_NEEDED * len(by_task(usual))
        )

    def shared(self, tuners: Collection[str]) -> list[Pair]:
        """Return the pairs that all of these tuners have, sorted; there is at least one tuner."""
        return sorted(set.intersection(*(set(self.curves[tuner]) for tuner in tuners)))

    def on(self, tuner: str, pairs: Sequence[Pair]) -> Array:
        """Return the regrets of a tuner on pairs that it has, (N, t)."""
        return np.array([self.curves[tuner][pair] for pair in pairs]).reshape(-1, self.trials)

    def sampling(self, pairs: Sequence[Pair]) -> Sampling:
        """Return how these pairs stand for tasks and families."""
        tasks = [task for task, _ in pairs]
        return Sampling.of(tasks, [self.families[task] for task in tasks])


def by_task(pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """Return the rows of every task, in the order of the pairs."""
    rows: dict[str, list[int]] = {}
    for row, (task, _) in enumerate(pairs):
        rows.setdefault(task, []).append(row)
    return rows


def by_family(pairs: Sequence[Pair], families: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the rows of every family, sorted by its name."""
    names = sorted({families[task] for task, _ in pairs})
    return {
        name: [row for row, (task, _) in enumerate(pairs) if families[task] == name]
        for name in names
    }
