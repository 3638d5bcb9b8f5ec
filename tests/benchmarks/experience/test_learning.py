from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.experience.artefact import Described
from benchmarks.experience.families import BY_MODEL
from benchmarks.experience.learning import MOST, greedy, learn
from benchmarks.experience.store import Record, Search, Shared
from benchmarks.experience.training import Outcome
from models import Dataset, Direction, Modality, Task

RIDGE = BY_MODEL["sklearn.Ridge"]
DEFAULT = Shared({"alpha": 1.0}, "default")
NEIGHBOUR = Shared({"alpha": 2.0}, "neighbour")
DESIGN = Shared({"alpha": 100.0}, "design")
WINNER = Shared({"alpha": 0.1}, "optimised")
# Of the space as it was once.
FOREIGN = Shared({"alpha": 1e9}, "design")


def describe(name: str) -> Described:
    known = Dataset(task=Task.REGRESSION, modality=Modality.TABULAR, n_rows=60, n_features=2)
    return Described(name, name, "PMLB", "MIT", known)


def trial(dataset: str, shared: Shared, rmse: float | None) -> Record:
    outcome = Outcome({}, 20.0, "too long") if rmse is None else Outcome({"rmse": rmse}, 0.123)
    return Record(RIDGE.model, dataset, shared.configuration, outcome)


def everywhere(shared: Shared, *values: float | None) -> list[Record]:
    return [trial(f"d{i}", shared, value) for i, value in enumerate(values)]


def test_a_value_stands_in_the_row_of_its_data_set_and_the_column_of_its_configuration() -> None:
    records = [*everywhere(DEFAULT, 0.1, 0.2), *everywhere(DESIGN, 0.3, 0.4)]
    found = learn(RIDGE, [DEFAULT, DESIGN], records, describe)
    assert found is not None
    direction, values = found.metrics["rmse"]
    assert direction is Direction.MINIMIZE
    assert_allclose(values, [[0.1, 0.3], [0.2, 0.4]])
    assert [each.name for each in found.datasets] == ["d0", "d1"]


def test_metrics_without_any_value_are_left_out() -> None:
    found = learn(RIDGE, [DEFAULT], everywhere(DEFAULT, 0.1, 0.2), describe)
    assert found is not None
    assert list(found.metrics) == ["rmse"]


def test_a_trial_that_failed_has_no_value_but_the_time_it_took() -> None:
    records = [*everywhere(DEFAULT, 0.1, 0.2), *everywhere(DESIGN, 0.3, None)]
    found = learn(RIDGE, [DEFAULT, DESIGN], records, describe)
    assert found is not None
    assert_allclose(found.metrics["rmse"][1][1], [0.2, np.nan])
    assert_allclose(found.seconds[1], [0.123, 20.0])


def test_the_default_comes_first_then_what_searches_found() -> None:
    shared = [DEFAULT, NEIGHBOUR, DESIGN, WINNER]
    records = [each for one in shared for each in everywhere(one, 0.1, 0.2)]
    found = learn(RIDGE, shared, records, describe)
    assert found is not None
    assert found.origins == ["default", "optimised", "neighbour", "design"]
    assert found.configurations == [{"alpha": each} for each in (1.0, 0.1, 2.0, 100.0)]


def test_what_a_search_found_says_on_which_data_set() -> None:
    found_here = replace(trial("195_auto_price", WINNER, 0.1), search=Search.OWN)
    records = [
        found_here,
        trial("d1", WINNER, 0.2),
        trial("195_auto_price", DEFAULT, 0.2),
        trial("d1", DEFAULT, 0.1),
    ]
    found = learn(RIDGE, [DEFAULT, WINNER], records, describe)
    assert found is not None
    assert found.found_on == [[], ["auto"]]


def test_configurations_that_the_space_no_longer_has_are_left_out() -> None:
    records = [*everywhere(DEFAULT, 0.1, 0.2), *everywhere(FOREIGN, 0.1, 0.2)]
    found = learn(RIDGE, [DEFAULT, FOREIGN], records, describe)
    assert found is not None
    assert found.configurations == [{"alpha": 1.0}]


def test_a_data_set_on_which_the_sweep_has_just_begun_is_left_out() -> None:
    shared = [DEFAULT, NEIGHBOUR, DESIGN]
    records = [each for one in shared for each in everywhere(one, 0.1, 0.2, 0.3, 0.4)]
    found = learn(RIDGE, shared, [*records, trial("new", DEFAULT, 0.1)], describe)
    assert found is not None
    assert [each.name for each in found.datasets] == ["d0", "d1", "d2", "d3"]


def test_a_configuration_that_few_data_sets_saw_is_left_out_and_costs_none_of_them() -> None:
    shared = [DEFAULT, DESIGN, WINNER]
    records = [each for one in shared[:2] for each in everywhere(one, 0.1, 0.2, 0.3)]
    found = learn(RIDGE, shared, [*records, trial("d0", WINNER, 0.1)], describe)
    assert found is not None
    assert found.origins == ["default", "design"]
    assert len(found.datasets) == 3


def test_one_data_set_teaches_nothing() -> None:
    assert learn(RIDGE, [DEFAULT], everywhere(DEFAULT, 0.1), describe) is None


def test_a_sweep_that_has_just_begun_teaches_nothing() -> None:
    assert learn(RIDGE, [DEFAULT, DESIGN], everywhere(DEFAULT, 0.1, 0.2), describe) is None


def test_an_empty_store_teaches_nothing() -> None:
    assert learn(RIDGE, [], [], describe) is None


def test_no_more_ship_than_the_most() -> None:
    shared = [DEFAULT, *(Shared({"alpha": 2.0 + i}, "design") for i in range(MOST))]
    records = [each for one in shared for each in everywhere(one, 0.1, 0.2)]
    found = learn(RIDGE, shared, records, describe)
    assert found is not None
    assert len(found.configurations) == MOST


@pytest.mark.parametrize(("most", "expected"), [(1, [1]), (2, [1, 2]), (9, [1, 2, 0])])
def test_after_the_best_in_the_mean_comes_what_helps_it_most(
    most: int, expected: list[int]
) -> None:
    R = np.array([[0.2, 0.1, 0.9], [0.4, 0.3, 0.0], [0.2, 0.1, 0.9]])
    assert greedy(R, most) == expected
