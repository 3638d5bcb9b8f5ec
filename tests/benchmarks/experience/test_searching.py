from dataclasses import replace

import numpy as np
import pytest

from benchmarks.experience.designs import design
from benchmarks.experience.families import BY_MODEL
from benchmarks.experience.searching import (
    common_configuration,
    next_configuration,
    sought,
    winners,
)
from benchmarks.experience.store import Record, Search
from benchmarks.experience.table import Table
from benchmarks.experience.training import Outcome
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration

RIDGE = BY_MODEL["sklearn.Ridge"]
NEIGHBOURS = BY_MODEL["sklearn.KNeighborsClassifier"]


def ridge(alpha: float, rmse: float | None, *, search: Search = Search.NONE) -> Record:
    outcome = Outcome({}, 1.0, "fails") if rmse is None else Outcome({"rmse": rmse}, 1.0)
    return Record("sklearn.Ridge", "labor", {"alpha": alpha}, outcome, search)


def neighbours(configuration: Configuration, **scores: float) -> Record:
    return Record(NEIGHBOURS.model, "labor", configuration, Outcome(scores, 1.0), search=Search.OWN)


def test_a_search_learns_from_all_trials() -> None:
    # The error is lowest near 1 and grows with every power of ten from there.
    alphas = [each.configuration["alpha"] for each in design(RIDGE.model, RIDGE.space)]
    numbers = [float(each) for each in alphas if isinstance(each, float)]
    records = [ridge(each, 1.0 + np.log10(each / 1.03) ** 2) for each in numbers]
    found = next_configuration(RIDGE, records, 0)["alpha"]
    assert isinstance(found, float)
    assert 0.5 < found < 2.0


def test_a_search_goes_on_after_failures() -> None:
    records = [ridge(1.0, 0.5), ridge(100.0, None)]
    assert next_configuration(RIDGE, records, 0)["alpha"] not in (1.0, 100.0)


def test_the_same_trials_give_the_same_suggestion() -> None:
    records = [ridge(1.0, 0.5), ridge(10.0, 0.6)]
    assert next_configuration(RIDGE, records, 3) == next_configuration(RIDGE, records, 3)


def test_a_small_space_is_exhausted_one_day() -> None:
    space = NEIGHBOURS.space
    points = space.project(np.random.default_rng(0).random((20_000, space.d)))
    everything = {tuple(each.items()): each for each in space.decode_all(points)}
    records = [neighbours(each, accuracy=0.5, log_loss=1.0) for each in everything.values()]
    with pytest.raises(FailedTrialError, match="no other configurations"):
        next_configuration(NEIGHBOURS, records, 0)


def test_a_common_search_looks_for_what_is_good_on_all_data_sets() -> None:
    # One data set wants a small penalty and one a large: both can live with one in between.
    shared = design(RIDGE.model, RIDGE.space)
    alphas = np.array([each.configuration["alpha"] for each in shared], dtype=np.float64)
    records = [
        replace(ridge(alpha, 1.0 + abs(np.log10(alpha) - best)), dataset=f"at {best}")
        for best in (-1.0, 1.0)
        for alpha in alphas.tolist()
    ]
    found = common_configuration(RIDGE, Table.of(shared, records), ["rmse"], 0)["alpha"]
    assert isinstance(found, float)
    assert 0.05 < found < 20.0


def test_without_probabilities_the_ranking_of_rows_is_sought() -> None:
    assert sought(NEIGHBOURS, [neighbours({}, accuracy=0.5, auc=0.5)]) == ["auc", "accuracy"]
    assert sought(NEIGHBOURS, [neighbours({}, accuracy=0.5, auc=0.5, log_loss=1.0)]) == [
        "log_loss",
        "accuracy",
    ]


def test_the_winner_of_a_search_is_the_best_of_all() -> None:
    records = [
        ridge(1.0, 0.5),
        ridge(2.0, 0.4, search=Search.OWN),
        ridge(3.0, 0.3, search=Search.OWN),
    ]
    assert winners(RIDGE, records) == [{"alpha": 3.0}]


def test_a_search_that_finds_nothing_better_has_no_winner() -> None:
    assert winners(RIDGE, [ridge(1.0, 0.5), ridge(2.0, 0.5, search=Search.OWN)]) == []


def test_nothing_wins_where_everything_failed() -> None:
    assert winners(RIDGE, [ridge(1.0, None)]) == []


def test_each_metric_has_its_winner() -> None:
    records = [
        neighbours({"n_neighbors": 1}, accuracy=0.9, log_loss=2.0),
        neighbours({"n_neighbors": 9}, accuracy=0.8, log_loss=0.5),
    ]
    assert winners(NEIGHBOURS, records) == [{"n_neighbors": 9}, {"n_neighbors": 1}]
