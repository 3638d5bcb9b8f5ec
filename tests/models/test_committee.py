"""Symbols as in `models.committee`."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from sklearn.gaussian_process.kernels import Matern

from models.arrays import Array
from models.committee import VARIANCE_FLOOR, Committee
from models.gaussian_process import GaussianProcess
from models.observations import Hyperparameters, Observations
from tests.models.processes import (
    HYPERPARAMETERS,
    in_one_dimension,
    observed,
    predicted,
    predicted_with_gradient,
    scikit_learn,
    with_trend,
)


def several(rng: np.random.Generator, k: int) -> list[GaussianProcess]:
    """Return processes that have seen the same and assume different things."""
    observations = observed(rng)
    return [
        GaussianProcess.conditioned(
            observations, Hyperparameters(rng.uniform(0.2, 1.0, 2), *rng.uniform(0.05, 2.0, 2))
        )
        for _ in range(k)
    ]


def beside_trend(rng: np.random.Generator, k: int) -> list[GaussianProcess]:
    """Return such processes with a trend of two features."""
    observations = with_trend(rng)
    return [
        GaussianProcess.conditioned(
            observations, Hyperparameters(rng.uniform(0.2, 1.0, 2), *rng.uniform(0.05, 2.0, 3))
        )
        for _ in range(k)
    ]


def textbook(process: GaussianProcess, Z: Array) -> Array:
    """Return mean and variance of a process, (2, m); Rasmussen and Williams (2006), 2.25, 2.26."""
    told, assumed = process.observations, process.hyperparameters
    matern = Matern(assumed.length_scales[told.groups], nu=2.5)
    p = len(told.groups)

    def kernel(one: Array, other: Array) -> Array:
        trend = assumed.trend_variance * one[:, p:] @ other[:, p:].T
        return np.asarray(assumed.signal_variance * matern(one[:, :p], other[:, :p]) + trend)

    C = kernel(told.Z, told.Z) + np.diag(assumed.noise_variance + told.extra_noise)
    K = kernel(Z, told.Z)
    variance = np.diagonal(kernel(Z, Z)) - np.diagonal(K @ np.linalg.solve(C, K.T))
    return np.array([K @ np.linalg.solve(C, told.y), variance])


# Closed forms


def test_one_observation_predicts_its_closed_form() -> None:
    process = in_one_dimension([0.0], [2.0], noise=0.25, ell=1.0)
    k = (1.0 + math.sqrt(5.0) + 5.0 / 3.0) * math.exp(-math.sqrt(5.0))
    mean, variance = predicted(process, np.array([[1.0]]))
    assert_allclose(mean, [k / 1.25 * 2.0], rtol=1e-14)
    assert_allclose(variance, [1.0 - k**2 / 1.25], rtol=1e-14)


# Other libraries


def test_predictions_agree_with_scikit_learn(rng: np.random.Generator) -> None:
    observations, Z = observed(rng), rng.random((20, 3))
    mean, variance = predicted(GaussianProcess.conditioned(observations, HYPERPARAMETERS), Z)
    expected_mean, expected_std = scikit_learn(observations).predict(Z, return_std=True)
    assert_allclose(mean, expected_mean, atol=1e-12)
    assert_allclose(np.sqrt(variance), expected_std, atol=1e-12)


# Gradients


def test_the_gradients_of_mean_and_variance_agree_with_finite_differences(
    rng: np.random.Generator,
) -> None:
    process = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS)

    def mean_and_variance(z: Array) -> Array:
        return np.concatenate(predicted(process, z[np.newaxis]))

    z = rng.random(3)
    _, _, mean_gradient, variance_gradient = predicted_with_gradient(process, z[np.newaxis])
    numerical = approx_fprime(z, mean_and_variance, 1e-7)
    assert_allclose(np.vstack([mean_gradient, variance_gradient]), numerical, atol=1e-5)


def test_the_prediction_beside_the_gradients_is_that_without_them(
    rng: np.random.Generator,
) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    mean, variance, _, _ = predicted_with_gradient(process, Z)
    expected_mean, expected_variance = predicted(process, Z)
    assert_allclose(mean, expected_mean, atol=1e-14)
    assert_allclose(variance, expected_variance, atol=1e-14)


def test_the_gradients_of_a_batch_are_those_of_its_points(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    _, _, mean_gradient, variance_gradient = predicted_with_gradient(process, Z)
    _, _, one_mean_gradient, one_variance_gradient = predicted_with_gradient(process, Z[3:4])
    assert_allclose(mean_gradient[3:4], one_mean_gradient, atol=1e-13)
    assert_allclose(variance_gradient[3:4], one_variance_gradient, atol=1e-13)


def test_the_gradients_at_an_observation_are_finite() -> None:
    process = in_one_dimension([0.2, 0.7], [1.0, -1.0])
    _, _, mean_gradient, variance_gradient = predicted_with_gradient(process, np.array([[0.2]]))
    assert np.isfinite(mean_gradient).all()
    assert_allclose(variance_gradient, 0.0, atol=1e-4)


def test_the_variance_is_constant_where_it_is_floored() -> None:
    process = in_one_dimension([0.5], [1.0], noise=1e-14)
    _, variance, _, variance_gradient = predicted_with_gradient(process, np.array([[0.5 + 1e-9]]))
    assert_array_equal(variance, [VARIANCE_FLOOR])
    assert_array_equal(variance_gradient, [[0.0]])


# Invariants


def test_the_order_of_the_observations_does_not_matter(rng: np.random.Generator) -> None:
    old, Z, order = observed(rng), rng.random((5, 3)), rng.permutation(12)
    new = Observations(old.Z[order], old.y[order], old.groups, old.extra_noise[order])
    mean, variance = predicted(GaussianProcess.conditioned(old, HYPERPARAMETERS), Z)
    same_mean, same_variance = predicted(GaussianProcess.conditioned(new, HYPERPARAMETERS), Z)
    assert_allclose(same_mean, mean, atol=1e-12)
    assert_allclose(same_variance, variance, atol=1e-12)


def test_the_columns_of_a_group_can_be_exchanged(rng: np.random.Generator) -> None:
    old, Z = observed(rng), rng.random((5, 3))
    new = Observations(old.Z[:, [0, 2, 1]], old.y, old.groups, old.extra_noise)
    mean, _ = predicted(GaussianProcess.conditioned(old, HYPERPARAMETERS), Z)
    same, _ = predicted(GaussianProcess.conditioned(new, HYPERPARAMETERS), Z[:, [0, 2, 1]])
    assert_allclose(same, mean, atol=1e-12)


def test_the_mean_is_linear_in_the_values_and_the_variance_ignores_them(
    rng: np.random.Generator,
) -> None:
    old, Z = observed(rng), rng.random((5, 3))
    new = Observations(old.Z, -3.0 * old.y, old.groups, old.extra_noise)
    mean, variance = predicted(GaussianProcess.conditioned(old, HYPERPARAMETERS), Z)
    scaled_mean, same_variance = predicted(GaussianProcess.conditioned(new, HYPERPARAMETERS), Z)
    assert_allclose(scaled_mean, -3.0 * mean, atol=1e-12)
    assert_array_equal(same_variance, variance)


def test_with_hardly_any_noise_the_mean_interpolates() -> None:
    process = in_one_dimension([0.0, 0.4, 0.9], [1.0, -1.0, 0.5], noise=1e-10)
    mean, variance = predicted(process, np.array([[0.0], [0.4], [0.9]]))
    assert_allclose(mean, [1.0, -1.0, 0.5], atol=1e-7)
    assert_allclose(variance, 0.0, atol=1e-9)


def test_far_from_every_observation_the_prior_is_back() -> None:
    mean, variance = predicted(in_one_dimension([0.0, 1.0], [5.0, 5.0]), np.array([[1e3]]))
    assert_allclose(mean, [0.0], atol=1e-300)
    assert_array_equal(variance, [1.0])


@pytest.mark.parametrize(("extra_noise", "mean"), [(0.0, 1.0), (1.0, 0.5), (3.0, 0.25)])
def test_a_value_with_extra_noise_is_believed_less(extra_noise: float, mean: float) -> None:
    Z = np.array([[0.5]])
    observations = Observations(Z, np.ones(1), np.array([0]), np.array([extra_noise]))
    process = GaussianProcess.conditioned(observations, Hyperparameters(np.ones(1), 1.0, 1e-9))
    assert_allclose(predicted(process, Z)[0], [mean], rtol=1e-8)


# Several processes


@pytest.mark.parametrize("k", [1, 4])
def test_every_member_predicts_what_a_dense_solution_says(rng: np.random.Generator, k: int) -> None:
    members, Z = several(rng, k), rng.random((5, 3))
    mean, variance = Committee.of(members).predict(Z)
    expected = np.array([textbook(each, Z) for each in members])
    assert_allclose(mean, expected[:, 0], atol=1e-12)
    assert_allclose(variance, expected[:, 1], atol=1e-12)


@pytest.mark.parametrize("k", [1, 4])
def test_every_member_predicts_what_it_does_alone(rng: np.random.Generator, k: int) -> None:
    members, Z = several(rng, k), rng.random((5, 3))
    together = Committee.of(members).predict_with_gradient(Z)
    alone = [predicted_with_gradient(each, Z) for each in members]
    for result, of_each in zip(together, zip(*alone, strict=True), strict=True):
        assert_allclose(result, of_each, atol=1e-13)


def test_the_gradients_of_several_members_agree_with_finite_differences(
    rng: np.random.Generator,
) -> None:
    committee, z = Committee.of(several(rng, 4)), rng.random(3)

    def means_and_variances(z: Array) -> Array:
        return np.ravel(committee.predict(z[np.newaxis]))

    _, _, by_mean, by_variance = committee.predict_with_gradient(z[np.newaxis])
    numerical = approx_fprime(z, means_and_variances, 1e-7)
    assert_allclose(np.vstack([by_mean[:, 0], by_variance[:, 0]]), numerical, atol=1e-4)


def test_members_with_a_trend_predict_what_a_dense_solution_says(rng: np.random.Generator) -> None:
    members, Z = beside_trend(rng, 3), rng.random((5, 5))
    mean, variance = Committee.of(members).predict(Z)
    expected = np.array([textbook(each, Z) for each in members])
    assert_allclose(mean, expected[:, 0], atol=1e-12)
    assert_allclose(variance, expected[:, 1], atol=1e-12)


def test_gradients_beside_a_trend_agree_with_finite_differences(rng: np.random.Generator) -> None:
    committee, z = Committee.of(beside_trend(rng, 3)), rng.random(5)

    def means_and_variances(z: Array) -> Array:
        return np.ravel(committee.predict(z[np.newaxis]))

    _, _, by_mean, by_variance = committee.predict_with_gradient(z[np.newaxis])
    numerical = approx_fprime(z, means_and_variances, 1e-7)
    assert_allclose(np.vstack([by_mean[:, 0], by_variance[:, 0]]), numerical, atol=1e-4)


def test_many_points_are_predicted_as_few_of_them(rng: np.random.Generator) -> None:
    committee, Z = Committee.of(several(rng, 4)), rng.random((2_000, 3))
    assert_allclose(committee.predict(Z)[0][:, -3:], committee.predict(Z[-3:])[0], atol=1e-13)
    assert_allclose(committee.predict(Z)[1][:, -3:], committee.predict(Z[-3:])[1], atol=1e-13)


def test_the_floor_of_a_variance_is_in_units_of_the_signal_of_its_member() -> None:
    observations = Observations(np.array([[0.5]]), np.ones(1), np.array([0]), np.zeros(1))
    members = [
        GaussianProcess.conditioned(observations, Hyperparameters(np.ones(1), s2, 1e-15 * s2))
        for s2 in (0.1, 10.0)
    ]
    _, variance = Committee.of(members).predict(observations.Z)
    assert_allclose(variance, [[0.1 * VARIANCE_FLOOR], [10.0 * VARIANCE_FLOOR]], rtol=1e-12)


def test_no_points_are_predicted_as_none(rng: np.random.Generator) -> None:
    results = Committee.of(several(rng, 2)).predict_with_gradient(np.empty((0, 3)))
    assert [each.shape for each in results] == [(2, 0), (2, 0), (2, 0, 3), (2, 0, 3)]


def test_members_may_have_been_told_more_since(rng: np.random.Generator) -> None:
    new, Z = observed(rng, 3), rng.random((5, 3))
    members = [each.conditioned_on(new.Z, new.y) for each in several(rng, 2)]
    mean, variance = Committee.of(members).predict(Z)
    expected = np.array([textbook(each, Z) for each in members])
    assert_allclose(mean, expected[:, 0], atol=1e-12)
    assert_allclose(variance, expected[:, 1], atol=1e-12)


# Extremes


def test_a_hundred_equal_observations_are_as_good_as_their_mean() -> None:
    process = in_one_dimension([0.5] * 100, [1.0, 3.0] * 50, noise=1e-6)
    mean, variance = predicted(process, np.array([[0.5]]))
    assert_allclose(mean, [2.0], rtol=1e-6)
    assert_allclose(variance, [1e-8], rtol=1e-3)


def test_values_of_a_million_give_predictions_of_a_million() -> None:
    mean, _ = predicted(in_one_dimension([0.0, 1.0], [1e6, -1e6]), np.array([[0.0], [1.0]]))
    assert_allclose(mean, [1e6, -1e6], rtol=1e-5)


def test_points_far_outside_are_predicted_without_overflow() -> None:
    process = in_one_dimension([0.0, 1.0], [1.0, 0.0])
    results = predicted_with_gradient(process, np.array([[-1e10], [1e10]]))
    assert np.isfinite(np.column_stack(results)).all()


def test_a_variance_is_never_zero(rng: np.random.Generator) -> None:
    observations = Observations(rng.random((60, 1)), rng.random(60), np.array([0]), np.zeros(60))
    smooth = Hyperparameters(np.array([30.0]), 1.0, 1e-12)
    _, variance = predicted(GaussianProcess.conditioned(observations, smooth), observations.Z)
    assert variance.min() >= VARIANCE_FLOOR
