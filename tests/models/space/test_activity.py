"""Symbols as in `models.space.activity`."""

from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.errors import SpaceError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Float,
    Int,
    Ordinal,
    Parameter,
    SearchSpace,
    Value,
)
from models.space.activity import active, gates, parents_first

BOOSTER = Categorical("booster", ("gbtree", "dart", "gblinear"))
DART = Condition("booster", ("dart",))
DEEP = 40


def child(*conditions: Condition, name: str = "child") -> Float:
    return Float(name, 0.0, 1.0, conditions=conditions)


def refusal(*parameters: Parameter) -> SpaceError:
    with pytest.raises(SpaceError) as caught:
        SearchSpace(parameters)
    return caught.value


def is_active(space: SearchSpace, *numbers: float) -> list[bool]:
    mask = active(space.gates, space.order, np.array([numbers], dtype=np.float64))
    return [bool(each) for each in mask[0]]


def on(name: str, parent: str) -> Bool:
    return Bool(name, conditions=(Condition(parent, (True,)),))


def chain(length: int) -> list[Parameter]:
    """Return parameters each of which is active when the one before is true."""
    return [Bool("b0"), *(on(f"b{i}", f"b{i - 1}") for i in range(1, length))]


# Conditions by values


@pytest.mark.parametrize(("index", "expected"), [(0.0, False), (1.0, True), (2.0, False)])
def test_a_child_is_active_at_the_values_of_its_condition(*, index: float, expected: bool) -> None:
    assert is_active(SearchSpace((BOOSTER, child(DART))), index, 0.5) == [True, expected]


def test_one_of_several_values_is_enough() -> None:
    space = SearchSpace((BOOSTER, child(Condition("booster", ("dart", "gblinear")))))
    assert is_active(space, 2.0, 0.5) == [True, True]


@pytest.mark.parametrize(("value", "index"), [(1, 0.0), (True, 1.0), ("1", 2.0), (None, 3.0)])
def test_values_that_look_alike_open_different_gates(
    value: str | float | None, index: float
) -> None:
    parent = Categorical("parent", (1, True, "1", None))
    space = SearchSpace((parent, child(Condition("parent", (value,)))))
    numbers = np.array([[i, 0.5] for i in range(4)], dtype=np.float64)
    mask = active(space.gates, space.order, numbers)
    assert_array_equal(np.flatnonzero(mask[:, 1]), [index])


def test_values_that_look_alike_open_different_gates_of_one_space() -> None:
    parent = Categorical("parent", (1, True, "1", None))
    children = [child(Condition("parent", (each,)), name=f"{each!r}") for each in parent.values]
    space = SearchSpace((parent, *children))
    numbers = np.array([[i, 0.5, 0.5, 0.5, 0.5] for i in range(4)], dtype=np.float64)
    assert_array_equal(active(space.gates, space.order, numbers)[:, 1:], np.eye(4))


def test_a_step_with_a_rounding_error_opens_the_gate_of_that_step() -> None:
    parent = Float("parent", 0.1, 1.0, step=0.05)
    space = SearchSpace((parent, child(Condition("parent", (0.15000000000000002,)))))
    assert is_active(space, 0.15, 0.5) == [True, True]


class Counting(Int):
    """A parameter that counts the values it was asked about."""

    asked: ClassVar[list[Value]] = []

    def number_of(self, value: Value) -> float:
        """Return the number of a value, and remember that it was asked."""
        self.asked.append(value)
        return Int.number_of(self, value)


def test_a_value_that_many_conditions_name_is_looked_at_once() -> None:
    condition = Condition("parent", tuple(range(1000)))
    children = [child(condition, condition, name=f"child{i}") for i in range(20)]
    SearchSpace((Counting("parent", 0, 999), *children))
    assert Counting.asked == [*range(1000)]


# Conditions by bounds


@pytest.mark.parametrize(
    ("number", "expected"), [(2.0, False), (3.0, True), (4.0, True), (5.0, True), (6.0, False)]
)
def test_bounds_of_a_condition_are_included(*, number: float, expected: bool) -> None:
    space = SearchSpace((Int("parent", 0, 10), child(Condition("parent", low=3, high=5))))
    assert is_active(space, number, 0.5) == [True, expected]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("parent", low=64), [False, True, True]),
        (Condition("parent", high=64), [True, True, False]),
        (Condition("parent", low=33, high=100), [False, True, False]),
    ],
)
def test_bounds_on_an_ordinal_are_those_of_its_values(
    condition: Condition, expected: list[bool]
) -> None:
    space = SearchSpace((Ordinal("parent", (32, 64, 128)), child(condition)))
    mask = active(space.gates, space.order, np.array([[0.0, 0.5], [1.0, 0.5], [2.0, 0.5]]))
    assert_array_equal(mask[:, 1], expected)


def test_bounds_on_a_categorical_of_numbers_do_not_need_an_order() -> None:
    space = SearchSpace((Categorical("parent", (7, 1, 5)), child(Condition("parent", low=5))))
    mask = active(space.gates, space.order, np.array([[0.0, 0.5], [1.0, 0.5], [2.0, 0.5]]))
    assert_array_equal(mask[:, 1], [True, False, True])


# Several conditions, and deep ones


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((1.0, 1.0), True), ((1.0, 0.0), False), ((0.0, 1.0), False), ((0.0, 0.0), False)],
)
def test_all_conditions_of_a_list_must_hold(
    *, numbers: tuple[float, float], expected: bool
) -> None:
    both = child(Condition("a", (True,)), Condition("b", (True,)))
    assert is_active(SearchSpace((Bool("a"), Bool("b"), both)), *numbers, 0.5)[2] is expected


def test_two_conditions_on_one_parent_leave_what_they_share() -> None:
    both = child(Condition("parent", low=2), Condition("parent", high=3))
    space = SearchSpace((Int("parent", 0, 5), both))
    N = np.column_stack([np.arange(6.0), np.full(6, 0.5)])
    assert_array_equal(np.flatnonzero(active(space.gates, space.order, N)[:, 1]), [2, 3])


def test_below_an_inactive_parent_everything_is_inactive() -> None:
    space = SearchSpace(tuple(chain(DEEP)))
    numbers = [1.0] * DEEP
    numbers[10] = 0.0
    assert is_active(space, *numbers) == [True] * 11 + [False] * (DEEP - 11)


@settings(max_examples=20)
@given(st.permutations(range(DEEP)))
def test_parameters_may_stand_in_any_order(permutation: list[int]) -> None:
    space = SearchSpace(tuple(chain(DEEP)[j] for j in permutation))
    assert is_active(space, *[1.0] * DEEP) == [True] * DEEP
    assert [permutation[j] for j in space.order] == list(range(DEEP))


def test_a_parent_without_a_number_opens_no_gate() -> None:
    children = [child(DART, name="by_values"), child(Condition("n", low=0), name="by_bounds")]
    space = SearchSpace((BOOSTER, Int("n", 0, 3), *children))
    assert is_active(space, np.nan, np.nan, 0.5, 0.5)[2:] == [False, False]


# Errors


def test_an_unknown_parent_is_refused() -> None:
    error = refusal(BOOSTER, child(Condition("boster", ("dart",))))
    assert error.path == ("parameters", 1, "condition", 0, "parameter")
    assert error.got == '"boster"'


@pytest.mark.parametrize(
    ("parent", "values", "index"),
    [
        (BOOSTER, ("dart", "tree"), 1),
        (Int("booster", 0, 5), (6,), 0),
        (Int("booster", 0, 5), (1.5,), 0),
        (Int("booster", 0, 6, step=2), (2, 3), 1),
        (Float("booster", 0, 1), ("0.5",), 0),
        (Float("booster", 0, 1, step=0.1), (0.25,), 0),
        (Bool("booster"), (1,), 0),
        (Ordinal("booster", (1, 2)), (True,), 0),
    ],
)
def test_a_value_that_the_parent_cannot_have_is_refused(
    parent: Parameter, values: tuple[str | float, ...], index: int
) -> None:
    error = refusal(parent, child(Condition("booster", values)))
    assert error.path == ("parameters", 1, "condition", 0, "values", index)


@pytest.mark.parametrize(
    "parent",
    [BOOSTER, Bool("booster"), Categorical("booster", (1, "2")), Ordinal("booster", (None,))],
)
def test_bounds_for_a_parent_that_is_not_numeric_are_refused(parent: Parameter) -> None:
    error = refusal(parent, child(Condition("booster", low=0)))
    assert error.path == ("parameters", 1, "condition", 0)
    assert error.got == "min or max"


@pytest.mark.parametrize(
    ("parent", "condition"),
    [
        (Float("parent", 0, 1), Condition("parent", low=1.1)),
        (Int("parent", 0, 9), Condition("parent", high=-1)),
        (Ordinal("parent", (32, 64, 128)), Condition("parent", low=65, high=100)),
    ],
)
def test_bounds_between_which_the_parent_has_no_value_are_refused(
    parent: Parameter, condition: Condition
) -> None:
    assert refusal(parent, child(condition)).path == ("parameters", 1, "condition", 0)


def test_the_path_counts_the_conditions_of_a_list() -> None:
    error = refusal(BOOSTER, child(DART, Condition("nobody", (1,))))
    assert error.path == ("parameters", 1, "condition", 1, "parameter")


def test_a_parameter_that_depends_on_itself_is_refused() -> None:
    error = refusal(BOOSTER, child(Condition("child", low=0.5)))
    assert error.path == ("parameters", 1, "condition")


@pytest.mark.parametrize("length", [2, 3, DEEP])
def test_a_cycle_is_refused_at_its_first_parameter(length: int) -> None:
    ring = [on(f"b{i}", f"b{(i + 1) % length}") for i in range(length)]
    assert refusal(BOOSTER, *ring).path == ("parameters", 1, "condition")


def test_what_hangs_below_a_cycle_is_not_blamed() -> None:
    assert refusal(on("below", "a"), on("a", "b"), on("b", "a")).path == (
        "parameters",
        1,
        "condition",
    )


def test_gates_without_conditions_are_always_open() -> None:
    assert gates([BOOSTER], {"booster": 0}) == ((),)
    assert parents_first(((), ())) == (0, 1)
