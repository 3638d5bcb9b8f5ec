"""Symbols as in `models.space.trend`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime

from models.arrays import Array
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Embedding,
    Float,
    Region,
    SearchSpace,
    sample,
)
from tests.models.space import spaces

SPACE = SearchSpace(
    (
        Float("plain", 0.0, 1.0),
        Categorical("kind", ("a", "b", "c")),
        Bool("on"),
        Float("arc", 0.0, 1.0, conditions=(Condition("on", (True,)),)),
    )
)
TREND = Embedding(SPACE).trend
OFF: Configuration = {"plain": 0.25, "kind": "b", "on": False}
ACTIVE: Configuration = {**OFF, "on": True, "arc": 1.0}


def features(configuration: Configuration) -> Array:
    """Return the features of one configuration, times sqrt(d)."""
    return np.asarray(2.0 * TREND.features(SPACE.encode(configuration)[np.newaxis])[0])


def test_slopes_come_first_then_bends_levels_and_values() -> None:
    slopes, bends = [-0.5 * math.sqrt(3.0), math.sqrt(3.0)], [-0.0625, 0.5]
    expected = [*slopes, *(math.sqrt(5.0) * np.array(bends)), math.sqrt(0.75), 0, 1, 0, 0, 1]
    assert_allclose(features(ACTIVE), expected)


def test_what_is_inactive_has_no_slope_no_bend_and_no_level() -> None:
    assert_array_equal(features(OFF)[[1, 3, 4]], [0.0, 0.0, 0.0])


def test_slope_and_bend_are_orthogonal_over_the_range() -> None:
    trend = Embedding(SearchSpace((Float("x", 0, 1),))).trend
    F = trend.features(np.linspace(0.0, 1.0, 10_001)[:, np.newaxis])
    # The error of the sum is of the order of the step.
    assert_allclose(F.mean(axis=0), 0.0, atol=1e-3)
    assert_allclose(F.T @ F / len(F), [[1.0, 0.0], [0.0, 0.25]], atol=1e-3)


@pytest.mark.parametrize("d", [1, 4, 50])
def test_the_variance_of_the_trend_is_about_one_in_spaces_of_any_size(d: int) -> None:
    space = SearchSpace(tuple(Float(f"x{j}", 0, 1) for j in range(d)))
    X = sample(Region(space), 2_000, np.random.default_rng(0)).X
    variance = (Embedding(space).trend.features(X) ** 2).sum(axis=1)
    # Slope and bend of one parameter vary by less than 1.5; 4 standard errors.
    assert variance.mean() == pytest.approx(1.25, abs=4.0 * 1.5 / math.sqrt(2_000 * d))


def test_a_pulled_back_gradient_is_that_of_finite_differences(rng: np.random.Generator) -> None:
    x = SPACE.encode({**ACTIVE, "arc": 0.7})
    weights = rng.normal(size=10)

    def value(u: Array) -> float:
        y = x.copy()
        y[[0, 3]] = u
        return float(np.sum(weights * TREND.features(y[np.newaxis])[0]))

    pulled = np.ravel(TREND.pull_back(x[np.newaxis], weights[np.newaxis]))
    # The error of forward differences: half the step times the curvature.
    assert_allclose(pulled[[0, 3]], approx_fprime(x[[0, 3]], value, 1e-7), atol=1e-5)
    assert_array_equal(pulled[[1, 2]], [0.0, 0.0])


def test_an_inactive_parameter_has_no_gradient() -> None:
    x = SPACE.encode(OFF)[np.newaxis]
    assert TREND.pull_back(x, np.ones((1, 10)))[0, 3] == 0.0


@given(st.data())
def test_features_stand_beside_the_columns_of_an_embedding(data: st.DataObject) -> None:
    space = data.draw(spaces.spaces())
    X = space.project(data.draw(spaces.places_in(space)))
    plain, Z = Embedding(space), Embedding(space, has_trend=True).embed(X)
    assert_array_equal(Z, np.hstack([plain.embed(X), plain.trend.features(X)]))
    assert np.isfinite(Z).all()


def test_gradients_of_columns_and_features_add_up(rng: np.random.Generator) -> None:
    x = SPACE.encode({**ACTIVE, "arc": 0.3})[np.newaxis]
    plain, embedding = Embedding(SPACE), Embedding(SPACE, has_trend=True)
    gradient = rng.normal(size=embedding.embed(x).shape)
    p = len(plain.groups)
    expected = plain.pull_back(x, gradient[:, :p]) + TREND.pull_back(x, gradient[:, p:])
    assert_array_equal(embedding.pull_back(x, gradient), expected)


def test_no_points_have_no_features() -> None:
    assert TREND.features(np.empty((0, SPACE.d))).shape == (0, 10)
