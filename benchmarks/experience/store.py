"""The file of all trials of the sweep: written at once, one by one, so that nothing is lost."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

from benchmarks.environment import ROOT
from benchmarks.experience.training import Outcome
from models import Configuration

FILE = ROOT / "benchmarks" / ".cache" / "experience.sqlite"
# Seconds for which others that use the file are waited for.
PATIENCE = 60.0
# Whatever decides about all values; those of other versions do not count.
VERSION = 1
TABLES = """
CREATE TABLE IF NOT EXISTS shared (
    model TEXT, configuration TEXT, origin TEXT, PRIMARY KEY (model, configuration)
);
CREATE TABLE IF NOT EXISTS trials (
    version INTEGER, model TEXT, dataset TEXT, configuration TEXT, search INTEGER,
    scores TEXT, seconds REAL, failure TEXT,
    PRIMARY KEY (version, model, dataset, configuration)
);
"""


class Search(IntEnum):
    """What a trial was suggested by."""

    # It is one that every data set sees.
    NONE = 0
    # A search on this data set.
    OWN = 1
    # A search on the mean over several data sets, this one among them.
    COMMON = 2


@dataclass(frozen=True, slots=True)
class Shared:
    """A configuration that every data set sees, and where it comes from."""

    configuration: Configuration
    origin: str


@dataclass(frozen=True, slots=True)
class Record:
    """A trial that was made.

    Attributes:
        model: The family, by its name in the catalogue.
        dataset: Of a file in `pmlb`.
        configuration: Of the space of the family.
        outcome: What came out.
        search: Which search suggested it.
    """

    model: str
    dataset: str
    configuration: Configuration
    outcome: Outcome
    search: Search = Search.NONE


class Store:
    """The file.

    Args:
        path: Of the file; made if it is not there.
    """

    def __init__(self, path: Path = FILE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, timeout=PATIENCE)
        # Readers do not wait for the writer, and what was written survives a crash.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def share(self, model: str, shared: Sequence[Shared]) -> None:
        """Add configurations that every data set is to see; those that are there stay as they are.

        Args:
            model: The family.
            shared: The configurations, in the order in which they are to be tried.
        """
        rows = [(model, key(each.configuration), each.origin) for each in shared]
        with self._file:
            self._file.executemany("INSERT OR IGNORE INTO shared VALUES (?, ?, ?)", rows)

    def shared(self, model: str) -> list[Shared]:
        """Return what every data set sees of a family, in the order in which it was added."""
        rows = self._file.execute(
            "SELECT configuration, origin FROM shared WHERE model = ? ORDER BY rowid", (model,)
        )
        return [Shared(json.loads(text), origin) for text, origin in rows]

    def add(self, record: Record) -> None:
        """Keep a trial; the last of the same counts."""
        outcome = record.outcome
        row = (
            VERSION,
            record.model,
            record.dataset,
            key(record.configuration),
            record.search,
            json.dumps(outcome.scores) if outcome.scores else None,
            outcome.seconds,
            outcome.failure,
        )
        with self._file:
            self._file.execute("INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def records(self, model: str) -> list[Record]:
        """Return the trials of a family, in the order in which they were made."""
        rows = self._file.execute(
            "SELECT dataset, configuration, search, scores, seconds, failure FROM trials "
            "WHERE version = ? AND model = ? ORDER BY rowid",
            (VERSION, model),
        )
        return [
            Record(
                model,
                dataset,
                json.loads(configuration),
                Outcome(json.loads(scores) if scores else {}, seconds, failure),
                Search(search),
            )
            for dataset, configuration, search, scores, seconds, failure in rows
        ]


def key(configuration: Configuration) -> str:
    """Return what tells a configuration from all others, whatever the order of its parameters."""
    return json.dumps(dict(sorted(configuration.items())))
