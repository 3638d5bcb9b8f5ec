"""Symbols as in `models.kernels`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from scipy.spatial.distance import cdist
from sklearn.gaussian_process.kernels import Matern

from models.arrays import Array
from models.kernels import (
    in_length_scales,
    matern52,
    matern52_with_slope,
    squared_distances,
)

clouds = arrays(np.float64, (7, 3), elements=st.floats(-5.0, 5.0))
squares = arrays(np.float64, (9,), elements=st.floats(0.0, 1e4))


def test_columns_of_one_group_are_measured_with_one_length_scale() -> None:
    Z = np.array([[1.0, 2.0, 3.0]])
    U = in_length_scales(Z, np.array([0.5, 2.0]), np.array([0, 1, 0]))
    assert_array_equal(U, [[2.0, 1.0, 6.0]])


def test_the_squared_distance_of_two_points_is_that_of_pythagoras() -> None:
    assert_allclose(squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])), [[25.0]])


@given(U=clouds, V=clouds)
def test_squared_distances_agree_with_scipy(U: Array, V: Array) -> None:
    assert_allclose(squared_distances(U, V), cdist(U, V, "sqeuclidean"), atol=1e-12)


def test_stacks_of_points_are_measured_each_for_itself(rng: np.random.Generator) -> None:
    U, V = rng.random((3, 4, 2)), rng.random((3, 5, 2))
    expected = [squared_distances(*pair) for pair in zip(U, V, strict=True)]
    assert_allclose(squared_distances(U, V), expected, atol=1e-15)


@given(U=clouds)
def test_squared_distances_are_never_negative(U: Array) -> None:
    assert squared_distances(U, U + 1e-9).min() >= 0.0


def test_the_covariance_at_distance_zero_is_one() -> None:
    assert_array_equal(matern52(np.zeros(1)), [1.0])


def test_the_covariance_at_distance_one_is_its_closed_form() -> None:
    root = math.sqrt(5.0)
    expected = (1.0 + root + 5.0 / 3.0) * math.exp(-root)
    assert_allclose(matern52(np.ones(1)), [expected], rtol=1e-15)


def test_the_covariance_agrees_with_scikit_learn(rng: np.random.Generator) -> None:
    X, Z, ell = rng.random((8, 4)), rng.random((6, 4)), np.array([0.1, 0.5, 2.0, 9.0])
    K = matern52(squared_distances(X / ell, Z / ell))
    assert_allclose(K, Matern(ell, nu=2.5)(X, Z), atol=1e-13)


@given(R=squares)
def test_the_covariance_lies_between_zero_and_one(R: Array) -> None:
    K = matern52(R)
    assert K.min() >= 0.0
    assert K.max() <= 1.0


@given(R=squares)
def test_the_covariance_falls_with_distance(R: Array) -> None:
    assert np.all(np.diff(matern52(np.sort(R))) <= 1e-15)


@given(U=clouds)
def test_the_covariance_of_any_points_is_positive_semidefinite(U: Array) -> None:
    # The tolerance is the rounding of 7 eigenvalues that sum to 7.
    assert np.linalg.eigvalsh(matern52(squared_distances(U, U))).min() > -1e-12


@given(U=clouds, shift=st.floats(-3.0, 3.0))
def test_the_covariance_does_not_change_when_all_points_move(U: Array, shift: float) -> None:
    moved = matern52(squared_distances(U + shift, U + shift))
    assert_allclose(moved, matern52(squared_distances(U, U)), atol=1e-11)


@pytest.mark.parametrize("R", [0.01, 0.5, 3.0, 40.0])
def test_the_slope_is_the_derivative_by_the_squared_distance(R: float) -> None:
    def covariance(r: Array) -> float:
        return float(matern52(r)[0])

    numerical = approx_fprime(np.array([R]), covariance, 1e-7)
    assert_allclose(matern52_with_slope(np.array([R]))[1], numerical, atol=1e-6)


def test_the_slope_at_distance_zero_is_finite() -> None:
    assert_allclose(matern52_with_slope(np.zeros(1))[1], [-5.0 / 6.0], rtol=1e-15)


def test_points_far_apart_are_independent_without_overflow() -> None:
    K, slope = matern52_with_slope(np.array([1e6, 1e100, 1e300]))
    assert_allclose(K, 0.0, atol=1e-300)
    assert_allclose(slope, 0.0, atol=1e-300)


def test_distances_are_not_altered_by_the_kernel() -> None:
    R = np.array([0.5, 2.0])
    matern52_with_slope(R)
    assert_array_equal(R, [0.5, 2.0])
