"""The command `python -m benchmarks experience`."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from importlib import import_module
from itertools import chain
from pathlib import Path

import joblib

from benchmarks.console import say
from benchmarks.experience.artefact import FOLDER, Artefact
from benchmarks.experience.families import FAMILIES, Family
from benchmarks.experience.judging import report
from benchmarks.experience.learning import described, learn
from benchmarks.experience.openml import SOURCES, learn_table
from benchmarks.experience.store import FILE, Record, Store
from benchmarks.experience.sweep import GROUPS, sweep

NAMES = tuple(name for groups in GROUPS.values() for name in chain(*groups))
MOST_GROUPS = max(len(groups) for groups in GROUPS.values())


def main(arguments: Sequence[str]) -> None:
    """Do what the arguments ask for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.verb == "judge":
        say(report(options.metric, options.folder))
        return
    chosen = [each for each in FAMILIES if _fits(each.model, options.families)]
    if not chosen:
        known = ", ".join(each.model for each in FAMILIES)
        parser.error(f"no model is called {options.families}; there are {known}")
    if options.verb == "tables":
        with joblib.parallel_config(n_jobs=options.processes):
            _tables(chosen, options.folder)
        return
    with Store(options.store) as store:
        if options.verb == "learn":
            _learn(store, chosen, options.folder)
            return
        families = _installed(chosen)
        datasets = [each for each in NAMES if _fits(each, options.datasets)]
        with _pool(options.backend, options.processes):
            for i, record in enumerate(sweep(store, families, datasets, options.groups), start=1):
                say(f"{i:6d}  {_line(record)}")


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser("python -m benchmarks experience", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    learning = verbs.add_parser("learn", help="write what ships, from the trials there are")
    sweeping = verbs.add_parser("sweep", help="make the trials that are missing")
    reading = verbs.add_parser("tables", help="write what ships, from the tables of others")
    judging = verbs.add_parser("judge", help="how good first suggestions are on other data sets")
    judging.add_argument("--metric", help="its name in the files; the first of each if left out")
    for each in (learning, reading, judging):
        each.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")
    for each in (sweeping, learning, reading):
        each.add_argument("--families", default="*", help="patterns of models, with commas")
    for each in (sweeping, learning):
        each.add_argument("--store", type=Path, default=FILE, help="the file of all trials")
    for each in (sweeping, reading):
        each.add_argument("--processes", type=int, default=1)
    sweeping.add_argument("--datasets", default="*", help="patterns of names, with commas")
    sweeping.add_argument("--groups", type=int, default=MOST_GROUPS, help="of data sets; else all")
    sweeping.add_argument("--backend", choices=["loky", "dask"], default="loky")
    return parser


@contextmanager
def _pool(backend: str, processes: int) -> Iterator[None]:
    """Let joblib use processes of this machine, or those of a cluster.

    Dask finds the cluster through `DASK_SCHEDULER_ADDRESS`, or makes one of this machine.
    """
    if backend != "dask":
        with joblib.parallel_config(backend, n_jobs=processes):
            yield
        return
    # Only now, because nothing else needs it.
    with import_module("dask.distributed").Client(), joblib.parallel_config(backend):
        yield


def _learn(store: Store, families: Sequence[Family], folder: Path) -> None:
    """Write what ships of families, and say how much that is."""
    for family in families:
        model = family.model
        artefact = learn(family, store.shared(model), store.records(model), described)
        if artefact is None:
            say(f"{model:36s} too few trials")
        else:
            _write(artefact, model, folder)


def _tables(families: Sequence[Family], folder: Path) -> None:
    """Write what ships of families from the tables of others."""
    for source in SOURCES:
        if source.model in {each.model for each in families}:
            _write(learn_table(source), f"{source.model}.openml", folder)


def _write(artefact: Artefact, name: str, folder: Path) -> None:
    """Write what ships, and say how much that is."""
    path = artefact.write(name, folder)
    size = f"{len(artefact.datasets)} x {len(artefact.configurations)}"
    say(f"{name:36s} {size:9s} {path.stat().st_size:7,d} bytes")


def _installed(families: Sequence[Family]) -> list[Family]:
    """Return the families whose libraries are installed, and name the others."""
    if left := [each.model for each in families if not each.is_installed]:
        say(f"Left out, because their library is not installed: {', '.join(left)}")
    return [each for each in families if each.is_installed]


def _fits(name: str, patterns: str) -> bool:
    """Return whether a name fits any of some patterns with commas between."""
    return any(fnmatch(name, each) for each in patterns.split(","))


def _line(record: Record) -> str:
    """Return what is said of a trial."""
    outcome = record.outcome
    said = outcome.failure or "  ".join(f"{name} {v:.4g}" for name, v in outcome.scores.items())
    return f"{record.model:36s} {record.dataset:30s} {outcome.seconds:6.2f} s  {said}"
