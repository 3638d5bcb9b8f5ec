"""What the service ships of experience, as `service/experience/README.md` describes it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.arrays import Array
from benchmarks.environment import ROOT
from benchmarks.quality.peers import space_json
from models import Configuration, Dataset, Direction, SearchSpace

FOLDER = ROOT / "service" / "experience"
VERSION = 1
# Significant digits: those of scores matter, those of seconds are mostly chance.
DIGITS, DIGITS_OF_SECONDS = 4, 2


@dataclass(frozen=True, slots=True)
class Described:
    """A data set that was trained on.

    Attributes:
        name: As its source calls it.
        kin: What it and all others that are as good as the same are called.
        source: Where it comes from.
        licence: Of that.
        metadata: What is known of the rows that were used.
    """

    name: str
    kin: str
    source: str
    licence: str
    metadata: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Artefact:
    """What configurations scored on data sets.

    Attributes:
        models: The names in the catalogue of what was trained.
        about: How it was measured, in a sentence.
        space: Where all configurations are.
        configurations: N of them, the default first.
        origins: Where each comes from, N.
        found_on: The kin of the data sets on which a search found each, N.
        datasets: M of them.
        metrics: By name, their directions and values, (M, N): NaN where there are none.
        seconds: Of a trial, (M, N): NaN where it was not made.
    """

    models: tuple[str, ...]
    about: str
    space: SearchSpace
    configurations: Sequence[Configuration]
    origins: Sequence[str]
    found_on: Sequence[Sequence[str]]
    datasets: Sequence[Described]
    metrics: Mapping[str, tuple[Direction, Array]]
    seconds: Array

    @property
    def content(self) -> Mapping[str, object]:
        """What the file says."""
        return {
            "version": VERSION,
            "models": list(self.models),
            "about": self.about,
            "space": space_json(self.space),
            "configurations": [dict(each) for each in self.configurations],
            "origins": list(self.origins),
            "found_on": [list(each) for each in self.found_on],
            "datasets": [_described(each) for each in self.datasets],
            "metrics": {
                name: {"direction": str(direction), "values": _rounded(values, DIGITS)}
                for name, (direction, values) in self.metrics.items()
            },
            "seconds": _rounded(self.seconds, DIGITS_OF_SECONDS),
        }

    def write(self, name: str, folder: Path = FOLDER) -> Path:
        """Write the file, and return its path; the same bytes whenever the content is the same.

        Args:
            name: Of the file, without its endings.
            folder: Where.
        """
        text = json.dumps(self.content, separators=(",", ":"), allow_nan=False)
        path = folder / f"{name}.json.gz"
        # Without the time of writing, which would make other bytes.
        path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
        return path


def _described(dataset: Described) -> Mapping[str, object]:
    """Return a data set as JSON."""
    known = dataset.metadata
    numbers = {
        name: value
        for name in (
            "task",
            "modality",
            "n_rows",
            "n_features",
            "n_classes",
            "n_categorical_features",
            "missing_fraction",
            "minority_class_fraction",
        )
        if (value := getattr(known, name)) is not None
    }
    others = {"meta_features": dict(known.meta_features)} if known.meta_features else {}
    return {
        "name": dataset.name,
        "kin": dataset.kin,
        "source": dataset.source,
        "licence": dataset.licence,
        "metadata": {**numbers, **others},
    }


def _rounded(values: Array, digits: int) -> list[list[float | int | None]]:
    """Return rows of numbers of so many significant digits, None for NaN."""
    return [[_number(each, digits) for each in row] for row in values.tolist()]


def _number(value: float, digits: int) -> float | int | None:
    """Return a number of so many significant digits, None for NaN."""
    if np.isnan(value):
        return None
    rounded = float(f"{value:.{digits}g}")
    # A whole number needs no point and no zero behind it.
    return int(rounded) if rounded.is_integer() else rounded
