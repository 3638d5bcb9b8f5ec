"""Symbols as in `models.fitting`."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from models.arrays import Array, IntArray
from models.committee import Committee
from models.errors import SurrogateError
from models.fitting import (
    DRAWS,
    FEW_OBSERVATIONS,
    Outcome,
    fit,
    hyperparameters_at,
    negative_log_evidence,
    negative_log_posterior,
)
from models.gaussian_process import GaussianProcess
from models.hyperprior import Hyperprior
from models.observations import Hyperparameters, Observations
from tests.models.processes import with_trend

# Columns 1 and 2 share a length scale.
GROUPS = np.array([0, 1, 1])
THETA = np.log([0.3, 0.8, 1.7, 0.02])
PRIOR = Hyperprior.of(2, has_trend=False)
# So few observations that there are draws, and so many that there is the mode.
FEW, MANY = 40, FEW_OBSERVATIONS + 30
sizes = pytest.mark.parametrize("n", [FEW, MANY], ids=["few", "many"])


def observed(rng: np.random.Generator, n: int = 15) -> Observations:
    return Observations(rng.random((n, 3)), rng.normal(size=n), GROUPS, 0.05 * rng.random(n))


def noiseless(Z: Array, y: Array, groups: IntArray | None = None) -> Observations:
    """Without extra noise, and unless told otherwise with a length scale per column."""
    groups = np.arange(Z.shape[1]) if groups is None else groups
    return Observations(Z, y, groups, np.zeros(len(y)))


def standardised(y: Array) -> Array:
    return np.asarray((y - y.mean()) / y.std(), dtype=np.float64)


def sampled(rng: np.random.Generator, n: int, ell: list[float], noise: float) -> Observations:
    """A draw from a process of signal variance 1."""
    zeros = noiseless(rng.random((n, len(ell))), np.zeros(n))
    prior = GaussianProcess.conditioned(zeros, Hyperparameters(np.array(ell), 1.0, noise))
    return noiseless(zeros.Z, prior.L @ rng.normal(size=n))


def thetas(observations: Observations) -> Array:
    """What the fit finds, (k, g + 2)."""
    found = fit(observations).hyperparameters
    variances = [(each.signal_variance, each.noise_variance) for each in found]
    return np.asarray(np.log(np.hstack([[each.length_scales for each in found], variances])))


def average(observations: Observations) -> Hyperparameters:
    """The geometric mean of what the fit finds."""
    return hyperparameters_at(thetas(observations).mean(axis=0), observations.number_of_groups)


@cache
def many() -> tuple[Observations, Array]:
    """A large sample and its only theta."""
    observations = sampled(np.random.default_rng(2), MANY, [0.3, 0.6], 0.01)
    (theta,) = thetas(observations)
    return observations, theta


# The evidence


def test_the_evidence_of_one_observation_is_a_normal_density() -> None:
    observations = noiseless(np.zeros((1, 1)), np.array([2.0]))
    value, gradient = negative_log_evidence(np.log([0.5, 1.0, 0.25]), observations)
    assert value == pytest.approx(0.5 * 4.0 / 1.25 + 0.5 * math.log(2.0 * math.pi * 1.25))
    by_variance = 0.5 / 1.25 - 0.5 * 4.0 / 1.25**2
    assert_allclose(gradient, [0.0, by_variance, 0.25 * by_variance], rtol=1e-13)


def test_the_evidence_is_that_of_the_process(rng: np.random.Generator) -> None:
    observations = observed(rng)
    process = GaussianProcess.conditioned(observations, hyperparameters_at(THETA, 2))
    value, _ = negative_log_evidence(THETA, observations)
    assert value == pytest.approx(-process.log_evidence(), rel=1e-13)


def test_the_evidence_and_its_gradient_agree_with_scikit_learn(rng: np.random.Generator) -> None:
    observations = noiseless(rng.random((15, 3)), rng.normal(size=15))
    kernel = ConstantKernel(1.7) * Matern([0.3, 0.8, 2.0], nu=2.5) + WhiteKernel(0.02)
    oracle = GaussianProcessRegressor(kernel, alpha=1e-300, optimizer=None)
    oracle.fit(observations.Z, observations.y)
    expected, expected_gradient = oracle.log_marginal_likelihood(kernel.theta, eval_gradient=True)
    value, gradient = negative_log_evidence(np.log([0.3, 0.8, 2.0, 1.7, 0.02]), observations)
    assert value == pytest.approx(-expected, rel=1e-12)
    # There, the signal variance comes first.
    assert_allclose(gradient[[3, 0, 1, 2, 4]], -expected_gradient, rtol=1e-9)


@given(theta=st.tuples(*[st.floats(-2.0, 1.0)] * 3, st.floats(-6.0, 0.0)))
def test_the_gradient_of_the_posterior_agrees_with_finite_differences(
    theta: tuple[float, ...],
) -> None:
    observations = observed(np.random.default_rng(1))

    def value(theta: Array) -> float:
        return negative_log_posterior(theta, observations)[0]

    _, gradient = negative_log_posterior(np.array(theta), observations)
    # The error of forward differences: half the step times a curvature of the gradient's size,
    # and the rounding of the value over the step.
    assert_allclose(gradient, approx_fprime(np.array(theta), value, 1e-6), rtol=1e-4, atol=1e-3)


def test_the_gradient_of_a_tied_length_scale_is_the_sum_over_its_columns(
    rng: np.random.Generator,
) -> None:
    Z, y = rng.random((15, 3)), rng.normal(size=15)
    _, tied = negative_log_evidence(THETA, noiseless(Z, y, GROUPS))
    _, free = negative_log_evidence(THETA[[0, 1, 1, 2, 3]], noiseless(Z, y))
    assert_allclose(tied[:2], [free[0], free[1] + free[2]], rtol=1e-11)


@given(theta=st.tuples(*[st.floats(-2.0, 1.0)] * 3, st.floats(-6.0, 0.0), st.floats(-6.0, 2.0)))
def test_the_gradient_beside_a_trend_agrees_with_finite_differences(
    theta: tuple[float, ...],
) -> None:
    observations = with_trend(np.random.default_rng(1))

    def value(theta: Array) -> float:
        return negative_log_posterior(theta, observations)[0]

    _, gradient = negative_log_posterior(np.array(theta), observations)
    assert_allclose(gradient, approx_fprime(np.array(theta), value, 1e-6), rtol=1e-4, atol=1e-3)


def test_the_evidence_beside_a_trend_agrees_with_scipy(rng: np.random.Generator) -> None:
    observations = with_trend(rng)
    theta = np.append(THETA, math.log(0.6))
    Z = observations.columns / np.array([0.3, 0.8, 0.8])
    C = 1.7 * Matern(nu=2.5)(Z) + 0.6 * observations.features @ observations.features.T
    C += np.diag(0.02 + observations.extra_noise)
    expected = multivariate_normal(np.zeros(len(C)), C).logpdf(observations.y)
    value, _ = negative_log_evidence(theta, observations)
    assert value == pytest.approx(-float(expected), rel=1e-11)


def test_the_observations_are_not_altered(rng: np.random.Generator) -> None:
    observations = observed(rng)
    Z, y = observations.Z.copy(), observations.y.copy()
    fit(observations)
    assert_array_equal(observations.Z, Z)
    assert_array_equal(observations.y, y)


def test_an_indefinite_covariance_is_an_error() -> None:
    twice = noiseless(np.zeros((2, 1)), np.ones(2))
    with pytest.raises(SurrogateError) as caught:
        negative_log_evidence(np.log([1.0, 1.0, 1e-20]), twice)
    assert caught.value.points == 2
    assert caught.value.noise == pytest.approx(1e-20)


# The prior


def test_the_prior_at_its_centre_costs_nothing(rng: np.random.Generator) -> None:
    observations, centre = observed(rng), PRIOR.centre
    value, gradient = negative_log_posterior(centre, observations)
    evidence, evidence_gradient = negative_log_evidence(centre, observations)
    assert value == evidence
    assert_array_equal(gradient, evidence_gradient)


def test_the_prior_one_deviation_off_costs_one_half_per_parameter(
    rng: np.random.Generator,
) -> None:
    observations, theta = observed(rng), PRIOR.centre + PRIOR.deviation
    value, _ = negative_log_posterior(theta, observations)
    assert value - negative_log_evidence(theta, observations)[0] == pytest.approx(0.5 * 4)


# The fit


@pytest.mark.parametrize("n", [5, 20, FEW])
def test_few_observations_get_draws_that_differ(rng: np.random.Generator, n: int) -> None:
    found = thetas(sampled(rng, n, [0.3, 0.6], 0.01))
    assert len(found) == DRAWS
    # A path may be rejected, and then a draw is the one before.
    assert len(np.unique(found, axis=0)) > 1


def test_the_last_observation_of_few_is_the_limit(rng: np.random.Generator) -> None:
    observations = sampled(rng, FEW_OBSERVATIONS + 1, [0.3, 0.6], 0.01)
    fewer = noiseless(observations.Z[:-1], observations.y[:-1])
    assert (len(thetas(fewer)), len(thetas(observations))) == (DRAWS, 1)


def test_draws_after_values_that_tell_nothing_are_draws_from_the_prior() -> None:
    # Every number of observations has chance of its own, so that its draws are independent of
    # those of the others; within a chain they hardly depend on each other.
    rng = np.random.default_rng(1)
    observations = [
        Observations(rng.random((n, 2)), np.zeros(n), np.arange(2), np.full(n, 1e9))
        for n in range(1, 101)
    ]
    drawn = np.vstack([thetas(each) for each in observations])
    z = (drawn - PRIOR.centre) / PRIOR.deviation
    # 4 standard errors of mean and variance. The bounds, 3 deviations away, take less.
    assert_allclose(z.mean(axis=0), 0.0, atol=4.0 / math.sqrt(len(z)))
    assert_allclose(z.var(axis=0), 1.0, atol=4.0 * math.sqrt(2.0 / len(z)))


def test_draws_lie_where_the_posterior_does(rng: np.random.Generator) -> None:
    observations = sampled(rng, FEW, [0.3, 0.6], 0.01)
    at_draws = [negative_log_posterior(theta, observations)[0] for theta in thetas(observations)]
    at_centre, _ = negative_log_posterior(PRIOR.centre, observations)
    assert max(at_draws) < at_centre


def test_the_posterior_is_flat_where_many_observations_lead() -> None:
    observations, theta = many()
    _, gradient = negative_log_posterior(theta, observations)
    assert_allclose(gradient, 0.0, atol=0.02)


@given(step=st.tuples(*[st.floats(-0.5, 0.5)] * 4))
def test_no_neighbour_of_where_many_observations_lead_is_more_probable(
    step: tuple[float, ...],
) -> None:
    observations, theta = many()
    best, _ = negative_log_posterior(theta, observations)
    value, _ = negative_log_posterior(theta + np.array(step), observations)
    assert value >= best - 1e-4


@sizes
def test_the_fit_is_the_same_every_time(rng: np.random.Generator, n: int) -> None:
    observations = observed(rng, n)
    assert_array_equal(thetas(observations), thetas(observations))


@sizes
def test_the_fit_does_not_depend_on_the_order_of_the_observations(
    rng: np.random.Generator, n: int
) -> None:
    old, order = sampled(rng, n, [0.3, 0.6], 0.01), rng.permutation(n)
    new = noiseless(old.Z[order], old.y[order])
    assert_allclose(thetas(new), thetas(old), atol=1e-2)


def test_the_fit_finds_the_length_scales_noise_and_signal_of_a_sample(
    rng: np.random.Generator,
) -> None:
    (theta,) = thetas(sampled(rng, MANY, [0.2, 0.8], 0.01))
    # With 150 values every logarithm has a standard error of about 0.2; the bound is 3.5 of them.
    assert_allclose(theta, np.log([0.2, 0.8, 1.0, 0.01]), atol=0.7)


@sizes
def test_a_dimension_without_effect_gets_a_much_longer_length_scale(
    rng: np.random.Generator, n: int
) -> None:
    Z = rng.random((n, 2))
    relevant, irrelevant = average(noiseless(Z, standardised(np.sin(6.0 * Z[:, 0])))).length_scales
    assert irrelevant > 5.0 * relevant


@pytest.mark.parametrize(("n", "longest"), [(FEW, 0.15), (MANY, 0.2)], ids=["few", "many"])
def test_a_fast_function_gets_a_short_length_scale_rather_than_noise(
    rng: np.random.Generator, n: int, longest: float
) -> None:
    Z = rng.random((n, 1))
    fitted = average(noiseless(Z, standardised(np.sin(30.0 * Z[:, 0]))))
    assert fitted.length_scales[0] < longest
    assert fitted.noise_variance < 0.01


# Few values in two dimensions may as well be those of a function that is faster still.
@pytest.mark.parametrize(("n", "d"), [(FEW, 1), (MANY, 1), (MANY, 2)])
def test_values_without_structure_are_explained_by_noise(
    rng: np.random.Generator, n: int, d: int
) -> None:
    observations = noiseless(rng.random((n, d)), standardised(rng.normal(size=n)))
    assert average(observations).noise_variance > 0.2


@sizes
def test_noise_that_is_known_is_not_estimated_again(rng: np.random.Generator, n: int) -> None:
    exact = sampled(rng, n, [0.4], 1e-6)
    y = exact.y + rng.normal(0.0, 0.3, n)
    known = Observations(exact.Z, y, exact.groups, np.full(n, 0.3**2))
    estimated = average(noiseless(exact.Z, y)).noise_variance
    assert estimated > 0.04
    assert average(known).noise_variance < 0.4 * estimated


@sizes
def test_there_is_a_length_scale_per_group(rng: np.random.Generator, n: int) -> None:
    shapes = {each.length_scales.shape for each in fit(observed(rng, n)).hyperparameters}
    assert shapes == {(2,)}


def test_identical_columns_get_identical_length_scales(rng: np.random.Generator) -> None:
    z = rng.random((MANY, 1))
    fitted = average(noiseless(np.hstack([z, z]), standardised(np.sin(5.0 * z[:, 0]))))
    first, second = fitted.length_scales
    assert first == pytest.approx(second, rel=1e-6)


@pytest.mark.parametrize("n", [10, FEW])
def test_a_linear_function_is_explained_by_the_trend(rng: np.random.Generator, n: int) -> None:
    Z, F = rng.random((n, 2)), rng.normal(size=(n, 2))
    observations = Observations(
        np.hstack([Z, F]), standardised(F @ [2.0, -1.0]), np.arange(2), np.zeros(n)
    )
    for each in fit(observations).hyperparameters:
        assert each.trend_variance > each.signal_variance


def test_a_function_of_distances_alone_leaves_nothing_to_the_trend(
    rng: np.random.Generator,
) -> None:
    Z, F = rng.random((FEW, 1)), rng.normal(size=(FEW, 2))
    values = standardised(np.sin(6.0 * Z[:, 0]))
    observations = Observations(np.hstack([Z, F]), values, np.arange(1), np.zeros(FEW))
    members = [
        GaussianProcess.conditioned(observations, each)
        for each in fit(observations).hyperparameters
    ]
    _, _, by_mean, _ = Committee.of(members).predict_with_gradient(observations.Z)
    assert np.abs(by_mean[:, :, 1:]).max() < 0.02
    assert np.abs(by_mean[:, :, 0]).max() > 1.0


# Deadlines


def late_after(looks: int) -> Callable[[], bool]:
    """A clock by which there is time for so many evaluations."""
    left = iter([False] * looks)
    return lambda: next(left, True)


@sizes
def test_a_fit_without_any_time_has_the_centre_of_the_prior_and_says_so(
    rng: np.random.Generator, n: int
) -> None:
    found = fit(observed(rng, n), late_after(0))
    assert found.outcome is Outcome.LATE
    (only,) = found.hyperparameters
    assert_allclose(np.log(only.length_scales), PRIOR.centre[:2])


@sizes
@pytest.mark.parametrize("looks", [1, 5, 30])
def test_a_fit_that_is_late_has_the_likeliest_it_has_seen(
    rng: np.random.Generator, n: int, looks: int
) -> None:
    observations = observed(rng, n)
    found = fit(observations, late_after(looks))
    earlier = fit(observations, late_after(looks - 1))
    assert found.outcome is Outcome.LATE
    (theta,), (before,) = (
        [
            np.log([*each.length_scales, each.signal_variance, each.noise_variance])
            for each in result.hyperparameters
        ]
        for result in (found, earlier)
    )
    value, _ = negative_log_posterior(theta, observations)
    assert value <= negative_log_posterior(before, observations)[0]
    assert value <= negative_log_posterior(PRIOR.centre, observations)[0]


def test_a_fit_that_ends_in_time_is_not_altered_by_its_deadline(rng: np.random.Generator) -> None:
    observations = observed(rng, FEW)
    looks = late_after(10_000)
    for one, other in zip(
        fit(observations).hyperparameters, fit(observations, looks).hyperparameters, strict=True
    ):
        assert_array_equal(one.length_scales, other.length_scales)


# Extremes


@pytest.mark.parametrize("times", [1, MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("Z", "y"),
    [
        pytest.param(np.zeros((1, 2)), np.array([0.0]), id="one observation"),
        pytest.param(np.eye(2), np.array([0.0, 0.0]), id="constant values"),
        pytest.param(np.zeros((9, 2)), np.arange(9.0) - 4.0, id="one point, many values"),
        pytest.param(np.repeat(np.eye(2), 9, axis=0), np.repeat([1.0, -1.0], 9), id="duplicates"),
        pytest.param(np.eye(2), np.array([1e6, -1e6]), id="values of a million"),
        pytest.param(np.eye(2), np.array([1e100, -1e100]), id="values beyond number"),
        pytest.param(np.eye(2), np.array([1e-200, -1e-200]), id="values of almost nothing"),
        pytest.param(1e6 * np.eye(2), np.array([1.0, -1.0]), id="points far apart"),
    ],
)
def test_odd_observations_are_fitted_within_the_bounds(Z: Array, y: Array, times: int) -> None:
    observations = noiseless(np.tile(Z, (times, 1))[:MANY], np.tile(y, times)[:MANY])
    theta = thetas(observations)
    assert fit(observations).outcome is Outcome.FITTED
    assert (theta >= PRIOR.low - 1e-12).all()
    assert (theta <= PRIOR.high + 1e-12).all()


def test_observations_at_one_point_leave_the_mode_of_the_length_scales_at_the_prior() -> None:
    (theta,) = thetas(noiseless(np.zeros((MANY, 2)), np.zeros(MANY)))
    assert_allclose(theta[:2], PRIOR.centre[:2], atol=1e-6)


@pytest.mark.parametrize("times", [1, MANY], ids=["few", "many"])
def test_values_that_overflow_fall_back_to_the_prior_and_say_so(times: int) -> None:
    observations = noiseless(np.tile(np.eye(2), (times, 1)), np.tile([1e200, -1e200], times))
    assert fit(observations).outcome is Outcome.FAILED
    assert_allclose(thetas(observations), [PRIOR.centre])


@settings(max_examples=30)
@given(
    n=st.integers(1, 12),
    scale=st.floats(1e-6, 1e6),
    seed=st.integers(0, 2**32 - 1),
    digits=st.integers(0, 3),
)
def test_whatever_is_fitted_can_be_conditioned_on(
    n: int, scale: float, seed: int, digits: int
) -> None:
    # Few digits make duplicates of the points.
    rng = np.random.default_rng(seed)
    observations = noiseless(rng.random((n, 2)).round(digits), scale * rng.normal(size=n))
    found = fit(observations).hyperparameters
    members = [GaussianProcess.conditioned(observations, each) for each in found]
    mean, variance = Committee.of(members).predict(observations.Z)
    assert np.isfinite(mean).all()
    assert (variance > 0.0).all()
