"""Symbols as in `models.space.search_space`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.errors import ConfigurationError, SpaceError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    Ordinal,
    Region,
    SearchSpace,
    Value,
    enumerated,
    sample,
)
from models.space.search_space import MOST_ERRORS, OPERATIONS
from models.space.values import identity
from tests.models.space import spaces

DART = Condition("booster", ("dart",))
TREES = SearchSpace(
    (
        Categorical("booster", ("gbtree", "dart", "gblinear")),
        Float("eta", 0.001, 1.0, log=True, conditions=(Condition("booster", ("gbtree", "dart")),)),
        Int("rounds", 8, 4096, log=True),
        Float("subsample", 0.1, 1.0, step=0.05),
        Ordinal("width", (32, 64, 128, 256)),
        Bool("bias"),
        Float("drop", 0, 1, conditions=(DART,)),
        Categorical("mixed", (1, True, "1", None, 1.5)),
    )
)
DEFAULT: Configuration = {
    "booster": "gbtree",
    "eta": 0.3,
    "rounds": 100,
    "subsample": 0.15,
    "width": 64,
    "bias": False,
    "mixed": None,
}


def typed(configuration: Configuration) -> list[tuple[str, type, Value]]:
    """Return the values with their types, which Python's equality does not look at."""
    return [(name, type(value), value) for name, value in configuration.items()]


def errors_of(*configurations: Configuration) -> list[tuple[str | int, ...]]:
    return [error.path for error in TREES.encode_all(configurations).errors]


def change(**changes: Value) -> Configuration:
    return {**DEFAULT, **changes}


def without(name: str) -> Configuration:
    return {each: value for each, value in DEFAULT.items() if each != name}


def refilled(X: Array, places: Array) -> Array:
    """Return points as places, those of inactive parameters anywhere."""
    return np.where(np.isnan(X), places, X)


# The round trip


@given(st.data())
def test_every_configuration_at_any_place_survives_the_way_to_its_point_and_back(
    data: st.DataObject,
) -> None:
    space = data.draw(spaces.spaces())
    X = space.project(data.draw(spaces.places_in(space)))
    configurations = space.decode_all(X)
    again = space.encode_all(configurations)
    assert again.is_sound.all()
    assert_array_equal(again.X, X)
    assert [typed(each) for each in space.decode_all(again.X)] == [
        typed(each) for each in configurations
    ]


@given(spaces.spaces(), st.integers(0, 2**32))
def test_every_sampled_configuration_survives(space: SearchSpace, seed: int) -> None:
    X = sample(Region(space), 20, np.random.default_rng(seed)).X
    configurations = space.decode_all(X)
    again = space.encode_all(configurations)
    assert again.is_sound.all()
    assert_array_equal(again.X, X)


@given(spaces.spaces(small=True))
def test_every_listed_configuration_survives(space: SearchSpace) -> None:
    X = enumerated(Region(space))
    assert X is not None
    again = space.encode_all(space.decode_all(X))
    assert again.is_sound.all()
    assert_array_equal(again.X, X)


@pytest.mark.parametrize(
    "configuration",
    [
        DEFAULT,
        change(eta=0.001, rounds=8, subsample=0.1),
        change(eta=1.0, rounds=4096, subsample=1.0, width=256, bias=True),
        change(eta=3e-3, rounds=1000, subsample=0.95),
        change(booster="dart", drop=0.0),
        change(booster="dart", drop=0.125),
        change(mixed=True),
        change(mixed=1),
        change(mixed="1"),
        change(mixed=1.5),
    ],
)
def test_what_people_write_survives(configuration: Configuration) -> None:
    decoded = TREES.decode(TREES.encode(configuration))
    assert dict(typed_by_name(decoded)) == dict(typed_by_name(configuration))


def typed_by_name(configuration: Configuration) -> list[tuple[str, tuple[type, Value]]]:
    return [(name, (kind, value)) for name, kind, value in typed(configuration)]


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        (Float("p", 0.1234567890123456, 9.876543210987654), [0.1234567890123456, 0.5, 9.8]),
        (Float("p", 1e-300, 1e300, log=True), [1e-300, 2.5e-200, 0.3, 1.0, 7e299, 1e300]),
        (Float("p", -1e308, 1e308), [-1e308, -2.5e307, 0.0, 1e308]),
        (Float("p", 5e-324, 1.0, log=True), [5e-324, 1e-310, 1e-5, 1.0]),
        (Float("p", 0.1, 1.0, step=0.05), [0.1, 0.15, 0.3, 0.35, 0.7, 1.0]),
        (Float("p", 0.0, 1.0, step=0.1), [0.0, 0.3, 0.6, 0.7, 1.0]),
        (Float("p", 0.0, 1.0, step=1 / 3), [0.0, 1 / 3, 2 / 3, 1.0]),
        (Float("p", 0.05, 0.95, step=0.05, log=True), [0.05, 0.1, 0.15, 0.9, 0.95]),
        (Int("p", 1, 10**12, log=True), [1, 2, 3, 999_999_999_999, 10**12, 123_456_789_012]),
        (Int("p", -(10**12), 10**12), [-(10**12), -1, 0, 1, 10**12]),
        (Int("p", 0, 10**12, step=3), [0, 3, 999_999_999_999]),
    ],
)
def test_written_values_of_extreme_parameters_survive(
    parameter: Float | Int, values: list[Value]
) -> None:
    space = SearchSpace((parameter,))
    decoded = [space.decode(space.encode({"p": value})) for value in values]
    assert [typed(each) for each in decoded] == [typed({"p": value}) for value in values]


def test_a_configuration_lists_its_values_in_the_order_of_the_space() -> None:
    backwards = dict(reversed(list(DEFAULT.items())))
    assert list(TREES.decode(TREES.encode(backwards))) == list(DEFAULT)


# Points


@given(st.data())
def test_points_are_in_the_unit_cube_or_inactive(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces())
    X = space.project(data.draw(spaces.places_in(space)))
    assert (np.isnan(X) | ((X >= 0.0) & (X <= 1.0))).all()


@given(st.data())
def test_a_point_is_projected_onto_itself(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces())
    X = space.project(data.draw(spaces.places_in(space)))
    anywhere = refilled(X, data.draw(spaces.places_in(space)))
    assert_array_equal(space.project(anywhere), X)


@given(st.data())
def test_numbers_at_places_are_those_of_their_points(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces())
    W = data.draw(spaces.places_in(space))
    assert_array_equal(space.numbers_at(W), space.numbers(space.project(W)))


def test_effort_grows_with_parameters_and_rules() -> None:
    few, many = ("eta < 1",), tuple(f"eta * rounds + subsample < {i}" for i in range(100))
    efforts = [SearchSpace(TREES.parameters, each).effort for each in ((), few, many)]
    # Each of these is made of three names, one number and three operations.
    assert efforts == [8, 8, 8 + 700 // OPERATIONS]


def test_places_outside_the_cube_are_projected_onto_its_faces() -> None:
    space = SearchSpace((Float("p", 2.0, 3.0), Int("q", 1, 4)))
    N = space.numbers(space.project(np.array([[-5.0, 7.0], [7.0, -5.0]])))
    assert_array_equal(N, [[2.0, 4.0], [3.0, 1.0]])


@given(st.data())
def test_keys_are_equal_just_where_configurations_are(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces(most=3))
    X = space.project(np.round(data.draw(spaces.places_in(space, 12)), 1))
    configurations = [spaces.frozen(space.decode(x)) for x in X]
    classes = dict(zip(configurations, space.keys(X), strict=True))
    assert [classes[each] for each in configurations] == space.keys(X)
    assert len(set(classes.values())) == len(classes)


def test_zero_has_one_key_whatever_its_sign() -> None:
    space = SearchSpace((Float("p", -0.0, 1.0),))
    one, other = space.encode({"p": 0.0}), space.encode({"p": -0.0})
    assert len(set(space.keys(np.vstack([one, other])))) == 1


def test_the_empty_place_of_an_inactive_parameter_is_no_value() -> None:
    space = SearchSpace((Bool("on"), Float("p", 0.0, 1.0, conditions=(Condition("on", (True,)),))))
    X = space.project(np.array([[0.0, 0.0], [1.0, 0.0]]))
    assert space.decode_all(X) == [{"on": False}, {"on": True, "p": 0.0}]


def test_a_numbers_digits_beyond_the_twelfth_are_not_part_of_a_point() -> None:
    space = SearchSpace((Float("p", 0.0, 1.0),))
    encoded = space.encode_all([{"p": 0.37454011884736254}, {"p": 0.374540118847}])
    assert len(set(space.keys(encoded.X))) == 1


# Conditions see what a point has


def test_a_parent_given_with_a_rounding_error_opens_the_gate_of_its_step() -> None:
    parent = Float("parent", 0.1, 1.0, step=0.05)
    child = Bool("child", conditions=(Condition("parent", (0.15,)),))
    space = SearchSpace((parent, child))
    x = space.encode({"parent": 0.15000000000000002, "child": True})
    assert space.decode(x) == {"parent": 0.15, "child": True}


def test_a_parent_with_many_digits_opens_the_gate_of_a_condition_with_as_many() -> None:
    child = Bool("child", conditions=(Condition("parent", (0.37454011884736254,)),))
    space = SearchSpace((Float("parent", 0.0, 1.0), child))
    x = space.encode({"parent": 0.37454011884736254, "child": True})
    assert space.decode(x) == {"parent": 0.374540118847, "child": True}


def test_a_deep_tree_is_encoded_to_its_last_leaf() -> None:
    levels = [Bool(f"b{i}", conditions=(Condition(f"b{i - 1}", (True,)),)) for i in range(1, 40)]
    space = SearchSpace((*levels[::-1], Bool("b0")))
    configuration: Configuration = {f"b{i}": True for i in range(39, -1, -1)}
    assert space.decode(space.encode(configuration)) == configuration


# What does not belong


@pytest.mark.parametrize(
    ("configuration", "names"),
    [
        (without("rounds"), ["rounds"]),
        (without("eta"), ["eta"]),
        (change(drop=0.1), ["drop"]),
        (change(booster="dart"), ["drop"]),
        (change(booster="gblinear"), ["eta"]),
        (change(rounds=5000), ["rounds"]),
        (change(rounds=100.5), ["rounds"]),
        (change(subsample=0.125), ["subsample"]),
        (change(mixed=0), ["mixed"]),
        (change(bias=0), ["bias"]),
        (change(depth=3), ["depth"]),
        (change(rounds=5000, width=33), ["rounds", "width"]),
        ({}, ["booster", "rounds", "subsample", "width", "bias", "mixed"]),
    ],
)
def test_an_error_names_each_parameter_at_fault(
    configuration: Configuration, names: list[str]
) -> None:
    assert errors_of(configuration) == [(0, "parameters", name) for name in names]


def test_a_missing_parent_is_named_instead_of_its_children() -> None:
    assert errors_of(without("booster")) == [(0, "parameters", "booster")]


def test_errors_name_the_configuration_by_its_index() -> None:
    assert errors_of(DEFAULT, change(rounds=1), DEFAULT, change(width=1)) == [
        (1, "parameters", "rounds"),
        (3, "parameters", "width"),
    ]


def test_sound_configurations_are_encoded_beside_faulty_ones() -> None:
    encoded = TREES.encode_all([change(rounds=1), DEFAULT])
    assert_array_equal(encoded.X[1], TREES.encode(DEFAULT))


def test_errors_come_in_the_order_of_the_configurations_whatever_their_kind() -> None:
    assert errors_of(without("rounds"), change(width=1), without("bias")) == [
        (0, "parameters", "rounds"),
        (1, "parameters", "width"),
        (2, "parameters", "bias"),
    ]


def test_every_faulty_configuration_is_known_beyond_the_errors_that_are_told() -> None:
    unknown: Configuration = {f"unknown{i}": 1 for i in range(MOST_ERRORS)}
    kinds = [DEFAULT, change(width=1), {**DEFAULT, **unknown}, without("bias"), DEFAULT]
    encoded = TREES.encode_all(kinds * MOST_ERRORS)
    assert_array_equal(encoded.is_sound, [True, False, False, False, True] * MOST_ERRORS)
    assert [error.path for error in encoded.errors] == [
        (1, "parameters", "width"),
        *((2, "parameters", name) for name in list(unknown)[: MOST_ERRORS - 1]),
    ]


def test_the_first_errors_are_told_also_where_kinds_alternate() -> None:
    encoded = TREES.encode_all([without("rounds"), change(width=1)] * MOST_ERRORS)
    assert [error.path[0] for error in encoded.errors] == list(range(MOST_ERRORS))


def test_encoding_one_faulty_configuration_raises_its_first_error() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TREES.encode(change(rounds=5000, width=33))
    assert caught.value.name == "rounds"


def test_no_configurations_are_no_points() -> None:
    encoded = TREES.encode_all([])
    assert encoded.X.shape == (0, 8)
    assert not encoded.errors


# The space itself


def test_a_space_without_parameters_is_refused() -> None:
    with pytest.raises(SpaceError) as caught:
        SearchSpace(())
    assert caught.value.path == ("parameters",)


def test_a_name_given_twice_is_refused_the_second_time() -> None:
    with pytest.raises(SpaceError) as caught:
        SearchSpace((Bool("a"), Bool("b"), Float("a", 0, 1)))
    assert caught.value.path == ("parameters", 2, "name")


def test_counts_are_infinite_where_values_are_continuous() -> None:
    assert_array_equal(TREES.counts, [3, np.inf, 4089, 19, 4, 2, np.inf, 5])
    assert not TREES.is_finite


@given(spaces.spaces(small=True))
def test_a_space_of_listed_values_is_finite(space: SearchSpace) -> None:
    assert space.is_finite


def test_ancestors_are_all_on_which_activity_depends() -> None:
    on_a, on_b = Condition("a", (True,)), Condition("b", (True,))
    leaf = Bool("c", conditions=(on_b,))
    space = SearchSpace((leaf, Bool("b", conditions=(on_a,)), Bool("a"), Bool("other")))
    assert space.with_ancestors([0]) == [0, 1, 2]
    assert space.with_ancestors([3]) == [3]
    assert space.with_ancestors([]) == []


def test_no_rules_are_never_violated() -> None:
    assert_array_equal(TREES.violation(TREES.project(np.full((3, 8), 0.5))), np.zeros(3))


def test_values_differ_just_if_their_identities_do() -> None:
    values = TREES.parameters[7]
    assert isinstance(values, Categorical)
    points = {TREES.encode(change(mixed=value))[7] for value in values.values}
    assert len(points) == len({identity(value) for value in values.values}) == 5


# Sizes at the limits


def test_five_hundred_parameters_and_a_thousand_values_are_encoded_exactly(
    rng: np.random.Generator,
) -> None:
    many = (Float(f"p{j}", 1e-3, 1.0, log=True) for j in range(499))
    space = SearchSpace((*many, Categorical("big", tuple(range(1000)))))
    X = space.project(rng.random((50, 500)))
    again = space.encode_all(space.decode_all(X))
    assert again.is_sound.all()
    assert_array_equal(again.X, X)
