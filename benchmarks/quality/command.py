"""The benchmark as a command: run, watch, report, keep."""

from collections.abc import Sequence

import joblib

from benchmarks.archive import save
from benchmarks.console import say
from benchmarks.environment import Environment, describe
from benchmarks.quality.analysis import TaskResult, analyse, numbers
from benchmarks.quality.catalogue import TASKS, load
from benchmarks.quality.plan import Plan, Run
from benchmarks.quality.report import render
from benchmarks.quality.runs import execute
from benchmarks.quality.tuners import TUNERS

FULL = Plan(tasks=TASKS, tuners=tuple(TUNERS), seeds=10, horizons=(10, 20, 40))
QUICK = Plan(
    tasks=("hpobench/vehicle", "hpolib/protein_structure", "nasbench201/cifar100"),
    tuners=tuple(TUNERS),
    seeds=3,
    horizons=(10, 20),
)
PROCESSES = 2


def main(*, quick: bool) -> None:
    """Run the comparison.

    Args:
        quick: Whether to run a small part of it and keep nothing.
    """
    plan = QUICK if quick else FULL
    environment = describe(f"python -m benchmarks quality{' --quick' if quick else ''}")
    with joblib.parallel_config(n_jobs=PROCESSES):
        runs = _watch(plan, environment)
        results = [_result(name, runs) for name in plan.tasks]
    report = render(results, plan, environment)
    say(f"\n{report}")
    if not quick:
        save("quality", environment, {"tasks": numbers(results, plan)}, report)


def _watch(plan: Plan, environment: Environment) -> list[Run]:
    """Return all runs, and say so whenever one ends."""
    total = len(plan.tasks) * len(plan.tuners) * plan.seeds
    runs = []
    for run in execute(plan, environment.source):
        runs.append(run)
        best = f"{min(run.values):.6g} to {max(run.values):.6g}"
        say(f"{len(runs):4d}/{total}  {run.task:34s} {run.tuner:7s} seed {run.seed}  {best}")
    return runs


def _result(name: str, runs: Sequence[Run]) -> TaskResult:
    """Return what the runs of a task say."""
    task = load(name)
    if not task.is_complete:
        say(f"Evaluating the random sample of {name}")
    return analyse(
        [run for run in runs if run.task == name],
        name=name,
        direction=task.objective.direction,
        reference=task.reference(),
        is_complete=task.is_complete,
    )
