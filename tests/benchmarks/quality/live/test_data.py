import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.quality.live import data

ROWS = 60


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two data sets: the number is twice the input, the class says whether that is positive."""
    monkeypatch.setenv("TRIALWISE_DATA", str(tmp_path))
    (tmp_path / "pmlb").mkdir()
    index = "name,task\nnumbers,regression\nkinds,classification\n"
    (tmp_path / "pmlb" / "index.csv").write_text(index)
    x = np.linspace(-1.0, 2.0, ROWS)
    # Of the third kind there are too few.
    kinds = np.where(np.arange(ROWS) < 4, 7, x > 0.0)
    numbers = [f"{a}\t5\t{2.0 * a}" for a in x]
    first = [f"{int(kind)}\t{a}" for kind, a in zip(kinds, x, strict=True)]
    for name, lines in (("numbers", ["a\tb\ttarget", *numbers]), ("kinds", ["target\ta", *first])):
        with gzip.open(tmp_path / "pmlb" / f"{name}.tsv.gz", "wt") as file:
            file.write("\n".join(lines))
    yield
    data.read.cache_clear()
    data.splits.cache_clear()


def test_columns_are_standardised_and_a_constant_one_is_zero() -> None:
    numbers = data.read("numbers", ROWS)
    assert_allclose(numbers.X.mean(axis=0), 0.0, atol=1e-12)
    assert_allclose(numbers.X.std(axis=0), [1.0, 0.0], atol=1e-12)


def test_the_target_is_found_wherever_its_column_is() -> None:
    kinds = data.read("kinds", ROWS)
    assert kinds.X.shape == (ROWS - 4, 1)
    assert (kinds.y[kinds.X[:, 0].argmax()], kinds.y[kinds.X[:, 0].argmin()]) == (1.0, 0.0)


def test_rare_classes_are_left_out() -> None:
    assert (data.read("kinds", ROWS).classes, data.read("numbers", ROWS).classes) == (2, 0)


def test_a_sample_has_so_many_rows() -> None:
    assert len(data.read("numbers", 20).y) == 20


def test_every_row_is_judged_by_once_and_never_trained_on_there() -> None:
    folds = data.splits("numbers", ROWS, 3, 0)
    judged = np.concatenate([fold.test.X[:, 0] for fold in folds])
    assert_allclose(np.sort(judged), np.sort(data.read("numbers", ROWS).X[:, 0]))
    assert all(not set(f.test.X[:, 0]) & set(f.train.X[:, 0]) for f in folds)


def test_every_fold_has_its_share_of_each_class() -> None:
    folds = data.splits("kinds", ROWS, 3, 0)
    ones = [fold.test.y.sum() for fold in folds]
    assert max(ones) - min(ones) <= 1.0


def test_another_seed_deals_other_folds() -> None:
    first, second = (data.splits("numbers", ROWS, 3, seed)[0].test.y for seed in (0, 1))
    assert set(first) != set(second)
