"""Carries a plan out."""

from collections.abc import Iterable, Iterator
from itertools import product
from zlib import crc32

import joblib

from benchmarks.cache import cached
from benchmarks.quality.catalogue import load
from benchmarks.quality.plan import Plan, Run
from benchmarks.quality.tuners import TUNERS


def execute(plan: Plan, source: str) -> Iterator[Run]:
    """Yield the runs of a plan as they end; in several processes if joblib may.

    Args:
        plan: What is to be run.
        source: Fingerprint of the code; runs of the same code are not repeated.
    """
    # Seeds last: neighbours share a task, which each process then reads once.
    order = product(plan.tasks, plan.tuners, range(plan.seeds))
    jobs = (joblib.delayed(_remembered)(*each, plan.trials, source) for each in order)
    runs: Iterable[Run] = joblib.Parallel(return_as="generator_unordered")(jobs)
    yield from runs


def run(task_name: str, tuner_name: str, seed: int, trials: int, source: str) -> Run:
    """Run one tuner on one task."""
    del source
    task = load(task_name)
    # Tasks share search spaces. With the same seed on each of them random search would try the
    # same configurations, and chance would not average out over tasks.
    own_seed = crc32(f"{task_name} {seed}".encode())
    tuner = TUNERS[tuner_name](task.space, task.objective, own_seed)
    values = []
    for _ in range(trials):
        configuration = tuner.ask()
        values.append(task.evaluate(configuration))
        tuner.tell(configuration, values[-1])
    return Run(task_name, tuner_name, seed, tuple(values))


def _remembered(task: str, tuner: str, seed: int, trials: int, source: str) -> Run:
    """Return a run, from the disk if the same code has done it before."""
    return cached(run)(task, tuner, seed, trials, source)
