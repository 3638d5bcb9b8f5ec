"""Symbols as in `models.space.region`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from models.arrays import Array
from models.errors import FixedError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    NormalPrior,
    Region,
    SearchSpace,
    Value,
    WeightsPrior,
)
from tests.models.space import spaces

DART = Condition("booster", ("dart",))
SPACE = SearchSpace(
    (
        Categorical("booster", ("gbtree", "dart", "gblinear")),
        Float("eta", 0.001, 1.0, log=True),
        Int("rounds", 1, 100),
        Float("drop", 0.0, 1.0, conditions=(DART,)),
        Bool("bias"),
    ),
    ("eta * rounds <= 10",),
    ({"booster": "gblinear", "bias": False},),
)


def point(**configuration: Value) -> Configuration:
    return {"booster": "gbtree", "eta": 0.1, "rounds": 10, "bias": True, **configuration}


def is_feasible(region: Region, configuration: Configuration) -> bool:
    return bool(region.contains(region.space.encode(configuration)[np.newaxis])[0])


@given(st.data())
def test_the_shortfall_of_a_place_is_the_violation_of_its_point(data: st.DataObject) -> None:
    W = data.draw(spaces.places_in(SPACE))
    fixed: Configuration = data.draw(st.sampled_from([{}, {"drop": 0.5}, {"rounds": 100}]))
    region = Region(SPACE, fixed)
    assert_array_equal(region.shortfall(W), region.violation(region.project(W)))


# Fixed values


@pytest.mark.parametrize(
    ("fixed", "name"),
    [
        ({"eta": 2.0}, "eta"),
        ({"rounds": "10"}, "rounds"),
        ({"depth": 3}, "depth"),
        ({"bias": 1}, "bias"),
    ],
)
def test_a_fixed_value_that_no_parameter_has_is_refused(fixed: Configuration, name: str) -> None:
    with pytest.raises(FixedError) as caught:
        Region(SPACE, fixed)
    assert caught.value.path == (name,)


@given(spaces.places_in(SPACE))
def test_projected_points_have_the_fixed_values(W: Array) -> None:
    region = Region(SPACE, {"rounds": 7, "bias": True})
    decoded = [region.decode(x) for x in region.project(W)]
    assert {(each["rounds"], each["bias"]) for each in decoded} == {(7, True)}


def test_projecting_leaves_the_places_as_they_were() -> None:
    W = np.full((2, 5), 0.25)
    Region(SPACE, {"rounds": 7}).project(W)
    assert_array_equal(W, np.full((2, 5), 0.25))


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [("eta", 0.37454011884736255, "0.37454011884736255"), ("eta", 1, "1.0"), ("rounds", 2.0, "2")],
)
def test_fixed_values_come_back_with_every_digit_as_their_parameter_writes_them(
    name: str, given: Value, expected: str
) -> None:
    region = Region(SPACE, {name: given})
    again = region.decode(region.project(np.full((1, 5), 0.5))[0])[name]
    assert repr(again) == expected


def test_a_fixed_value_that_is_inactive_is_absent_and_infeasible() -> None:
    region = Region(SPACE, {"drop": 0.5})
    X = region.project(np.array([[0.0, 0.0, 0.0, 0.0, 1.0]]))
    assert "drop" not in region.decode(X[0])
    assert_array_equal(region.violation(X), [1.0])


# What is feasible


def test_a_point_that_breaks_no_rule_is_feasible() -> None:
    assert is_feasible(Region(SPACE), point())


@pytest.mark.parametrize(
    "change", [{"rounds": 100, "eta": 0.5}, {"booster": "gblinear", "bias": False}]
)
def test_a_point_that_breaks_a_rule_is_not(change: Configuration) -> None:
    assert not is_feasible(Region(SPACE), point(**change))


def test_violations_of_rules_and_of_fixed_values_add_up() -> None:
    region = Region(SPACE, {"drop": 0.5})
    X = SPACE.encode(point(booster="gblinear", bias=False, eta=1.0, rounds=12))[np.newaxis]
    assert_allclose(region.violation(X), [2.0 + 1.0 + 1.0])


def test_only_feasible_points_are_left() -> None:
    X = Region(SPACE).feasible(np.array([[0.0, 0.0, 0.5, 0.5, 0.5], [0.0, 1.0, 1.0, 0.5, 0.5]]))
    assert_array_equal(X, SPACE.project(np.array([[0.0, 0.0, 0.5, 0.5, 0.5]])))


# The core


def test_the_core_is_what_rules_and_fixed_values_are_about_with_its_parents() -> None:
    region = Region(SearchSpace(SPACE.parameters, ("rounds <= 50",)), {"drop": 0.5})
    assert region.involved == (0, 2, 3)
    assert [each.name for each in region.core.space.parameters] == ["booster", "rounds", "drop"]


def test_a_region_without_rules_and_fixed_values_has_nothing_to_look_at() -> None:
    region = Region(SearchSpace(SPACE.parameters))
    assert region.involved == ()
    assert region.core is region


def test_a_region_that_is_all_core_is_its_own() -> None:
    region = Region(SearchSpace((Int("a", 0, 3), Int("b", 0, 3)), ("a < b",)))
    assert region.core is region


@given(st.data())
def test_the_core_is_feasible_just_where_the_region_is(data: st.DataObject) -> None:
    region = Region(SearchSpace(SPACE.parameters, ("eta * rounds <= 1",)), {"drop": 0.5})
    W = data.draw(spaces.places_in(SPACE))
    expected = region.contains(region.project(W))
    core = region.core
    assert_array_equal(core.contains(core.project(W[:, region.involved])), expected)


# Priors


def test_without_priors_and_fixed_values_places_stay() -> None:
    W = np.random.default_rng(1).random((5, 5))
    assert_array_equal(Region(SPACE).warped(W), W)


def test_warped_places_have_the_prior_of_each_parameter() -> None:
    prior = NormalPrior(0.2, 0.05)
    space = SearchSpace((Float("a", 0, 1, prior=prior), Float("b", 0, 1)))
    W = Region(space).warped(np.array([[0.5, 0.5], [0.9, 0.9]]))
    density = space.parameters[0].derived.density
    assert density is not None
    assert_array_equal(W[:, 0], density.quantiles(np.array([0.5, 0.9])))
    assert_array_equal(W[:, 1], [0.5, 0.9])


def test_the_log_prior_sums_over_active_parameters() -> None:
    weights = WeightsPrior((1.0, 3.0))
    on = Condition("on", (True,))
    space = SearchSpace((Bool("on", prior=weights), Bool("p", prior=weights, conditions=(on,))))
    X = space.project(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]))
    likely, unlikely = 0.25 + 0.75 * 1.5, 0.25 + 0.75 * 0.5
    expected = np.log([unlikely, likely * unlikely, likely * likely])
    assert_allclose(Region(space).log_prior(X), expected)


def test_without_priors_the_log_prior_is_zero() -> None:
    region = Region(SPACE)
    assert_array_equal(region.log_prior(region.project(np.full((2, 5), 0.5))), [0.0, 0.0])


# How likely points are


def test_masses_of_listed_points_are_in_proportion_to_the_places_that_lead_there() -> None:
    parent = Int("a", 1, 3, log=True)
    on = Condition("a", (1, 2))
    child = Bool("b", prior=WeightsPrior((1, 3)), conditions=(on,))
    space = SearchSpace((parent, child))
    region = Region(space)
    rng = np.random.default_rng(20261124)
    X = region.project(region.warped(rng.random((100_000, 2))))
    points, counts = np.unique(np.nan_to_num(X, nan=-1.0), axis=0, return_counts=True)
    masses = region.masses(np.where(points < 0.0, np.nan, points))
    shares = masses / masses.sum()
    standard_error = np.sqrt(shares * (1.0 - shares) / len(X))
    assert (np.abs(counts / len(X) - shares) < 4.0 * standard_error).all()


def test_a_fixed_value_weighs_nothing() -> None:
    space = SearchSpace((Bool("a", prior=WeightsPrior((1, 9))), Int("b", 0, 1)))
    region = Region(space, {"a": False})
    X = region.project(np.array([[0.0, 0.0], [0.0, 1.0]]))
    assert_array_equal(region.masses(X), [1.0, 1.0])
