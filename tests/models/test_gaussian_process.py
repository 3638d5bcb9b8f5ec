"""Symbols as in `models.gaussian_process`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from models.arrays import Array
from models.errors import SurrogateError, SurrogateInputError
from models.gaussian_process import JITTERS, VARIANCE_FLOOR, GaussianProcess
from models.observations import Hyperparameters, Observations

# Columns 1 and 2 share a length scale.
GROUPS = np.array([0, 1, 1])
HYPERPARAMETERS = Hyperparameters(np.array([0.3, 0.8]), 1.7, 0.01)
ELL = np.array([0.3, 0.8, 0.8])


def observed(rng: np.random.Generator, n: int = 12) -> Observations:
    return Observations(rng.random((n, 3)), rng.normal(size=n), GROUPS, 0.05 * rng.random(n))


def in_one_dimension(
    Z: list[float], y: list[float], *, noise: float = 1e-6, ell: float = 0.5
) -> GaussianProcess:
    column = np.array(Z)[:, np.newaxis]
    observations = Observations(column, np.array(y), np.array([0]), np.zeros(len(y)))
    return GaussianProcess.conditioned(observations, Hyperparameters(np.array([ell]), 1.0, noise))


def scikit_learn(observations: Observations) -> GaussianProcessRegressor:
    kernel = ConstantKernel(HYPERPARAMETERS.signal_variance) * Matern(ELL, nu=2.5)
    noise = HYPERPARAMETERS.noise_variance + observations.extra_noise
    oracle = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None)
    return oracle.fit(observations.Z, observations.y)


# Closed forms


def test_one_observation_predicts_its_closed_form() -> None:
    process = in_one_dimension([0.0], [2.0], noise=0.25, ell=1.0)
    k = (1.0 + math.sqrt(5.0) + 5.0 / 3.0) * math.exp(-math.sqrt(5.0))
    mean, variance = process.predict(np.array([[1.0]]))
    assert_allclose(mean, [k / 1.25 * 2.0], rtol=1e-14)
    assert_allclose(variance, [1.0 - k**2 / 1.25], rtol=1e-14)


def test_the_evidence_of_one_observation_is_a_normal_density() -> None:
    process = in_one_dimension([0.0], [2.0], noise=0.25)
    expected = -0.5 * 4.0 / 1.25 - 0.5 * math.log(2.0 * math.pi * 1.25)
    assert process.log_evidence() == pytest.approx(expected, rel=1e-14)


# Other libraries


def test_predictions_agree_with_scikit_learn(rng: np.random.Generator) -> None:
    observations, Z = observed(rng), rng.random((20, 3))
    mean, variance = GaussianProcess.conditioned(observations, HYPERPARAMETERS).predict(Z)
    expected_mean, expected_std = scikit_learn(observations).predict(Z, return_std=True)
    assert_allclose(mean, expected_mean, atol=1e-12)
    assert_allclose(np.sqrt(variance), expected_std, atol=1e-12)


def test_the_evidence_agrees_with_scikit_learn(rng: np.random.Generator) -> None:
    observations = observed(rng)
    process = GaussianProcess.conditioned(observations, HYPERPARAMETERS)
    expected = scikit_learn(observations).log_marginal_likelihood()
    assert process.log_evidence() == pytest.approx(expected, rel=1e-12)


def test_the_evidence_agrees_with_scipy(rng: np.random.Generator) -> None:
    observations = observed(rng)
    process = GaussianProcess.conditioned(observations, HYPERPARAMETERS)
    covariance = process.L @ process.L.T
    expected = multivariate_normal(np.zeros(12), covariance).logpdf(observations.y)
    assert process.log_evidence() == pytest.approx(float(expected), rel=1e-11)


# Gradients


def test_the_gradients_of_mean_and_variance_agree_with_finite_differences(
    rng: np.random.Generator,
) -> None:
    process = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS)

    def mean_and_variance(z: Array) -> Array:
        return np.concatenate(process.predict(z[np.newaxis]))

    z = rng.random(3)
    _, _, mean_gradient, variance_gradient = process.predict_with_gradient(z[np.newaxis])
    numerical = approx_fprime(z, mean_and_variance, 1e-7)
    assert_allclose(np.vstack([mean_gradient, variance_gradient]), numerical, atol=1e-5)


def test_the_prediction_beside_the_gradients_is_that_without_them(
    rng: np.random.Generator,
) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    mean, variance, _, _ = process.predict_with_gradient(Z)
    expected_mean, expected_variance = process.predict(Z)
    assert_allclose(mean, expected_mean, atol=1e-14)
    assert_allclose(variance, expected_variance, atol=1e-14)


def test_the_gradients_of_a_batch_are_those_of_its_points(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    _, _, mean_gradient, variance_gradient = process.predict_with_gradient(Z)
    _, _, one_mean_gradient, one_variance_gradient = process.predict_with_gradient(Z[3:4])
    assert_allclose(mean_gradient[3:4], one_mean_gradient, atol=1e-13)
    assert_allclose(variance_gradient[3:4], one_variance_gradient, atol=1e-13)


def test_the_gradients_at_an_observation_are_finite() -> None:
    process = in_one_dimension([0.2, 0.7], [1.0, -1.0])
    _, _, mean_gradient, variance_gradient = process.predict_with_gradient(np.array([[0.2]]))
    assert np.isfinite(mean_gradient).all()
    assert_allclose(variance_gradient, 0.0, atol=1e-4)


def test_the_variance_is_constant_where_it_is_floored() -> None:
    process = in_one_dimension([0.5], [1.0], noise=1e-14)
    _, variance, _, variance_gradient = process.predict_with_gradient(np.array([[0.5 + 1e-9]]))
    assert_array_equal(variance, [VARIANCE_FLOOR])
    assert_array_equal(variance_gradient, [[0.0]])


# Invariants


def test_the_order_of_the_observations_does_not_matter(rng: np.random.Generator) -> None:
    old, Z, order = observed(rng), rng.random((5, 3)), rng.permutation(12)
    new = Observations(old.Z[order], old.y[order], old.groups, old.extra_noise[order])
    mean, variance = GaussianProcess.conditioned(old, HYPERPARAMETERS).predict(Z)
    same_mean, same_variance = GaussianProcess.conditioned(new, HYPERPARAMETERS).predict(Z)
    assert_allclose(same_mean, mean, atol=1e-12)
    assert_allclose(same_variance, variance, atol=1e-12)


def test_the_columns_of_a_group_can_be_exchanged(rng: np.random.Generator) -> None:
    old, Z = observed(rng), rng.random((5, 3))
    new = Observations(old.Z[:, [0, 2, 1]], old.y, old.groups, old.extra_noise)
    mean, _ = GaussianProcess.conditioned(old, HYPERPARAMETERS).predict(Z)
    same, _ = GaussianProcess.conditioned(new, HYPERPARAMETERS).predict(Z[:, [0, 2, 1]])
    assert_allclose(same, mean, atol=1e-12)


def test_the_mean_is_linear_in_the_values_and_the_variance_ignores_them(
    rng: np.random.Generator,
) -> None:
    old, Z = observed(rng), rng.random((5, 3))
    new = Observations(old.Z, -3.0 * old.y, old.groups, old.extra_noise)
    mean, variance = GaussianProcess.conditioned(old, HYPERPARAMETERS).predict(Z)
    scaled_mean, same_variance = GaussianProcess.conditioned(new, HYPERPARAMETERS).predict(Z)
    assert_allclose(scaled_mean, -3.0 * mean, atol=1e-12)
    assert_array_equal(same_variance, variance)


def test_with_hardly_any_noise_the_mean_interpolates() -> None:
    process = in_one_dimension([0.0, 0.4, 0.9], [1.0, -1.0, 0.5], noise=1e-10)
    mean, variance = process.predict(np.array([[0.0], [0.4], [0.9]]))
    assert_allclose(mean, [1.0, -1.0, 0.5], atol=1e-7)
    assert_allclose(variance, 0.0, atol=1e-9)


def test_far_from_every_observation_the_prior_is_back() -> None:
    mean, variance = in_one_dimension([0.0, 1.0], [5.0, 5.0]).predict(np.array([[1e3]]))
    assert_allclose(mean, [0.0], atol=1e-300)
    assert_array_equal(variance, [1.0])


@given(z=st.floats(-2.0, 2.0), new=st.floats(-2.0, 2.0), y=st.floats(-3.0, 3.0))
def test_an_observation_never_raises_the_variance(z: float, new: float, y: float) -> None:
    process = in_one_dimension([0.0, 0.6], [1.0, 0.0], noise=1e-4)
    _, before = process.predict(np.array([[z]]))
    _, after = process.conditioned_on(np.array([[new]]), np.array([y])).predict(np.array([[z]]))
    assert after[0] <= before[0] + 1e-12


@pytest.mark.parametrize(("extra_noise", "mean"), [(0.0, 1.0), (1.0, 0.5), (3.0, 0.25)])
def test_a_value_with_extra_noise_is_believed_less(extra_noise: float, mean: float) -> None:
    Z = np.array([[0.5]])
    observations = Observations(Z, np.ones(1), np.array([0]), np.array([extra_noise]))
    process = GaussianProcess.conditioned(observations, Hyperparameters(np.ones(1), 1.0, 1e-9))
    assert_allclose(process.predict(Z)[0], [mean], rtol=1e-8)


# Further observations


@pytest.mark.parametrize("q", [1, 4])
def test_further_observations_give_the_process_of_all_observations(
    rng: np.random.Generator, q: int
) -> None:
    old, new = observed(rng), observed(rng, q)
    process = GaussianProcess.conditioned(old, HYPERPARAMETERS)
    extended = process.conditioned_on(new.Z, new.y, new.extra_noise)
    refitted = GaussianProcess.conditioned(old.extended(new), HYPERPARAMETERS)
    assert_allclose(extended.L, refitted.L, atol=1e-13)
    assert_allclose(extended.alpha, refitted.alpha, atol=1e-11)
    assert_array_equal(extended.observations.y, refitted.observations.y)


def test_further_observations_have_no_extra_noise_by_default(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((2, 3))
    without = process.conditioned_on(Z, np.ones(2))
    assert_array_equal(without.L, process.conditioned_on(Z, np.ones(2), np.zeros(2)).L)


def test_further_observations_leave_the_process_as_it_was(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    before = process.predict(Z)
    process.conditioned_on(Z, np.ones(5))
    assert_array_equal(process.predict(Z), before)


def test_conditioning_on_the_mean_does_not_move_the_mean(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    pending = rng.random((2, 3))
    believer = process.conditioned_on(pending, process.predict(pending)[0])
    assert_allclose(believer.predict(Z)[0], process.predict(Z)[0], atol=1e-12)


def test_a_point_that_needs_jitter_gives_the_process_of_all_observations() -> None:
    process = in_one_dimension([0.1, 0.5], [1.0, 0.0], noise=1e-30)
    extended = process.conditioned_on(np.array([[0.1]]), np.array([1.0]))
    refitted = in_one_dimension([0.1, 0.5, 0.1], [1.0, 0.0, 1.0], noise=1e-30)
    assert extended.jitter == refitted.jitter == JITTERS[1]
    assert_array_equal(extended.L, refitted.L)


def test_the_jitter_of_a_process_is_that_of_its_further_observations() -> None:
    process = in_one_dimension([0.1, 0.1], [1.0, 1.0], noise=1e-30)
    extended = process.conditioned_on(np.array([[0.7]]), np.array([0.0]))
    refitted = in_one_dimension([0.1, 0.1, 0.7], [1.0, 1.0, 0.0], noise=1e-30)
    assert_allclose(extended.L, refitted.L, atol=1e-13)


# Extremes


def test_a_covariance_that_needs_no_jitter_gets_none(rng: np.random.Generator) -> None:
    assert GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS).jitter == 0.0


def test_a_hundred_equal_observations_are_as_good_as_their_mean() -> None:
    process = in_one_dimension([0.5] * 100, [1.0, 3.0] * 50, noise=1e-6)
    mean, variance = process.predict(np.array([[0.5]]))
    assert_allclose(mean, [2.0], rtol=1e-6)
    assert_allclose(variance, [1e-8], rtol=1e-3)


def test_values_of_a_million_give_predictions_of_a_million() -> None:
    mean, _ = in_one_dimension([0.0, 1.0], [1e6, -1e6]).predict(np.array([[0.0], [1.0]]))
    assert_allclose(mean, [1e6, -1e6], rtol=1e-5)


def test_points_far_outside_are_predicted_without_overflow() -> None:
    process = in_one_dimension([0.0, 1.0], [1.0, 0.0])
    results = process.predict_with_gradient(np.array([[-1e10], [1e10]]))
    assert np.isfinite(np.column_stack(results)).all()


def test_a_variance_is_never_zero(rng: np.random.Generator) -> None:
    observations = Observations(rng.random((60, 1)), rng.random(60), np.array([0]), np.zeros(60))
    smooth = Hyperparameters(np.array([30.0]), 1.0, 1e-12)
    _, variance = GaussianProcess.conditioned(observations, smooth).predict(observations.Z)
    assert variance.min() >= VARIANCE_FLOOR


def test_a_covariance_that_no_jitter_repairs_is_an_error_with_its_cause() -> None:
    with pytest.raises(SurrogateError) as caught:
        in_one_dimension([0.0, 1e200], [0.0, 0.0])
    assert caught.value.points == 2
    assert caught.value.noise == pytest.approx(JITTERS[-1], rel=1e-2)
    assert isinstance(caught.value.__cause__, np.linalg.LinAlgError)


def test_there_is_one_length_scale_per_group(rng: np.random.Generator) -> None:
    with pytest.raises(SurrogateInputError, match=r"length_scales: expected \(2,\)"):
        GaussianProcess.conditioned(observed(rng), Hyperparameters(np.ones(3), 1.0, 1.0))
