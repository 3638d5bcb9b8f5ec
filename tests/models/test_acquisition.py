"""Symbols as in `models.acquisition`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.stats import norm

from models.acquisition import (
    ERFCX_BELOW,
    SERIES_BELOW,
    expected_improvement,
    log_expected_improvement,
    log_expected_improvement_with_gradient,
    probability_of_improvement,
)
from models.arrays import Array

means = st.floats(-5.0, 5.0)
stds = st.floats(0.01, 10.0)

# z, ln h(z) and Phi(z) / h(z), computed with 80 digits of precision by mpmath.
PRECISE = np.array(
    [
        [10.0, 2.3025850929940457, 0.1],
        [2.0, 0.69738354578822831, 0.48655931878528387],
        [0.0, -0.91893853320467274, 1.2533141373155003],
        [-1.0, -2.4851210257126413, 1.9042712333296918],
        [-5.0, -16.744301162660990, 5.3618162412880885],
        [-40.0, -808.29856835661996, 40.049906657648518],
        [-80.0, -3209.6834602964676, 80.024988294047679],
        [-200.0, -20011.515648259739, 200.00999925013122],
        [-1000.0, -500014.73445209116, 1000.001999994],
    ]
)
Z, LN_H, PHI_OVER_H = PRECISE.T
ONES = np.ones_like(Z)

# Means from where an improvement is certain to where it is hopeless.
WIDE = np.concatenate([-np.logspace(10.0, -10.0, 201), [0.0], np.logspace(-10.0, 10.0, 201)])


def one(x: float) -> Array:
    return np.array([x])


# Closed forms


def test_a_mean_at_the_best_promises_the_density_of_the_normal_at_zero() -> None:
    assert_allclose(expected_improvement(one(3.0), one(2.0), 3.0), 2.0 / math.sqrt(2.0 * math.pi))


def test_a_certain_improvement_is_expected_in_full() -> None:
    assert_allclose(expected_improvement(one(1.0), one(0.0), 3.5), [2.5])


def test_a_certain_deterioration_promises_nothing() -> None:
    assert_array_equal(expected_improvement(one(3.5), one(0.0), 1.0), [0.0])


def test_a_mean_at_the_best_improves_with_even_chances() -> None:
    assert_array_equal(probability_of_improvement(one(3.0), one(2.0), 3.0), [0.5])


@pytest.mark.parametrize(("mean", "probability"), [(1.0, 1.0), (3.0, 0.0)])
def test_a_certain_value_improves_or_does_not(mean: float, probability: float) -> None:
    assert_array_equal(probability_of_improvement(one(mean), one(0.0), 2.0), [probability])


# Other libraries


@pytest.mark.parametrize(("mean", "std", "best"), [(1.0, 0.5, 0.8), (-2.0, 3.0, 0.0)])
def test_the_expected_improvement_is_the_integral_over_all_values(
    mean: float, std: float, best: float
) -> None:
    integral, error = quad(lambda f: (best - f) * norm.pdf(f, mean, std), mean - 12 * std, best)
    assert_allclose(expected_improvement(one(mean), one(std), best), integral, atol=10.0 * error)


@given(mean=means, std=stds)
def test_the_probability_of_improvement_agrees_with_scipy(mean: float, std: float) -> None:
    expected = norm.cdf(0.5, mean, std)
    assert_allclose(probability_of_improvement(one(mean), one(std), 0.5), expected, rtol=1e-10)


def test_the_log_expected_improvement_is_precise_in_all_regimes() -> None:
    assert_allclose(log_expected_improvement(-Z, ONES, 0.0), LN_H, rtol=1e-15)


def test_the_derivative_by_the_mean_is_precise_in_all_regimes() -> None:
    _, by_mean, _ = log_expected_improvement_with_gradient(-Z, ONES, 0.0)
    assert_allclose(by_mean, -PHI_OVER_H, rtol=2e-12)


@given(mean=means, std=stds)
def test_the_log_is_that_of_the_expected_improvement(mean: float, std: float) -> None:
    improvement = np.exp(log_expected_improvement(one(mean), one(std), 0.5))
    assert_allclose(expected_improvement(one(mean), one(std), 0.5), improvement, rtol=1e-9)


# Gradients


@pytest.mark.parametrize("mean", [-3.0, -0.2, 0.5, 1.8, 4.0, 40.0])
def test_the_derivatives_agree_with_finite_differences(mean: float) -> None:
    def utility(x: Array) -> float:
        return float(log_expected_improvement(x[:1], x[1:], 0.5)[0])

    _, by_mean, by_std = log_expected_improvement_with_gradient(one(mean), one(0.7), 0.5)
    numerical = approx_fprime(np.array([mean, 0.7]), utility, 1e-7)
    # The error of forward differences: half the step times a curvature of 3 z^2 / std^2.
    assert_allclose([by_mean[0], by_std[0]], numerical, rtol=1e-5, atol=1e-6)


def test_the_value_beside_the_derivatives_is_that_without_them() -> None:
    value, _, _ = log_expected_improvement_with_gradient(WIDE, np.ones_like(WIDE), 0.3)
    assert_array_equal(value, log_expected_improvement(WIDE, np.ones_like(WIDE), 0.3))


@given(mean=means, std=stds)
def test_the_derivatives_have_the_signs_of_their_meaning(mean: float, std: float) -> None:
    _, by_mean, by_std = log_expected_improvement_with_gradient(one(mean), one(std), 0.0)
    assert by_mean[0] < 0.0
    assert by_std[0] >= 0.0


# Invariants


@given(mean=means, std=stds, shift=means)
def test_a_shift_of_all_values_changes_nothing(mean: float, std: float, shift: float) -> None:
    moved = expected_improvement(one(mean + shift), one(std), 0.5 + shift)
    assert_allclose(moved, expected_improvement(one(mean), one(std), 0.5), rtol=1e-8, atol=1e-12)


@given(mean=means, std=stds, scale=st.floats(0.01, 100.0))
def test_the_expected_improvement_has_the_unit_of_the_values(
    mean: float, std: float, scale: float
) -> None:
    scaled = expected_improvement(one(mean * scale), one(std * scale), 0.5 * scale)
    assert_allclose(scaled, scale * expected_improvement(one(mean), one(std), 0.5), rtol=1e-8)


@given(mean=means, std=stds)
def test_the_expected_improvement_is_at_least_that_of_the_mean(mean: float, std: float) -> None:
    improvement = expected_improvement(one(mean), one(std), 0.5)[0]
    assert improvement >= max(0.5 - mean, 0.0) * (1.0 - 1e-12)


def test_every_regime_meets_the_next_without_a_step() -> None:
    bounds = np.array([ERFCX_BELOW, SERIES_BELOW])
    above = log_expected_improvement(-np.nextafter(bounds, 0.0), np.ones(2), 0.0)
    below = log_expected_improvement(-bounds, np.ones(2), 0.0)
    assert_allclose(above, below, rtol=1e-14)


# Extremes


@pytest.mark.parametrize("std", [1e-300, 1e-100, 1e-10, 1.0, 1e10, 1e100])
def test_from_hopeless_to_certain_everything_is_finite_and_monotone(std: float) -> None:
    stds = np.full_like(WIDE, std)
    value, by_mean, by_std = log_expected_improvement_with_gradient(WIDE, stds, 0.0)
    assert np.isfinite([value, by_mean, by_std]).all()
    assert (np.diff(value) <= 0.0).all()
    assert (np.diff(expected_improvement(WIDE, stds, 0.0)) <= 0.0).all()
    assert (np.diff(probability_of_improvement(WIDE, stds, 0.0)) <= 0.0).all()


@pytest.mark.parametrize("mean", [-1e10, -1.0, 0.0, 1.0, 1e10])
def test_more_doubt_never_promises_less(mean: float) -> None:
    stds = np.concatenate([[0.0], np.logspace(-300.0, 10.0, 400)])
    value = log_expected_improvement(np.full_like(stds, mean), stds, 0.0)
    assert np.isfinite(value).all()
    # The tolerance is the rounding of the value.
    assert (np.diff(value) >= -1e-15 * np.abs(value[1:]) - 1e-15).all()


def test_the_log_tells_hopeless_points_apart_where_the_improvement_underflows() -> None:
    hopeless = np.array([50.0, 51.0])
    assert_array_equal(expected_improvement(hopeless, np.ones(2), 0.0), [0.0, 0.0])
    assert np.diff(log_expected_improvement(hopeless, np.ones(2), 0.0))[0] < -50.0


def test_no_points_have_no_utility() -> None:
    assert expected_improvement(np.empty(0), np.empty(0), 0.0).shape == (0,)


# Simulation


@pytest.mark.parametrize(("mean", "std", "best"), [(0.3, 1.0, 0.0), (-1.0, 0.5, 0.2)])
def test_the_expected_improvement_is_the_average_improvement(
    rng: np.random.Generator, mean: float, std: float, best: float
) -> None:
    gain = np.maximum(best - rng.normal(mean, std, 200_000), 0.0)
    standard_error = gain.std() / math.sqrt(gain.size)
    value = expected_improvement(one(mean), one(std), best)
    assert_allclose(value, gain.mean(), atol=4.0 * standard_error)


@pytest.mark.parametrize(("mean", "std", "best"), [(0.3, 1.0, 0.0), (-1.0, 0.5, 0.2)])
def test_the_probability_of_improvement_is_the_share_of_improvements(
    rng: np.random.Generator, mean: float, std: float, best: float
) -> None:
    improved = rng.normal(mean, std, 200_000) < best
    standard_error = improved.std() / math.sqrt(improved.size)
    value = probability_of_improvement(one(mean), one(std), best)
    assert_allclose(value, improved.mean(), atol=4.0 * standard_error)
