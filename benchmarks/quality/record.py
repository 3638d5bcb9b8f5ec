"""Runs on record, one file for each tuner and one line for each run.

Whoever takes part appends; a line is written whole or not at all. A run is of a version of its
task and of its tuner, and is not repeated while both are the same.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from benchmarks.archive import FOLDER as RESULTS
from benchmarks.quality.plan import Run

FOLDER = RESULTS / "runs"
# Digits that are kept, significant ones.
OF_VALUES, OF_SECONDS = 7, 3


@dataclass(frozen=True, slots=True)
class Job:
    """What makes a run the same run.

    Attributes:
        task: Its name.
        task_version: The version of its values.
        tuner: Its name.
        tuner_version: The version of whatever decides what it suggests.
        seed: Of the plan, from 0.
        batch: How many trials are asked for at once.
        trials: How many trials were planned.
    """

    task: str
    task_version: int
    tuner: str
    tuner_version: str
    seed: int
    batch: int
    trials: int

    @property
    def slot(self) -> tuple[str, int, int, int]:
        """What it is about whatever the versions: a later run takes the place of an earlier."""
        return self.task, self.seed, self.batch, self.trials


def rounded(run: Run) -> Run:
    """Return a run with the digits that are kept."""
    return Run(
        run.task,
        run.tuner,
        run.seed,
        run.batch,
        tuple(None if each is None else _short(each, OF_VALUES) for each in run.values),
        tuple(_short(each, OF_SECONDS) for each in run.ask_seconds),
    )


def runs(tuner: str, folder: Path = FOLDER) -> dict[Job, Run]:
    """Return all runs of a tuner on record."""
    if not _path(tuner, folder).exists():
        return {}
    with _locked(tuner, folder) as file:
        return dict(_parsed(line) for line in _lines(file))


def append(job: Job, run: Run, packages: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Put a run on record.

    Args:
        job: What it is.
        run: What came of it.
        packages: The versions of what the tuner stands on.
        folder: Of the files.
    """
    kept = {**asdict(job), "packages": packages, "values": run.values, "seconds": run.ask_seconds}
    with _locked(job.tuner, folder) as file:
        file.write(json.dumps(kept, separators=(",", ":"), allow_nan=False) + "\n")


def compact(tuner: str, folder: Path = FOLDER) -> None:
    """Drop runs whose place a later one has taken."""
    if not _path(tuner, folder).exists():
        return
    with _locked(tuner, folder) as file:
        lines = _lines(file)
        last = {_parsed(line)[0].slot: line for line in lines}
        if len(last) < len(lines):
            file.truncate(0)
            file.write("".join(f"{line}\n" for line in last.values()))


def _lines(file: TextIO) -> list[str]:
    """Return the lines of an open file."""
    file.seek(0)
    return file.read().splitlines()


def _parsed(line: str) -> tuple[Job, Run]:
    """Return what a line says."""
    kept = json.loads(line)
    job = Job(**{name: kept[name] for name in Job.__slots__})
    values, seconds = tuple(kept["values"]), tuple(kept["seconds"])
    return job, Run(job.task, job.tuner, job.seed, job.batch, values, seconds)


def _short(number: float, digits: int) -> float:
    """Return a number with so many significant digits."""
    return float(f"{number:.{digits}g}")


def _path(tuner: str, folder: Path) -> Path:
    """Return the file of a tuner."""
    return folder / f"{tuner}.jsonl"


@contextmanager
def _locked(tuner: str, folder: Path) -> Iterator[TextIO]:
    """Open the file of a tuner to append, while no other process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with _path(tuner, folder).open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # What is written goes to the disk before the lock does: closing comes first.
        yield file
