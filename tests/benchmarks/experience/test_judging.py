"""Tests of how first suggestions are judged."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from benchmarks.experience.artefact import Artefact, Described
from benchmarks.experience.judging import (
    DEFAULT,
    RANDOM,
    WITH,
    expected_least,
    judged,
    read,
    report,
)
from models import Dataset, Direction, Float, Modality, SearchSpace, Task

SPACE = SearchSpace((Float("rate", 0.0, 1.0, default=0.9), Float("share", 0.0, 1.0, default=0.9)))
KIN = ("a", "b", "c", "d", "e")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file: five data sets whose best configurations are close together."""
    rng = np.random.default_rng(0)
    points = np.vstack([[0.9, 0.9], rng.random((40, 2)), [[0.2, 0.2]] * 1])
    best = 0.2 + 0.02 * np.arange(5)
    values = -((points[np.newaxis] - best[:, np.newaxis, np.newaxis]) ** 2).sum(axis=2)
    metadata = Dataset(task=Task.CLASSIFICATION, modality=Modality.TABULAR, n_rows=100)
    Artefact(
        ("xgboost.XGBClassifier",),
        "for a test",
        SPACE,
        SPACE.decode_all(points),
        ["default", *["design"] * 40, "optimised"],
        [(), *[()] * 40, ("a",)],
        [Described(kin, kin, "us", "MIT", metadata) for kin in KIN],
        {"accuracy": (Direction.MAXIMIZE, values)},
        np.ones(values.shape),
    ).write("xgboost.XGBClassifier", tmp_path)
    return tmp_path


def test_the_expected_least_of_some_is_that_over_all_choices() -> None:
    """By enumeration."""
    values = np.array([3.0, 1.0, 4.0, 1.5, 9.0])
    for k in (1, 2, 5):
        every = [min(chosen) for chosen in combinations(values, k)]
        assert expected_least(values, k) == pytest.approx(np.mean(every))


def test_what_was_good_on_other_data_sets_beats_the_default_and_chance(folder: Path) -> None:
    """With the first suggestion already."""
    found = judged(read(folder / "xgboost.XGBClassifier.json.gz"))
    assert found[WITH].shape == (5, 4)
    assert found[WITH][:, 0].mean() < 0.3
    assert found[WITH][:, 0].mean() < found[RANDOM][:, 2].mean()
    assert found[DEFAULT][:, 0].mean() > 1.0


def test_what_a_search_found_on_a_data_set_is_not_suggested_for_it(folder: Path) -> None:
    """For the others it is the best of all."""
    table = read(folder / "xgboost.XGBClassifier.json.gz")
    assert len(table.without(0).X) == len(table.without(1).X) - 1
    assert [each.name for each in table.without(0).datasets] == ["b", "c", "d", "e"]


def test_the_report_has_a_line_for_every_way(folder: Path) -> None:
    """And none for files without the metric."""
    assert len(report(None, folder).splitlines()) == 2 + 4
    assert len(report("rmse", folder).splitlines()) == 2
