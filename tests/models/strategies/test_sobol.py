from collections import Counter

import numpy as np
import pytest
from scipy.stats import qmc

from models import (
    Algorithm,
    Categorical,
    Condition,
    Float,
    Int,
    Problem,
    SearchSpace,
    Trial,
    suggest,
)
from tests.models.problems import LOSS, SQUARE, asked


def configurations(space: SearchSpace, count: int, seed: int = 0) -> list[dict[str, object]]:
    return [dict(each.parameters) for each in asked(space, [], "sobol", count, seed).suggestions]


def one_by_one(space: SearchSpace, count: int) -> list[dict[str, object]]:
    trials: list[Trial] = []
    for _ in range(count):
        (suggestion,) = asked(space, trials, "sobol").suggestions
        trials.append(Trial(suggestion.parameters, value=0.0))
    return [dict(each.parameters) for each in trials]


def test_one_by_one_gives_the_points_of_one_sequence() -> None:
    assert one_by_one(SQUARE, 12) == configurations(SQUARE, 12)


def test_one_by_one_gives_the_feasible_points_of_one_sequence() -> None:
    space = SearchSpace(SQUARE.parameters, ("x + y < 0.7",))
    assert one_by_one(space, 8) == configurations(space, 8)


def test_the_points_are_more_even_than_random_ones() -> None:
    points = {
        algorithm: np.array(
            [
                list(each.parameters.values())
                for each in asked(SQUARE, [], algorithm, 64).suggestions
            ]
        )
        for algorithm in ("sobol", "random")
    }
    sobol, random = (qmc.discrepancy(points[each]) for each in ("sobol", "random"))
    assert sobol < 0.2 * random


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [2, 4, 8])
def test_the_values_of_a_categorical_get_equal_shares(k: int, seed: int) -> None:
    space = SearchSpace((Float("x", 0.0, 1.0), Categorical("c", tuple(range(k)))))
    counts = Counter(each["c"] for each in configurations(space, 16, seed))
    assert set(counts.values()) == {16 // k}


@pytest.mark.parametrize("seed", range(5))
def test_the_branches_of_three_get_nearly_equal_shares(seed: int) -> None:
    root = Categorical("root", ("a", "b", "c"))
    child = Int("child", 1, 9, conditions=(Condition("root", values=("a",)),))
    space = SearchSpace((child, root, Float("x", 0.0, 1.0)))
    counts = Counter(each["root"] for each in configurations(space, 32, seed))
    # A third of 32 is 10.7; an interval of a one-dimensional net is off by at most 2 points.
    assert all(9 <= count <= 12 for count in counts.values())


def test_where_hardly_a_point_is_feasible_the_rest_is_drawn_at_random() -> None:
    space = SearchSpace(SQUARE.parameters, ("abs(x - 0.123) < 0.0003", "abs(y - 0.5) < 0.03"))
    answer = suggest(
        Problem(space, LOSS, Algorithm("sobol")), [], count=4, rng=np.random.default_rng(1)
    )
    assert len(answer.suggestions) == 4
