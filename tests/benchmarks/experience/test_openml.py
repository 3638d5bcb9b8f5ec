from collections.abc import Callable
from itertools import groupby

import numpy as np
import pytest

from benchmarks.experience.designs import design
from benchmarks.experience.openml import SOURCES, Row, Source, expected, process, read
from benchmarks.experience.openml_names import NAMES
from models import CATALOGUE, Configuration

FOREST, BOOSTING = SOURCES
NINE_FEATURES = {"NumberOfFeatures": "10.0"}
DEFAULT: Configuration = {
    "max_features": "sqrt",
    "min_samples_leaf": 1,
    "min_samples_split": 2,
    "bootstrap": True,
    "criterion": "gini",
}


def forests(rng: np.random.Generator, accuracy: Callable[[float, int], float]) -> list[Row]:
    """Return trials whose accuracy depends on the share of the features and the leaf."""
    rows: list[Row] = []
    for _ in range(200):
        share, leaf = rng.uniform(0.1, 0.9), int(rng.integers(1, 21))
        rows.append(
            {
                "bootstrap": str(bool(rng.integers(2))),
                "criterion": str(rng.choice(["gini", "entropy"])),
                "max_features": str(share),
                "min_samples_leaf": str(leaf),
                "min_samples_split": str(rng.integers(2, 21)),
                "predictive_accuracy": str(accuracy(share, leaf)),
            }
        )
    return rows


def test_what_was_learnt_on_a_data_set_is_told_for_other_configurations(
    rng: np.random.Generator,
) -> None:
    rows = forests(rng, lambda share, leaf: 0.9 - 0.2 * (share - 0.5) ** 2 - 0.01 * np.log(leaf))
    others = [{**DEFAULT, "max_features": 0.5}, {**DEFAULT, "max_features": 0.9}]
    found = expected(FOREST, rows, others, NINE_FEATURES)
    assert found == pytest.approx([0.9, 0.868], abs=0.003)


def test_the_root_of_the_features_is_a_share_of_them(rng: np.random.Generator) -> None:
    rows = forests(rng, lambda share, _: share)
    found = expected(FOREST, rows, [DEFAULT], NINE_FEATURES)
    assert found == pytest.approx([1.0 / 3.0], abs=0.01)


def test_where_all_trials_are_equal_so_are_all_others(rng: np.random.Generator) -> None:
    found = expected(FOREST, forests(rng, lambda *_: 0.7), [DEFAULT], NINE_FEATURES)
    assert found == pytest.approx([0.7])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.file)
def test_a_configuration_is_seen_as_a_row_of_the_table_is(source: Source) -> None:
    seen = [source.places(each.configuration, 9) for each in design(source.model, source.space)]
    assert np.isfinite(np.array(seen)).all()


def test_the_default_is_that_of_the_catalogue() -> None:
    defaults = CATALOGUE[FOREST.model].defaults
    assert {name: defaults[name] for name in DEFAULT} == DEFAULT
    assert design(FOREST.model, FOREST.space)[0].configuration == DEFAULT


def test_no_two_tasks_have_one_name() -> None:
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.data
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.file)
def test_most_of_what_trials_left_out_scored_is_told_by_the_others(source: Source) -> None:
    rows = sorted(read(source.file), key=lambda row: row["task_id"])
    tasks = [[*group] for _, group in groupby(rows, key=lambda row: row["task_id"])]
    assert np.mean([explained(source, task) for task in tasks[::12]]) > 0.8


def explained(source: Source, rows: list[Row]) -> float:
    """Return the share of the variance of every fifth trial that the others explain."""
    left_out, others = rows[::5], [row for i, row in enumerate(rows) if i % 5]
    told = process(source, others).predict(np.array([source.inputs(row) for row in left_out]))
    scored = np.array([float(row["predictive_accuracy"]) for row in left_out])
    return float(1.0 - np.mean((told - scored) ** 2) / scored.var())
