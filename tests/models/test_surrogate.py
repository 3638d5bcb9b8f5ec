"""Symbols as in `models.surrogate`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime

from models.arrays import Array
from models.fitting import DRAWS, FEW_OBSERVATIONS, fit
from models.observations import Observations
from models.space import Region, sample
from models.surrogate import (
    BELIEVED_NOISE,
    MOST_OBSERVATIONS,
    Surrogate,
    most_telling,
)
from tests.models.problems import MIXED


def points(rng: np.random.Generator, m: int) -> Array:
    return sample(Region(MIXED), m, rng).X


def fitted(rng: np.random.Generator, n: int = 20) -> Surrogate:
    return Surrogate.fitted(MIXED, points(rng, n), rng.normal(size=n), np.zeros(n))


def test_a_prediction_is_a_mean_and_a_deviation_per_point(rng: np.random.Generator) -> None:
    mean, std = fitted(rng).predict(points(rng, 7))
    assert mean.shape == std.shape == (7,)
    assert (std > 0.0).all()


@pytest.mark.parametrize(("n", "k"), [(20, DRAWS), (FEW_OBSERVATIONS + 1, 1)])
def test_there_is_an_opinion_per_member(rng: np.random.Generator, n: int, k: int) -> None:
    mean, std = fitted(rng, n).opinions(points(rng, 7))
    assert mean.shape == std.shape == (k, 7)


def test_the_only_opinion_is_the_prediction(rng: np.random.Generator) -> None:
    surrogate, X = fitted(rng, FEW_OBSERVATIONS + 1), points(rng, 7)
    mean, std = surrogate.opinions(X)
    assert_allclose(surrogate.predict(X), [mean[0], std[0]], rtol=1e-14)


def test_a_prediction_has_the_moments_of_the_mixture_of_all_opinions(
    rng: np.random.Generator,
) -> None:
    surrogate, X = fitted(rng), points(rng, 5)
    mean, std = surrogate.opinions(X)
    m = 100_000
    member = rng.integers(len(mean), size=m)
    drawn = rng.normal(mean[member], std[member])
    found_mean, found_std = surrogate.predict(X)
    # 4 standard errors: the kurtosis of a mixture of normals with means this close is below 6.
    assert_allclose((drawn.mean(axis=0) - found_mean) / found_std, 0.0, atol=4.0 / np.sqrt(m))
    assert_allclose(drawn.var(axis=0) / found_std**2, 1.0, atol=4.0 * np.sqrt(5.0 / m))


def test_where_members_disagree_the_prediction_is_less_sure_than_they_are(
    rng: np.random.Generator,
) -> None:
    surrogate, X = fitted(rng), points(rng, 50)
    mean, std = surrogate.opinions(X)
    assert (mean.std(axis=0) > 0.0).all()
    assert (surrogate.predict(X)[1] > np.sqrt((std**2).mean(axis=0))).all()


def test_the_noise_of_a_measurement_is_what_was_fitted(rng: np.random.Generator) -> None:
    X, y = points(rng, 20), rng.normal(size=20)
    surrogate = Surrogate.fitted(MIXED, X, y, np.zeros(20))
    embedding = surrogate.embedding
    found = fit(Observations(embedding.embed(X), y, embedding.groups, np.zeros(20)))
    expected = np.mean([each.noise_variance for each in found.hyperparameters])
    assert surrogate.noise_variance == pytest.approx(float(expected))
    assert surrogate.believing(points(rng, 2)).noise_variance == surrogate.noise_variance
    assert {each.hyperparameters.noise_variance for each in surrogate.members} == {BELIEVED_NOISE}


def test_the_gradients_agree_with_finite_differences(rng: np.random.Generator) -> None:
    surrogate = fitted(rng)
    X = points(rng, 40)
    x = X[~np.isnan(X).any(axis=1)][0]
    ordered = ~MIXED.is_nominal

    def mean_and_std(w: Array) -> Array:
        y = x.copy()
        y[ordered] = w
        return np.ravel(surrogate.opinions(y[np.newaxis]))

    mean, std, by_mean, by_std = surrogate.opinions_with_gradient(x[np.newaxis])
    numerical = approx_fprime(x[ordered], mean_and_std, 1e-7)
    assert_allclose(np.vstack([by_mean, by_std])[:, 0, ordered], numerical, atol=1e-5)
    assert_allclose([mean, std], surrogate.opinions(x[np.newaxis]), rtol=1e-12)


def test_belief_in_pending_points_keeps_the_mean_and_takes_their_uncertainty(
    rng: np.random.Generator,
) -> None:
    surrogate, pending, X = fitted(rng), points(rng, 3), points(rng, 5)
    believing = surrogate.believing(pending)
    assert_allclose(believing.opinions(X)[0], surrogate.opinions(X)[0], atol=1e-9)
    assert (believing.opinions(pending)[1] < surrogate.opinions(pending)[1]).all()
    assert (believing.predict(pending)[1] < surrogate.predict(pending)[1]).all()


def test_hyperparameters_that_cannot_be_fitted_are_said_to_be_those_of_the_prior(
    rng: np.random.Generator,
) -> None:
    X = points(rng, 2)
    assert Surrogate.fitted(MIXED, X, np.array([0.0, 1.0]), np.zeros(2)).is_fitted
    assert not Surrogate.fitted(MIXED, X, np.array([1e200, -1e200]), np.zeros(2)).is_fitted


def test_without_pending_points_there_is_nothing_to_believe(rng: np.random.Generator) -> None:
    surrogate = fitted(rng)
    assert surrogate.believing(np.empty((0, MIXED.d))) is surrogate


def test_a_short_history_is_kept_whole() -> None:
    assert_array_equal(most_telling(np.arange(5.0)), np.arange(5))


@pytest.mark.parametrize("n", [MOST_OBSERVATIONS + 1, 10_000])
def test_of_a_long_history_the_best_and_a_sample_of_the_rest_are_kept(
    rng: np.random.Generator, n: int
) -> None:
    y = rng.permutation(np.arange(float(n)))
    rows = most_telling(y)
    assert len(set(rows.tolist())) == len(rows) == MOST_OBSERVATIONS
    assert set(np.argsort(y)[: MOST_OBSERVATIONS // 2].tolist()) <= set(rows.tolist())
    assert y[rows].max() == n - 1
