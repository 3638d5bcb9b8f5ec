"""Runs and tasks made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Regrets
from benchmarks.quality.tasks import FailedTrialError, Half
from models import Configuration, Direction, Float, Objective, SearchSpace

SPACE = SearchSpace((Float("x", 0.0, 1.0), Float("y", 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class Slope:
    """A task whose objective is x + 2 y; its reference is given, and it fails beyond x = 0.9."""

    name: str = "line/a"
    family: str = "line"
    table: Sequence[float] = (0.0, 1.0, 2.0)
    direction: Direction = Direction.MINIMIZE
    half: Half = Half.DEVELOPMENT
    version: int = 1
    space: SearchSpace = field(default=SPACE)
    is_complete: bool = True

    @property
    def objective(self) -> Objective:
        return Objective("loss", self.direction)

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        x, y = configuration["x"], configuration["y"]
        assert isinstance(x, float)
        assert isinstance(y, float)
        if x > 0.9:
            raise FailedTrialError(f"{x} is too much")
        return x + 2.0 * y

    def reference(self) -> Array:
        return np.array(self.table)


def run(
    tuner: str,
    *values: float | None,
    task: str = "line/a",
    seed: int = 0,
    batch: int = 1,
    seconds: Sequence[float] = (),
) -> Run:
    """Return a run; the values are regrets on a task with the best 0 and the median 1."""
    return Run(task, tuner, seed, batch, values, tuple(seconds))


def regrets(*runs: Run, families: dict[str, str] | None = None, batch: int = 1) -> Regrets:
    """Return the regrets of runs; every task is its own family unless said otherwise."""
    names = sorted({each.task for each in runs})
    tasks = [Slope(name, (families or {}).get(name, name)) for name in names]
    curves: dict[str, dict[tuple[str, int], Array]] = {}
    for each in runs:
        values = np.array([np.nan if v is None else v for v in each.values])
        curves.setdefault(each.tuner, {})[each.task, each.seed] = values
    trials = max(len(each.values) for each in runs)
    return Regrets(batch, trials, {task.name: task.family for task in tasks}, curves)
