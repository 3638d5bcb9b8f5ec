"""Compares the optimiser with itself, one thing changed at a time, on the development half."""

from argparse import ArgumentParser
from collections.abc import Sequence
from fnmatch import fnmatch

from benchmarks.ablation.analysis import OTHERS, group_of, lines
from benchmarks.ablation.changes import AS_IT_IS, CHANGES
from benchmarks.ablation.report import publish
from benchmarks.ablation.runs import execute, jobs, on_record
from benchmarks.console import say
from benchmarks.environment import describe
from benchmarks.quality.catalogue import load, of_half
from benchmarks.quality.plan import Plan
from benchmarks.quality.tasks import Half


def main(arguments: Sequence[str]) -> None:
    """Run what is missing, watch, report."""
    chosen = plan(arguments)
    environment = describe(" ".join(["python -m benchmarks ablation", *arguments]))
    wanted = jobs(chosen)
    known = on_record(wanted)
    missing = [job for job in wanted if job not in known]
    done = 0
    for ended in execute(missing, _parser().parse_args(arguments).processes):
        done += len(ended)
        say(f"{done:5d}/{len(missing)}  {ended[0].task:34s} {ended[0].tuner}")
    found = list(on_record(wanted).values())
    publish(lines(found, [load(name) for name in chosen.tasks], chosen.batch), chosen, environment)


def plan(arguments: Sequence[str]) -> Plan:
    """Return what the arguments ask for; its tuners are changes. Ends if that is wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    named = options.changes.split(",") if options.changes else list(CHANGES)
    if unknown := set(named) - set(CHANGES):
        parser.error(f"unknown changes {sorted(unknown)}; there are {', '.join(CHANGES)}")
    development = of_half(Half.DEVELOPMENT)
    tasks = tuple(
        name
        for name in development
        if (group_of(name) != OTHERS if options.tasks is None else fnmatch(name, options.tasks))
    )
    if not tasks:
        parser.error(f"no task is called {options.tasks}; there are {', '.join(development)}")
    changes = tuple(dict.fromkeys([AS_IT_IS, *named]))
    return Plan(tasks, changes, options.seeds, options.trials, options.batch)


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser("python -m benchmarks ablation", description=__doc__)
    parser.add_argument("--changes", help="names, with commas; all if left out")
    parser.add_argument("--tasks", help="a pattern, '*' for all; those whose trials are cheap")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    return parser
