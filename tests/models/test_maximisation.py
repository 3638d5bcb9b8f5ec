"""Symbols as in `models.maximisation`."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models import Categorical, Float, Int, SearchSpace
from models.arrays import Array
from models.maximisation import (
    CHANGED_CANDIDATES,
    MOST_EXCHANGES,
    RANDOM_CANDIDATES,
    STARTS,
    Search,
)
from models.space import Region, sample
from models.surrogate import Surrogate
from models.utility import Utility
from tests.models.problems import MIXED, SIX, SQUARE


def search(space: SearchSpace, rng: np.random.Generator, **fixed: str) -> Search:
    region = Region(space, fixed)
    X = sample(Region(space), 12, rng).X
    surrogate = Surrogate.fitted(space, X, rng.normal(size=12), np.zeros(12))
    best = np.full(len(surrogate.learned.members), -1.0)
    return Search(region, Utility(surrogate, best, region, 0.0), X[:3], rng)


def random_points(region: Region, rng: np.random.Generator) -> Array:
    return sample(region, 3_000, rng).X


@pytest.mark.parametrize("space", [SQUARE, MIXED, SIX], ids=["square", "mixed", "six"])
def test_points_come_in_descending_order_of_utility(
    space: SearchSpace, rng: np.random.Generator
) -> None:
    found = search(space, rng)
    assert (np.diff(found.utility(found.ranked())) <= 0.0).all()


@pytest.mark.parametrize("space", [SQUARE, MIXED], ids=["square", "mixed"])
def test_every_point_is_feasible(space: SearchSpace, rng: np.random.Generator) -> None:
    found = search(space, rng)
    assert found.region.contains(found.ranked()).all()


@pytest.mark.parametrize("space", [SQUARE, MIXED], ids=["square", "mixed"])
@pytest.mark.parametrize("seed", range(5))
def test_the_first_point_is_at_least_as_good_as_thousands_at_random(
    space: SearchSpace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    found = search(space, rng)
    first = found.utility(found.ranked()[:1])[0]
    assert first >= found.utility(random_points(found.region, rng)).max() - 1e-6


def test_fixed_values_stay_fixed(rng: np.random.Generator) -> None:
    X = search(MIXED, rng, booster="dart").ranked()
    assert set(X[:, 0].tolist()) == {0.5}


def test_a_small_finite_region_is_listed_whole(rng: np.random.Generator) -> None:
    assert len(search(SIX, rng).ranked()) == 6


def test_a_region_whose_best_point_lies_beyond_a_constraint_is_searched_up_to_it(
    rng: np.random.Generator,
) -> None:
    space = SearchSpace((Float("x", 0.0, 1.0), Float("y", 0.0, 1.0)), ("x + y <= 0.5",))
    X = np.array([[0.1, 0.1], [0.4, 0.1], [0.1, 0.4], [0.2, 0.2]])
    surrogate = Surrogate.fitted(space, X, -X.sum(axis=1), np.zeros(4))
    region = Region(space)
    best = np.full(len(surrogate.learned.members), -X.sum(axis=1).max())
    utility = Utility(surrogate, best, region, 0.0)
    best = Search(region, utility, X, rng).ranked()[0]
    assert best.sum() == pytest.approx(0.5, abs=0.02)


def test_unordered_values_beyond_number_and_wide_integers_are_searched(
    rng: np.random.Generator,
) -> None:
    space = SearchSpace((Categorical("c", tuple(range(500))), Int("i", 1, 10**9, log=True)))
    found = search(space, rng)
    assert found.region.contains(found.ranked()).all()


def test_of_very_many_listed_values_a_part_is_looked_at(rng: np.random.Generator) -> None:
    space = SearchSpace(tuple(Categorical(f"c{i}", tuple(range(20))) for i in range(100)))
    most = RANDOM_CANDIDATES + CHANGED_CANDIDATES + MOST_EXCHANGES + STARTS
    assert len(search(space, rng).ranked()) <= most


def test_what_stands_at_inactive_parameters_stays_inactive(rng: np.random.Generator) -> None:
    X = search(MIXED, rng, booster="gblinear").ranked()
    assert_array_equal(np.isnan(X).any(axis=0), [False, True, *[False] * 4, True])


def test_the_search_is_the_same_with_the_same_chance() -> None:
    first, second = (search(MIXED, np.random.default_rng(5)).ranked() for _ in range(2))
    assert_array_equal(first, second)


def test_the_best_point_is_at_the_top_of_a_smooth_hill(rng: np.random.Generator) -> None:
    # At the optimum of what the surrogate promises, no step of a thousandth promises more.
    found = search(SQUARE, rng)
    best = found.ranked()[0]
    steps = 1e-3 * np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    around = np.clip(best + steps, 0.0, 1.0)
    assert found.utility(around).max() <= found.utility(best[np.newaxis])[0] + 1e-3
