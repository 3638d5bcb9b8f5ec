"""Symbols as in `models.gaussian_process`; what a process predicts is in `test_committee`."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import multivariate_normal

from models.errors import SurrogateError, SurrogateInputError
from models.gaussian_process import JITTERS, GaussianProcess
from models.observations import Hyperparameters
from tests.models.processes import (
    BESIDE_TREND,
    HYPERPARAMETERS,
    in_one_dimension,
    observed,
    predicted,
    scikit_learn,
    with_trend,
)

# Closed forms


def test_the_evidence_of_one_observation_is_a_normal_density() -> None:
    process = in_one_dimension([0.0], [2.0], noise=0.25)
    expected = -0.5 * 4.0 / 1.25 - 0.5 * math.log(2.0 * math.pi * 1.25)
    assert process.log_evidence() == pytest.approx(expected, rel=1e-14)


# Other libraries


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


# Further observations


@given(z=st.floats(-2.0, 2.0), new=st.floats(-2.0, 2.0), y=st.floats(-3.0, 3.0))
def test_an_observation_never_raises_the_variance(z: float, new: float, y: float) -> None:
    process = in_one_dimension([0.0, 0.6], [1.0, 0.0], noise=1e-4)
    _, before = predicted(process, np.array([[z]]))
    extended = process.conditioned_on(np.array([[new]]), np.array([y]))
    _, after = predicted(extended, np.array([[z]]))
    assert after[0] <= before[0] + 1e-12


@pytest.mark.parametrize("q", [1, 4])
def test_further_observations_give_the_process_of_all_observations(
    rng: np.random.Generator, q: int
) -> None:
    old, new = observed(rng), replace(observed(rng, q), extra_noise=np.zeros(q))
    process = GaussianProcess.conditioned(old, HYPERPARAMETERS)
    extended = process.conditioned_on(new.Z, new.y)
    refitted = GaussianProcess.conditioned(old.extended(new), HYPERPARAMETERS)
    assert_allclose(extended.L, refitted.L, atol=1e-13)
    assert_allclose(extended.alpha, refitted.alpha, atol=1e-11)
    assert_array_equal(extended.observations.y, refitted.observations.y)


def test_further_observations_beside_a_trend_give_the_process_of_all_observations(
    rng: np.random.Generator,
) -> None:
    old, new = with_trend(rng), replace(with_trend(rng, 4), extra_noise=np.zeros(4))
    extended = GaussianProcess.conditioned(old, BESIDE_TREND).conditioned_on(new.Z, new.y)
    refitted = GaussianProcess.conditioned(old.extended(new), BESIDE_TREND)
    assert_allclose(extended.L, refitted.L, atol=1e-13)
    assert_allclose(extended.alpha, refitted.alpha, atol=1e-11)


def test_further_observations_leave_the_process_as_it_was(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    before = predicted(process, Z)
    process.conditioned_on(Z, np.ones(5))
    assert_array_equal(predicted(process, Z), before)


def test_conditioning_on_the_mean_does_not_move_the_mean(rng: np.random.Generator) -> None:
    process, Z = GaussianProcess.conditioned(observed(rng), HYPERPARAMETERS), rng.random((5, 3))
    pending = rng.random((2, 3))
    believer = process.conditioned_on(pending, predicted(process, pending)[0])
    assert_allclose(predicted(believer, Z)[0], predicted(process, Z)[0], atol=1e-12)


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


def test_a_covariance_that_no_jitter_repairs_is_an_error_with_its_cause() -> None:
    with pytest.raises(SurrogateError) as caught:
        in_one_dimension([0.0, 1e200], [0.0, 0.0])
    assert caught.value.points == 2
    assert caught.value.noise == pytest.approx(JITTERS[-1], rel=1e-2)
    assert isinstance(caught.value.__cause__, np.linalg.LinAlgError)


def test_there_is_one_length_scale_per_group(rng: np.random.Generator) -> None:
    with pytest.raises(SurrogateInputError, match=r"length_scales: expected \(2,\)"):
        GaussianProcess.conditioned(observed(rng), Hyperparameters(np.ones(3), 1.0, 1.0))
