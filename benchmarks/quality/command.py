"""The benchmark as a command: run what is missing, watch, report."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from fnmatch import fnmatch

import joblib

from benchmarks.console import say
from benchmarks.environment import describe
from benchmarks.quality import field, record
from benchmarks.quality.catalogue import TASKS, first_of_each_family, load, of_half
from benchmarks.quality.plan import Plan, Run
from benchmarks.quality.report import publish
from benchmarks.quality.runs import Broken, execute, missing, on_record
from benchmarks.quality.tasks import Half

ALL = "all"
# The pattern of all tasks.
ANY = "*"
# After how many trials a run ends, by batch.
TRIALS = {1: 60, 8: 64}
QUICK = Plan(
    tasks=(
        "xgboost/saheart",
        "network/tokyo1",
        "forest/profb",
        "svm/spectf",
        "pipeline/profb",
        "logistic/cmc",
        "hpobench/vehicle",
        "nasbench201/cifar100",
    ),
    tuners=("gp", "random", "optuna-tpe"),
    seeds=3,
    trials=40,
    batch=1,
)


def main(arguments: Sequence[str]) -> None:
    """Run the comparison that the arguments describe."""
    options = _parser().parse_args(arguments)
    chosen = plans(arguments)
    environment = describe(" ".join(["python -m benchmarks quality", *arguments]))
    with joblib.parallel_config(n_jobs=options.processes):
        for plan in due(arguments):
            _watch(plan)
        tasks = [load(name) for name in chosen[0].tasks]
        runs = [run for plan in chosen for run in on_record(plan)]
        publish(runs, tasks, environment, title(arguments))
        for plan in chosen:
            if names := without_runs(plan, runs):
                say(f"No runs on record in batches of {plan.batch}: {', '.join(names)}")


def due(arguments: Sequence[str]) -> list[Plan]:
    """Return the plans of which what is missing is carried out: with `--recorded`, none."""
    return [] if _parser().parse_args(arguments).recorded else plans(arguments)


def title(arguments: Sequence[str]) -> str:
    """Return what the report that the arguments ask for is called."""
    options = _parser().parse_args(arguments)
    if options.quick:
        return "quality-quick"
    # What is quoted is about a whole half: a look at a part of it must not take its place.
    if _is_narrowed(options):
        return "quality-narrowed"
    whole = f"quality-{options.half}"
    return f"{whole}-{options.per_family}-per-family" if options.per_family else whole


def without_runs(plan: Plan, runs: Sequence[Run]) -> list[str]:
    """Return the tuners of a plan that no run is of; no table of its report names them."""
    present = {run.tuner for run in runs if run.batch == plan.batch}
    return [name for name in plan.tuners if name not in present]


def plans(arguments: Sequence[str]) -> list[Plan]:
    """Return what the arguments ask for, a plan for each size of batch; ends if that is wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.quick:
        return [QUICK]
    tasks = tuple(name for name in _eligible(options) if fnmatch(name, options.tasks))
    tuners = _tuners(options)
    if options.per_family is not None and options.per_family < 1:
        parser.error(f"a family has at least one task, got {options.per_family}")
    if unknown := set(tuners) - set(field.NAMES):
        parser.error(f"unknown tuners {sorted(unknown)}; there are {', '.join(field.NAMES)}")
    if not tasks:
        parser.error(f"no task is called {options.tasks}; there are {', '.join(TASKS)}")
    batches = [options.batch] if options.batch else TRIALS
    return [Plan(tasks, tuners, options.seeds, TRIALS[batch], batch) for batch in batches]


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser("python -m benchmarks quality", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look, in some minutes")
    parser.add_argument("--half", choices=[*Half, ALL], default=ALL)
    parser.add_argument("--tasks", default=ANY, help="a pattern, such as 'xgboost/*'")
    parser.add_argument("--per-family", type=int, metavar="N", help="its first N tasks; else all")
    parser.add_argument("--tuners", default=",".join(field.NAMES), help="names, with commas")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--batch", type=int, choices=TRIALS, help="one of both; both if left out")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--recorded", action="store_true", help="report on what there is, run none")
    return parser


def _eligible(options: Namespace) -> tuple[str, ...]:
    """Return the tasks of the half, or the first of each of its families: no result chooses."""
    names = of_half(None if options.half == ALL else Half(options.half))
    return first_of_each_family(names, options.per_family) if options.per_family else names


def _tuners(options: Namespace) -> tuple[str, ...]:
    """Return the names of tuners that were asked for."""
    return tuple(options.tuners.split(","))


def _is_narrowed(options: Namespace) -> bool:
    """Return whether tasks of the half or tuners of the field are left out."""
    return options.tasks != ANY or not set(field.NAMES) <= set(_tuners(options))


def _watch(plan: Plan) -> None:
    """Carry out what is not on record, and say so whenever a run ends."""
    jobs = missing(plan)
    for i, ended in enumerate(execute(jobs), start=1):
        say(f"{i:5d}/{len(jobs)}  {_line(ended)}")
    for tuner in plan.tuners:
        record.compact(tuner)


def _line(ended: Run | Broken) -> str:
    """Return what is said of a run that ended."""
    if isinstance(ended, Broken):
        job = ended.job
        return f"{job.task:34s} {job.tuner:12s} seed {job.seed}  BROKEN: {ended.reason}"
    values = [value for value in ended.values if value is not None]
    found = f"{min(values):.6g} to {max(values):.6g}" if values else "nothing"
    seconds = sum(ended.ask_seconds)
    return f"{ended.task:34s} {ended.tuner:12s} seed {ended.seed}  {found}  {seconds:.1f} s of asks"
