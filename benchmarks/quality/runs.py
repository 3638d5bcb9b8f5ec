"""Carries a plan out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from time import perf_counter
from typing import Protocol, runtime_checkable
from zlib import crc32

import joblib

from benchmarks.quality import field, record
from benchmarks.quality.catalogue import load
from benchmarks.quality.peers import PeerError, Start
from benchmarks.quality.plan import Plan, Run
from benchmarks.quality.record import Job
from benchmarks.quality.tasks import FailedTrialError, Task
from benchmarks.quality.tuners import Tuner
from models import Configuration

# Noise of runs has other seeds than that of true values.
NOISE = 1_000_000


@runtime_checkable
class Timed(Protocol):
    """A tuner that knows better than a watch outside how long its last ask took."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """A run that did not come to its end, because the tuner did not."""

    job: Job
    reason: str


def missing(plan: Plan) -> list[Job]:
    """Return the runs of a plan that are not on record."""
    known = _on_record(plan)
    return [job for job in _jobs(plan) if job not in known]


def on_record(plan: Plan) -> list[Run]:
    """Return the runs of a plan that are on record."""
    known = _on_record(plan)
    return [known[job] for job in _jobs(plan) if job in known]


def execute(jobs: Iterable[Job]) -> Iterator[Run | Broken]:
    """Yield runs as they end, each put on record before; in several processes if joblib may."""
    delayed = (joblib.delayed(_recorded)(job) for job in jobs)
    ended: Iterable[Run | Broken] = joblib.Parallel(return_as="generator_unordered")(delayed)
    yield from ended


def trace(
    task: Task, tuner: Tuner, seed: int, trials: int, batch: int, name: str = "variant"
) -> Run:
    """Run a tuner on a task.

    Args:
        task: What is tuned.
        tuner: Who chooses; whoever made it closes it.
        seed: Of the plan; decides about the noise of the task.
        trials: How many; the last batch may go beyond.
        batch: How many are asked for at once.
        name: What the run calls the tuner.
    """
    noise = NOISE + own_seed(task.name, seed)
    values: list[float | None] = []
    seconds: list[float] = []
    while len(values) < trials:
        start = perf_counter()
        configurations = tuner.ask(batch)
        took = perf_counter() - start
        seconds.append(tuner.seconds if isinstance(tuner, Timed) else took)
        if not configurations:
            break
        outcomes = [
            _outcome(task, each, noise + len(values) + i) for i, each in enumerate(configurations)
        ]
        tuner.tell(configurations, [told for told, _ in outcomes])
        values += [true for _, true in outcomes]
    return record.rounded(Run(task.name, name, seed, batch, tuple(values), tuple(seconds)))


def own_seed(task: str, seed: int) -> int:
    """Return the seed of a tuner on a task.

    Tasks share search spaces. With the same seed on each of them random search would try the same
    configurations, and chance would not average out over tasks.
    """
    return crc32(f"{task} {seed}".encode())


def _outcome(
    task: Task, configuration: Configuration, noise: int
) -> tuple[float | None, float | None]:
    """Return what the tuner is told and what is true, both None of a trial that fails."""
    space = task.space
    if space.violation(space.encode(configuration)[None])[0] > 0.0:
        # Not every peer can be told of constraints.
        return None, None
    try:
        return task.evaluate(configuration, noise), task.true_value(configuration)
    except FailedTrialError:
        return None, None


def _recorded(job: Job) -> Run | Broken:
    """Return a run after putting it on record."""
    task = load(job.task)
    seed = own_seed(job.task, job.seed)
    start = Start(task.space, task.objective, seed, job.trials, job.batch)
    try:
        tuner = field.create(job.tuner, start)
        try:
            run = trace(task, tuner, job.seed, job.trials, job.batch, job.tuner)
        finally:
            tuner.close()
    except PeerError as error:
        return Broken(job, f"{error}")
    record.append(job, run, field.packages(job.tuner))
    return run


def _jobs(plan: Plan) -> list[Job]:
    """Return the runs of a plan, seeds first: if interrupted, all tasks have the same."""
    versions = {name: field.version(name) for name in plan.tuners}
    tasks = {name: load(name).version for name in plan.tasks}
    return [
        Job(task, tasks[task], tuner, versions[tuner], seed, plan.batch, plan.trials)
        for seed, task, tuner in product(range(plan.seeds), plan.tasks, plan.tuners)
    ]


def _on_record(plan: Plan) -> dict[Job, Run]:
    """Return all runs of the tuners of a plan."""
    return {job: run for tuner in plan.tuners for job, run in record.runs(tuner).items()}
