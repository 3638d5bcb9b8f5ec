"""Values of trials that trained something, kept on disk: the same configuration costs nothing.

One file holds them all. A file for each, as `benchmarks.cache` would write, is slower than some
of the trials, and hundreds of thousands of them are a burden.
"""

import json
import sqlite3
from collections.abc import Callable
from functools import cache
from importlib.metadata import version

from benchmarks.environment import ROOT
from benchmarks.quality.tasks import FailedTrialError, Task
from models import Configuration

FILE = ROOT / "benchmarks" / ".cache" / "evaluations.sqlite"
# What decides about a value beside the task; another version computes again.
TRAINERS = ("scikit-learn", "lightgbm", "xgboost-cpu")
# Processes wait for each other this long, in seconds.
PATIENCE = 60.0


def remembered(
    task: Task, configuration: Configuration, seed: int, trial: Callable[[], float]
) -> float:
    """Return the value of a trial, from the disk if it has been made before.

    Raises:
        FailedTrialError: The trial fails, or did when it was made.
    """
    key = _key(task, configuration, seed)
    row = _file().execute("SELECT value FROM evaluations WHERE key = ?", (key,)).fetchone()
    if row is None:
        try:
            value: float | None = trial()
        except FailedTrialError:
            value = None
        with _file() as file:
            file.execute("INSERT OR IGNORE INTO evaluations VALUES (?, ?)", (key, value))
    else:
        (value,) = row
    if value is None:
        raise FailedTrialError(f"{task.name} fails with {dict(configuration)}")
    return value


def _key(task: Task, configuration: Configuration, seed: int) -> str:
    """Return what tells a trial from all others."""
    return json.dumps(
        [task.name, task.version, seed, dict(sorted(configuration.items())), _trainers()]
    )


@cache
def _trainers() -> str:
    """Return the versions of what trains."""
    return " ".join(f"{name} {version(name)}" for name in TRAINERS)


@cache
def _file() -> sqlite3.Connection:
    """Return the file, opened once in each process."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    file = sqlite3.connect(FILE, timeout=PATIENCE)
    # Readers and one writer at a time; what a crash of the machine loses is computed again.
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = OFF")
    file.execute("CREATE TABLE IF NOT EXISTS evaluations (key TEXT PRIMARY KEY, value REAL)")
    return file
