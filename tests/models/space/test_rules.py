"""Symbols as in `models.space.rules`; how expressions are read is the matter of others."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models.errors import SpaceError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    Ordinal,
    SearchSpace,
    Value,
)

WIDTH = Ordinal("width", (32, 64, 128))
ROUNDS = Int("rounds", 1, 1000)
BOOSTER = Categorical("booster", ("gbtree", "dart", "gblinear"))
BIAS = Bool("bias")
RATE = Float("rate", 0.0, 1.0, step=0.1, conditions=(Condition("booster", ("gbtree", "dart")),))
ALL = (WIDTH, ROUNDS, BOOSTER, BIAS, RATE)


def violation(space: SearchSpace, **configuration: Value) -> float:
    return float(space.violation(space.encode(configuration)[np.newaxis])[0])


def refusal(*constraints: str, forbidden: tuple[Configuration, ...] = ()) -> SpaceError:
    with pytest.raises(SpaceError) as caught:
        SearchSpace(ALL, constraints, forbidden)
    return caught.value


# Constraints


@pytest.mark.parametrize(("rounds", "expected"), [(100, 0.0), (200, 2800.0)])
def test_a_violation_is_the_distance_of_the_sides(rounds: int, expected: float) -> None:
    space = SearchSpace((WIDTH, ROUNDS), ("width * rounds <= 10000",))
    assert violation(space, width=64, rounds=rounds) == expected


def test_violations_of_several_constraints_add_up() -> None:
    space = SearchSpace((WIDTH, ROUNDS), ("width <= 60", "rounds <= 90"))
    assert violation(space, width=64, rounds=100) == 14.0


def test_a_constraint_that_is_given_again_counts_once() -> None:
    space = SearchSpace((WIDTH, ROUNDS), ("width <= 60", "rounds <= 90", "width <= 60"))
    assert violation(space, width=64, rounds=100) == 14.0


def test_listed_numbers_stand_for_themselves_and_not_for_their_indices() -> None:
    space = SearchSpace((Categorical("size", (7, 0.5, -1)),), ("size >= 0.5",))
    assert [violation(space, size=each) for each in (7, 0.5, -1)] == [0.0, 0.0, 1.5]


def test_a_bool_is_a_truth_value() -> None:
    space = SearchSpace((BIAS,), ("not bias",))
    assert [violation(space, bias=each) for each in (False, True)] == [0.0, 1.0]


def test_a_constraint_over_an_inactive_parameter_is_satisfied() -> None:
    space = SearchSpace((BOOSTER, RATE, ROUNDS), ("rate * 1000 > rounds",))
    assert violation(space, booster="gblinear", rounds=1000) == 0.0
    assert violation(space, booster="dart", rate=0.5, rounds=1000) > 0.0


@pytest.mark.parametrize(
    ("constraints", "index"),
    [
        (("width +",), 0),
        (("width <= 64", "depth <= 3"), 1),
        (("width <= 64", "width <= 64", "depth <= 3"), 2),
        (("booster == 1",), 0),
        (("width + rounds",), 0),
        (("1 <= 2",), 0),
        (("",), 0),
    ],
)
def test_an_error_names_the_constraint(constraints: tuple[str, ...], index: int) -> None:
    assert refusal(*constraints).path == ("constraints", index)


# Forbidden combinations


def test_a_forbidden_combination_is_violated_where_all_of_it_occurs() -> None:
    space = SearchSpace((BOOSTER, BIAS), (), ({"booster": "gblinear", "bias": False},))
    assert violation(space, booster="gblinear", bias=False) == 1.0
    assert violation(space, booster="gblinear", bias=True) == 0.0
    assert violation(space, booster="dart", bias=False) == 0.0


def test_a_forbidden_combination_does_not_occur_while_a_part_is_inactive() -> None:
    space = SearchSpace((BOOSTER, RATE), (), ({"rate": 0.3},))
    assert violation(space, booster="gblinear") == 0.0
    assert violation(space, booster="dart", rate=0.3) == 1.0


@pytest.mark.parametrize("value", [0.3, 0.30000000000000004])
def test_a_forbidden_step_is_found_but_for_rounding(value: float) -> None:
    space = SearchSpace((Float("p", 0.0, 1.0, step=0.1),), (), ({"p": value},))
    assert violation(space, p=0.3) == 1.0


def test_a_forbidden_number_of_a_continuous_parameter_is_that_number_alone() -> None:
    space = SearchSpace((Float("p", 0.0, 1.0),), (), ({"p": 0.0},))
    X = space.project(np.array([[0.0], [1e-11], [0.5]]))
    assert_array_equal(space.violation(X), [1.0, 0.0, 0.0])


def test_values_that_look_alike_are_forbidden_one_by_one() -> None:
    space = SearchSpace((Categorical("p", (1, True, "1", None)),), (), ({"p": True}, {"p": None}))
    assert [violation(space, p=each) for each in (1, True, "1", None)] == [0.0, 1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("combination", "path"),
    [
        ({}, ("forbidden", 1)),
        ({"depth": 3}, ("forbidden", 1, "depth")),
        ({"width": 33}, ("forbidden", 1, "width")),
        ({"bias": 0}, ("forbidden", 1, "bias")),
        ({"rounds": 1001}, ("forbidden", 1, "rounds")),
        ({"booster": "dart", "rate": 0.25}, ("forbidden", 1, "rate")),
    ],
)
def test_an_error_leads_to_the_part_of_a_combination(
    combination: Configuration, path: tuple[str | int, ...]
) -> None:
    assert refusal(forbidden=({"bias": True}, combination)).path == path
