"""Values of trials that trained something, kept on disk: the same configuration costs nothing.

One file holds them all. A file for each, as `benchmarks.cache` would write, is slower than some
of the trials, and hundreds of thousands of them are a burden.
"""

import json
import sqlite3
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.environment import ROOT
from benchmarks.quality.tasks import FailedTrialError, Task
from models import Configuration

FILE = ROOT / "benchmarks" / ".cache" / "evaluations.sqlite"
# What decides about a value beside the task; another version computes again.
TRAINERS = ("scikit-learn", "lightgbm", "xgboost-cpu")
# Processes wait for each other this long, in seconds.
PATIENCE = 60.0


class Evaluations:
    """A file of values.

    Args:
        path: Of the file; made if it is not there. Several processes may use it at once.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, timeout=PATIENCE)
        # Readers and one writer at a time; what a crash of the machine loses is computed again.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS evaluations (key TEXT PRIMARY KEY, value REAL)"
        )

    def value(
        self, task: Task, configuration: Configuration, seed: int, trial: Callable[[], float]
    ) -> float:
        """Return the value of a trial, which is made if it is not in the file.

        Raises:
            FailedTrialError: The trial fails, or did when it was made.
        """
        key = _key(task, configuration, seed)
        row = self._file.execute("SELECT value FROM evaluations WHERE key = ?", (key,)).fetchone()
        value = self._made(key, trial) if row is None else row[0]
        if value is None:
            raise FailedTrialError(f"{task.name} fails with {dict(configuration)}")
        return float(value)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _made(self, key: str, trial: Callable[[], float]) -> float | None:
        """Return the value of a trial after putting it in the file, None if it fails."""
        try:
            value: float | None = trial()
        except FailedTrialError:
            value = None
        with self._file:
            self._file.execute("INSERT OR IGNORE INTO evaluations VALUES (?, ?)", (key, value))
        return value


@cache
def kept() -> Evaluations:
    """Return the file of this checkout, opened once in each process."""
    return Evaluations(FILE)


def _key(task: Task, configuration: Configuration, seed: int) -> str:
    """Return what tells a trial from all others."""
    return json.dumps(
        [task.name, task.version, seed, dict(sorted(configuration.items())), _trainers()]
    )


@cache
def _trainers() -> str:
    """Return the versions of what trains."""
    return " ".join(f"{name} {_version(name)}" for name in TRAINERS)


def _version(name: str) -> str:
    """Return the version of a package, or that there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
