"""Everything that is said about the runs of one batch size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality.analysis import (
    Group,
    Ranking,
    Reach,
    TaskResult,
    groups,
    ranking,
    reaches,
    task_results,
)
from benchmarks.quality.duels import Duel, duels
from benchmarks.quality.gaps import Coverage, coverage
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Regrets
from benchmarks.quality.speed import Speed, speeds
from benchmarks.quality.tasks import Task
from benchmarks.statistics import Scale

OURS = "gp"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the tuners compare when so many trials are asked for at once.

    Attributes:
        batch: So many.
        trials: How many a run has.
        horizons: After how many trials regrets are reported, ascending.
        main_horizons: After how many two tuners are compared, ascending.
        tuners: Those compared all at once, the best at the end of the runs first.
        pairs: How many pairs of task and seed all of these have.
        coverage: What each tuner has, also those with too little.
        groups: All tasks, then the families.
        tasks: One by one.
        rankings: By horizon, ascending.
        reaches: When ours is where the best other tuner is later.
        duels: Ours against each other tuner, on the pairs of the two.
        speeds: Of every tuner.
    """

    batch: int
    trials: int
    horizons: tuple[int, ...]
    main_horizons: tuple[int, ...]
    tuners: tuple[str, ...]
    pairs: int
    coverage: tuple[Coverage, ...]
    groups: tuple[Group, ...]
    tasks: tuple[TaskResult, ...]
    rankings: tuple[Ranking, ...]
    reaches: tuple[Reach, ...]
    duels: tuple[Duel, ...]
    speeds: tuple[Speed, ...]


def compare(
    runs: Sequence[Run], tasks: Sequence[Task], scales: Mapping[str, Scale], batch: int
) -> Comparison | None:
    """Return what the runs of a batch size say, None if no two tuners have a pair in common.

    Args:
        runs: Of all batch sizes.
        tasks: Of these runs.
        scales: Of the tasks that have one.
        batch: The size.
    """
    regrets = Regrets.of(runs, tasks, scales, batch)
    tuners = regrets.well_covered
    pairs = regrets.shared(tuners) if tuners else []
    if not pairs:
        return None
    of_groups = groups(regrets, tuners, pairs)
    last = {tuner: curve.mean[-1] for tuner, curve in of_groups[0].curves.items()}
    has_rivals = OURS in tuners and len(tuners) > 1
    return Comparison(
        batch=batch,
        trials=regrets.trials,
        horizons=regrets.horizons,
        main_horizons=regrets.main_horizons,
        tuners=tuple(sorted(tuners, key=lambda tuner: (last[tuner], tuner))),
        pairs=len(pairs),
        coverage=tuple(coverage(regrets)),
        groups=tuple(of_groups),
        tasks=tuple(task_results(regrets, tuners, pairs)),
        rankings=tuple(ranking(regrets, tuners, pairs, each) for each in regrets.horizons),
        reaches=tuple(reaches(regrets, OURS, tuners, pairs)) if has_rivals else (),
        duels=tuple(duels(regrets, OURS)) if OURS in regrets.curves else (),
        speeds=tuple(speeds(runs, batch, regrets.main_horizons)),
    )
