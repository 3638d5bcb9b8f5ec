"""Carries runs out, each change in processes of its own: what was changed must not last.

Runs are kept beside other things that can be had again, keyed by the code of the optimiser: any
change there repeats them, and none of them is worth more than its report.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import groupby, product
from multiprocessing import get_context
from pathlib import Path

from benchmarks.ablation.changes import CHANGES, make, version
from benchmarks.environment import ROOT
from benchmarks.quality import field, record
from benchmarks.quality.catalogue import load
from benchmarks.quality.comparison import OURS
from benchmarks.quality.peers import Start
from benchmarks.quality.plan import Plan, Run
from benchmarks.quality.record import Job
from benchmarks.quality.runs import own_seed, trace

FOLDER = ROOT / "benchmarks" / ".cache" / "ablation"


class CodeChangedError(Exception):
    """The optimiser is no longer the one that the runs were planned for."""


def jobs(plan: Plan) -> list[Job]:
    """Return the runs of a plan, whose tuners are changes; those of a change on a task together."""
    versions = {name: version(name) for name in plan.tuners}
    return [
        Job(task, load(task).version, change, versions[change], seed, plan.batch, plan.trials)
        for task, change, seed in product(plan.tasks, plan.tuners, range(plan.seeds))
    ]


def on_record(wanted: Sequence[Job], folder: Path = FOLDER) -> dict[Job, Run]:
    """Return those of some runs that are on record."""
    known = {
        job: run
        for change in {job.tuner for job in wanted}
        for job, run in record.runs(change, folder).items()
    }
    return {job: known[job] for job in wanted if job in known}


def execute(missing: Sequence[Job], processes: int, folder: Path = FOLDER) -> Iterator[list[Run]]:
    """Yield runs of a change on a task as they end, each put on record before.

    Args:
        missing: What is to be run, those of a change on a task together.
        processes: How many at a time; each has one task and one change, and then ends.
        folder: Of the record.

    Raises:
        CodeChangedError: The optimiser was edited since they were planned.
    """
    parts = [list(part) for _, part in groupby(missing, lambda job: (job.task, job.tuner))]
    pool = ProcessPoolExecutor(processes, get_context("spawn"), max_tasks_per_child=1)
    try:
        for ended in as_completed([pool.submit(carry_out, part, folder) for part in parts]):
            yield ended.result()
    finally:
        pool.shutdown(cancel_futures=True)


def carry_out(part: Sequence[Job], folder: Path) -> list[Run]:
    """Return the runs of one change on one task; the process is of no other use afterwards."""
    change, task = part[0].tuner, load(part[0].task)
    if version(change) != part[0].tuner_version:
        raise CodeChangedError(f"models was edited while {change} was waiting to be run")
    make(CHANGES[change])
    found = []
    for job in part:
        seed = own_seed(job.task, job.seed)
        tuner = field.create(OURS, Start(task.space, task.objective, seed, job.trials, job.batch))
        run = trace(task, tuner, job.seed, job.trials, job.batch, change)
        record.append(job, run, field.packages(OURS), folder)
        found.append(run)
    return found
