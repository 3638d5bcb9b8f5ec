"""Symbols as in `models.space.embedding`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime

from models.arrays import Array
from models.kernels import in_length_scales, matern52, squared_distances
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Embedding,
    Float,
    Int,
    Ordinal,
    Region,
    SearchSpace,
    sample,
)
from tests.models.space import spaces

ON = Condition("on", (True,))
SPACE = SearchSpace(
    (
        Float("plain", 0.0, 1.0),
        Categorical("kind", ("a", "b", "c")),
        Bool("on"),
        Float("arc", 0.0, 1.0, conditions=(ON,)),
        Categorical("tail", (1, 2), conditions=(ON,)),
        Ordinal("rank", (10, 20, 40)),
    )
)
EMBEDDING = Embedding(SPACE)
OFF: Configuration = {"plain": 0.25, "kind": "a", "on": False, "rank": 10}
ACTIVE: Configuration = {**OFF, "on": True, "arc": 0.5, "tail": 1}


def own(configuration: Configuration, name: str) -> Array:
    """Return the columns of one parameter."""
    z = EMBEDDING.embed(SPACE.encode(configuration)[np.newaxis])[0]
    return np.asarray(z[EMBEDDING.groups == SPACE.column(name)])


def distance(name: str, one: Configuration, other: Configuration) -> float:
    return float(np.linalg.norm(own(one, name) - own(other, name)))


def kernel_of(space: SearchSpace, X: Array, scale: float) -> Array:
    embedding = Embedding(space)
    Z = in_length_scales(embedding.embed(X), np.full(space.d, scale), embedding.groups)
    return matern52(squared_distances(Z, Z))


# The columns


def test_columns_belong_to_their_parameters() -> None:
    assert_array_equal(EMBEDDING.groups, [0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5])


def test_an_ordered_parameter_is_its_own_column() -> None:
    assert_array_equal(own(ACTIVE, "plain"), [0.25])


def test_a_parameter_that_may_be_inactive_is_an_arc() -> None:
    assert_allclose(own(ACTIVE, "arc"), [math.sin(0.5), math.cos(0.5)])


def test_what_is_inactive_is_the_origin() -> None:
    assert_array_equal(own(OFF, "arc"), [0.0, 0.0])
    assert_array_equal(own(OFF, "tail"), [0.0, 0.0])


# Distances


@pytest.mark.parametrize("other", ["b", "c"])
def test_any_two_unordered_values_are_at_distance_one(other: str) -> None:
    assert_allclose(distance("kind", OFF, {**OFF, "kind": other}), 1.0)


@pytest.mark.parametrize("value", [1, 2])
def test_an_unordered_value_is_at_the_same_distance_from_inactive(value: int) -> None:
    assert_allclose(distance("tail", OFF, {**ACTIVE, "tail": value}), math.sqrt(0.5))


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_an_ordered_value_is_at_distance_one_from_inactive(value: float) -> None:
    assert_allclose(distance("arc", OFF, {**ACTIVE, "arc": value}), 1.0)


@pytest.mark.parametrize(("one", "other"), [(0.0, 0.1), (0.0, 1.0), (0.3, 0.8)])
def test_two_values_on_an_arc_are_at_the_distance_of_their_chord(one: float, other: float) -> None:
    chord = 2.0 * math.sin(0.5 * (other - one))
    assert_allclose(distance("arc", {**ACTIVE, "arc": one}, {**ACTIVE, "arc": other}), chord)


def test_a_chord_is_about_the_difference() -> None:
    differences = np.linspace(0.01, 1.0, 50)
    assert_allclose(2.0 * np.sin(0.5 * differences), differences, rtol=0.05)


@pytest.mark.parametrize(("one", "other", "steps"), [(10, 20, 1), (20, 40, 1), (10, 40, 2)])
def test_ordered_values_are_apart_by_their_steps(one: int, other: int, steps: int) -> None:
    assert_allclose(distance("rank", {**OFF, "rank": one}, {**OFF, "rank": other}), steps / 3.0)


@given(st.data())
def test_different_configurations_are_apart(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces())
    X = space.project(data.draw(spaces.places_in(space)))
    Z = Embedding(space).embed(X)
    assert len(np.unique(Z, axis=0)) == len(np.unique(np.nan_to_num(X, nan=-1.0), axis=0))


# Kernels


@given(spaces.spaces(), st.integers(0, 2**32), st.sampled_from([0.05, 0.5, 5.0]))
def test_kernel_matrices_of_conditional_points_are_positive_semidefinite(
    space: SearchSpace, seed: int, scale: float
) -> None:
    X = sample(Region(space), 30, np.random.default_rng(seed)).X
    assert np.linalg.eigvalsh(kernel_of(space, X, scale)).min() > -1e-10


# Gradients


def test_a_pulled_back_gradient_is_that_of_finite_differences(rng: np.random.Generator) -> None:
    weights = rng.normal(size=len(EMBEDDING.groups))
    x = SPACE.encode(ACTIVE)

    def utility(u: Array) -> float:
        y = x.copy()
        y[[0, 3, 5]] = u
        return float(np.sum(weights * EMBEDDING.embed(y[np.newaxis])[0] ** 2))

    Z = EMBEDDING.embed(x[np.newaxis])
    pulled = EMBEDDING.pull_back(x[np.newaxis], 2.0 * weights * Z)[0]
    numerical = approx_fprime(x[[0, 3, 5]], utility, 1e-7)
    # The error of forward differences: half the step times the curvature.
    assert_allclose(pulled[[0, 3, 5]], numerical, atol=1e-5)


def test_unordered_and_inactive_parameters_have_no_gradient() -> None:
    x = SPACE.encode(OFF)[np.newaxis]
    pulled = EMBEDDING.pull_back(x, np.ones((1, len(EMBEDDING.groups))))[0]
    assert_array_equal(pulled, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0])


def test_a_space_without_conditions_pulls_back_what_it_is_given() -> None:
    space = SearchSpace((Float("a", 0, 1), Int("b", 0, 9)))
    gradient = np.array([[1.5, -2.0]])
    assert_array_equal(Embedding(space).pull_back(np.full((1, 2), 0.5), gradient), gradient)


def test_no_points_are_embedded_as_none() -> None:
    assert EMBEDDING.embed(np.empty((0, SPACE.d))).shape == (0, 11)
