"""What each change does to the regret.

Symbols: N pairs of a task and a seed; t trials.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.ablation.changes import AS_IT_IS
from benchmarks.arrays import Array
from benchmarks.quality import responses, surfaces, tables
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Pair, Regrets, by_task, scales
from benchmarks.quality.tasks import Task
from benchmarks.statistics import Sampling, signed_rank

HORIZONS = (10, 15, 20, 30, 40, 60)
ALL = "all tasks"
# Families are few to a comparison and alike in these groups.
GROUPS: Mapping[str, Callable[[str], bool]] = {
    "response surfaces": responses.HALVES.__contains__,
    "learned surfaces": surfaces.HALVES.__contains__,
    "tables": tables.HALVES.__contains__,
}
OTHERS = "live tasks and others"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a change compares with the optimiser as it is, on the pairs that both have.

    Attributes:
        mean: The regret with the change minus that without; families weigh the same; negative
            if the change is an improvement.
        error: Its standard error; infinite with a single run.
        p_value: Of Wilcoxon's signed-rank test of the means of tasks.
    """

    mean: float
    error: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Line:
    """What a change does in a group of tasks.

    Attributes:
        group: The group.
        change: Its name.
        tasks: How many.
        pairs: How many runs.
        regrets: Mean regret by horizon; families weigh the same.
        differences: To the optimiser as it is, by horizon; None of itself.
    """

    group: str
    change: str
    tasks: int
    pairs: int
    regrets: Mapping[int, float]
    differences: Mapping[int, Difference] | None


def group_of(task: str) -> str:
    """Return the group of a task."""
    return next((name for name, holds in GROUPS.items() if holds(task)), OTHERS)


def lines(runs: Sequence[Run], tasks: Sequence[Task], batch: int) -> list[Line]:
    """Return what every change does, in every group and over all tasks.

    Args:
        runs: Of one batch size and length; their tuners are changes, and the optimiser as it is.
        tasks: Of these runs.
        batch: The size.
    """
    regrets = Regrets.of(runs, tasks, scales(runs, tasks), batch)
    names = list(dict.fromkeys(run.tuner for run in runs))
    if not regrets.curves:
        # Every configuration of these tasks is optimal.
        return []
    found = []
    for group in (*GROUPS, OTHERS, ALL):
        for name in sorted(names, key=AS_IT_IS.__ne__):
            shared = regrets.shared((AS_IT_IS, name))
            pairs = [pair for pair in shared if group in (ALL, group_of(pair[0]))]
            if pairs:
                found.append(_line(regrets, group, name, pairs))
    return found


def _line(regrets: Regrets, group: str, change: str, pairs: Sequence[Pair]) -> Line:
    """Return what a change does on pairs that it and the optimiser as it is have."""
    sampling, own = regrets.sampling(pairs), regrets.on(change, pairs)
    more = own - regrets.on(AS_IT_IS, pairs)
    horizons = sorted(h for h in {regrets.whole(h) for h in HORIZONS} if h <= regrets.trials)
    return Line(
        group=group,
        change=change,
        tasks=len(by_task(pairs)),
        pairs=len(pairs),
        regrets={h: float(sampling.mean(own[:, h - 1])) for h in horizons},
        differences=None
        if change == AS_IT_IS
        else {h: difference(more[:, h - 1], sampling, pairs) for h in horizons},
    )


def difference(more: Array, sampling: Sampling, pairs: Sequence[Pair]) -> Difference:
    """Return the mean of differences of regrets, (N,), and how sure it is."""
    tasks = list(by_task(pairs).values())
    return Difference(
        mean=float(sampling.mean(more)),
        error=standard_error(more, sampling.weights, tasks),
        p_value=signed_rank(np.array([more[rows].mean() for rows in tasks])),
    )


def standard_error(samples: Array, weights: Array, tasks: Sequence[Sequence[int]]) -> float:
    """Return the standard error of a weighted mean; infinite with a single run.

    What varies are the tasks, all alike, or of a single one its runs. Unlike a bootstrap, this is
    not too sure of itself where families have a task or two.

    Args:
        samples: Of all runs, (N,).
        weights: Theirs, (N,); they sum to 1, and are equal within a task.
        tasks: The rows of each.
    """
    parts = tasks if len(tasks) > 1 else [[row] for row in tasks[0]]
    if len(parts) == 1:
        return math.inf
    shares = np.array([weights[rows].sum() for rows in parts])
    means = np.array([samples[rows].mean() for rows in parts])
    size = float(shares @ shares)
    # Without bias for any weights; with equal ones this is the usual k - 1.
    variance = float(shares @ (means - shares @ means) ** 2) / (1.0 - size)
    return math.sqrt(size * variance)
