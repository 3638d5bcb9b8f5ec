import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.arrays import Array
from benchmarks.experience import datasets
from benchmarks.experience.store import Store

ROWS = 60


@pytest.fixture
def shared_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand-ins for two data sets of PMLB, one of classes and one of numbers.

    Whether the first column is positive is the class; the number is twice the first column.
    """
    monkeypatch.setenv("TRIALWISE_DATA", str(tmp_path))
    (tmp_path / "pmlb").mkdir()
    rng = np.random.default_rng(1)
    inputs = np.column_stack([rng.normal(size=ROWS), np.arange(ROWS) % 2])
    # Of the third class there are too few rows.
    classes = np.where(np.arange(ROWS) < 4, 7.0, inputs[:, 0] > 0.0)
    write(tmp_path, "labor", inputs, classes)
    write(tmp_path, "542_pollution", inputs, 2.0 * inputs[:, 0])
    yield
    datasets.read.cache_clear()
    datasets.folds.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "new" / "experience.sqlite") as opened:
        yield opened


def write(folder: Path, name: str, inputs: Array, targets: Array) -> None:
    """Write a file as those of PMLB are."""
    table = np.column_stack([inputs, targets]).tolist()
    header = "\t".join([*(f"x{j}" for j in range(inputs.shape[1])), "target"])
    with gzip.open(folder / "pmlb" / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join([header, *("\t".join(map(str, row)) for row in table)]))
