"""Our tuner against each other one, on the pairs of task and seed that both have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.analysis import Reach, reach, whole_goals
from benchmarks.quality.regrets import Pair, Regrets, by_task
from benchmarks.statistics import Interval, signed_rank, students_interval


@dataclass(frozen=True, slots=True)
class Meeting:
    """How two tuners compare after so many trials.

    Attributes:
        horizon: So many.
        ours: Our mean regret; families weigh the same, as in the next two.
        theirs: The rival's.
        advantage: The rival's minus ours; positive if ours is better.
        tasks: Its mean on every task, with Student's interval over seeds.
        p_value: Of Wilcoxon's signed-rank test of these means.
    """

    horizon: int
    ours: float
    theirs: float
    advantage: Interval
    tasks: Mapping[str, Interval]
    p_value: float

    def count(self, verdict: str) -> int:
        """Return on how many tasks ours is better, worse, or it is unclear."""
        return sum(each.verdict == verdict for each in self.tasks.values())


@dataclass(frozen=True, slots=True)
class Duel:
    """Ours against a rival.

    Attributes:
        rival: The other.
        pairs: How many runs each of the two has here.
        meetings: By horizon, ascending.
        reaches: When ours is where the rival is later.
    """

    rival: str
    pairs: int
    meetings: tuple[Meeting, ...]
    reaches: tuple[Reach, ...]


def duels(regrets: Regrets, ours: str) -> list[Duel]:
    """Return how ours compares with every other tuner that has a pair in common with it."""
    rivals = sorted(tuner for tuner in regrets.curves if tuner != ours)
    common = {rival: regrets.shared((ours, rival)) for rival in rivals}
    return [_duel(regrets, (ours, rival), pairs) for rival, pairs in common.items() if pairs]


def _duel(regrets: Regrets, rivals: tuple[str, str], pairs: Sequence[Pair]) -> Duel:
    """Return how two tuners compare on pairs that both have."""
    return Duel(
        rivals[1],
        len(pairs),
        tuple(meeting(regrets, rivals, pairs, horizon) for horizon in regrets.main_horizons),
        tuple(reach(regrets, rivals, pairs, goal) for goal in whole_goals(regrets)),
    )


def meeting(
    regrets: Regrets, rivals: tuple[str, str], pairs: Sequence[Pair], horizon: int
) -> Meeting:
    """Return how two tuners compare after so many trials, on pairs that both have."""
    sampling = regrets.sampling(pairs)
    ours, theirs = (regrets.on(tuner, pairs)[:, horizon - 1] for tuner in rivals)
    advantage = theirs - ours
    tasks = {task: students_interval(advantage[rows]) for task, rows in by_task(pairs).items()}
    return Meeting(
        horizon=horizon,
        ours=float(sampling.mean(ours)),
        theirs=float(sampling.mean(theirs)),
        advantage=sampling.interval(advantage),
        tasks=tasks,
        p_value=signed_rank(np.array([each.mean for each in tasks.values()])),
    )
