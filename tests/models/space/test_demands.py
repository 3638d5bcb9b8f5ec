"""Symbols as in `models.space.demands`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.errors import FixedError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    NormalPrior,
    Parameter,
    Region,
    SearchSpace,
    Value,
)
from models.space.demands import confined

EVEN = np.linspace(0.0, 1.0, 1001)


def child(*conditions: Condition) -> Float:
    return Float("child", 0.0, 1.0, conditions=conditions)


def demanded(*parameters: Parameter, fixed: Configuration) -> dict[int, list[list[float]]]:
    intervals = Region(SearchSpace(parameters), fixed).intervals
    return {j: each.tolist() for j, each in intervals.items()}


def parents_of(parent: Parameter, condition: Condition) -> set[Value]:
    """Return the values of a parent at even places, warped because its child is fixed."""
    region = Region(SearchSpace((parent, child(condition))), {"child": 0.5})
    X = region.project(region.warped(np.column_stack([EVEN, EVEN])))
    return {region.space.decode(x)[parent.name] for x in X}


def test_without_fixed_values_nothing_is_demanded() -> None:
    assert demanded(Bool("on"), child(Condition("on", (True,))), fixed={}) == {}


def test_a_fixed_value_that_is_always_active_demands_nothing() -> None:
    assert demanded(Bool("on"), child(), fixed={"child": 0.5}) == {}


def test_a_fixed_child_demands_the_cells_of_the_values_it_needs() -> None:
    parent = Categorical("parent", ("a", "b", "c", "d"))
    fixed = {"child": 0.5}
    demand = demanded(parent, child(Condition("parent", ("b", "d"))), fixed=fixed)
    assert demand == {0: [[0.25, 0.5], [0.75, 1.0]]}


def test_a_fixed_child_demands_the_stretch_between_the_bounds_it_needs() -> None:
    parent = Float("parent", 0.0, 10.0)
    demand = demanded(parent, child(Condition("parent", low=2.5, high=5)), fixed={"child": 0.5})
    assert demand == {0: [[0.25, 0.5]]}


def test_several_conditions_leave_what_they_share() -> None:
    conditions = (Condition("parent", low=2), Condition("parent", high=3))
    demand = demanded(Int("parent", 0, 9), child(*conditions), fixed={"child": 0.5})
    assert demand == {0: [[0.2, 0.4]]}


def test_demands_climb_to_the_root() -> None:
    middle = Bool("middle", conditions=(Condition("root", (True,)),))
    leaf = child(Condition("middle", (False,)))
    assert demanded(leaf, middle, Bool("root"), fixed={"child": 0.5}) == {
        1: [[0.0, 0.5]],
        2: [[0.5, 1.0]],
    }


def test_a_fixed_parent_that_suits_needs_no_interval() -> None:
    assert (
        demanded(Bool("on"), child(Condition("on", (True,))), fixed={"on": True, "child": 0}) == {}
    )


@pytest.mark.parametrize(
    ("parent", "condition", "values"),
    [
        (
            Categorical("parent", (1, True, "1", None)),
            Condition("parent", (True, None)),
            {True, None},
        ),
        (Int("parent", 0, 9), Condition("parent", low=3, high=5), {3, 4, 5}),
        (Int("parent", 1, 9, log=True), Condition("parent", low=3.5, high=6.5), {4, 5, 6}),
        (
            Float("parent", 0, 1, step=0.1),
            Condition("parent", low=0.3, high=0.6),
            {0.3, 0.4, 0.5, 0.6},
        ),
        (Float("parent", 0, 1), Condition("parent", (0.25, 0.75)), {0.25, 0.75}),
    ],
)
def test_warped_places_lead_to_just_the_values_demanded(
    parent: Parameter, condition: Condition, values: set[Value]
) -> None:
    assert parents_of(parent, condition) == values


def test_a_parent_fixed_against_its_child_is_refused_at_the_child() -> None:
    space = SearchSpace((Bool("on"), child(Condition("on", (True,)))))
    with pytest.raises(FixedError) as caught:
        Region(space, {"on": False, "child": 0.5})
    assert caught.value.path == ("child",)


def test_a_grandparent_fixed_against_a_leaf_is_refused_at_the_leaf() -> None:
    middle = Bool("middle", conditions=(Condition("root", (True,)),))
    space = SearchSpace((Bool("root"), middle, child(Condition("middle", (True,)))))
    with pytest.raises(FixedError) as caught:
        Region(space, {"root": False, "child": 0.5})
    assert caught.value.path == ("child",)


def test_two_children_that_need_different_parents_are_refused() -> None:
    one = Float("one", 0, 1, conditions=(Condition("on", (True,)),))
    other = Float("other", 0, 1, conditions=(Condition("on", (False,)),))
    with pytest.raises(FixedError) as caught:
        Region(SearchSpace((Bool("on"), one, other)), {"one": 0.5, "other": 0.5})
    assert caught.value.path == ("other",)


# Confined places


def test_uniform_places_are_spread_evenly_over_the_intervals() -> None:
    u = confined(np.array([0.0, 0.25, 0.75, 1.0]), np.array([[0.1, 0.2], [0.6, 0.7]]), None)
    assert_allclose(u, [0.1, 0.15, 0.65, 0.7], atol=1e-9)


def test_single_positions_get_equal_shares() -> None:
    points = np.array([[0.2, 0.2], [0.4, 0.4]])
    assert_array_equal(
        confined(np.array([0.0, 0.49, 0.51, 1.0]), points, None), [0.2, 0.2, 0.4, 0.4]
    )


def test_confined_places_follow_the_prior_within_the_intervals() -> None:
    density = Float("p", 0.0, 1.0, prior=NormalPrior(0.3, 0.1)).derived.density
    assert density is not None
    intervals = np.array([[0.0, 0.2], [0.3, 0.6]])
    u = np.sort(confined(EVEN, intervals, density))
    ends = density.shares(intervals)
    lengths = ends[:, 1] - ends[:, 0]
    assert_allclose((u <= 0.2).mean(), lengths[0] / lengths.sum(), atol=2e-3)
    inside = (density.shares(u[u >= 0.3]) - ends[1, 0]) / lengths[1]
    assert_allclose(inside, np.linspace(0.0, 1.0, len(inside)), atol=5e-3)
