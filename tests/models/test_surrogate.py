"""Symbols as in `models.surrogate`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from models.arrays import Array
from models.fitting import DRAWS, FEW_OBSERVATIONS, Outcome, fit
from models.learning import Learned, learn
from models.observations import Observations
from models.space import Region, sample
from models.surrogate import Surrogate
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
    few, beyond_number = np.array([0.0, 1.0]), np.array([1e200, -1e200])
    assert Surrogate.fitted(MIXED, X, few, np.zeros(2)).outcome is Outcome.FITTED
    assert Surrogate.fitted(MIXED, X, beyond_number, np.zeros(2)).outcome is Outcome.FAILED


@pytest.mark.parametrize("q", [1, 3])
def test_what_is_learned_does_not_depend_on_pending_points(
    rng: np.random.Generator, q: int
) -> None:
    X, y, learned = points(rng, 20), rng.normal(size=20), list[str]()

    def told(observations: Observations) -> Learned:
        learned.append(observations.digest)
        return learn(observations)

    Surrogate.fitted(MIXED, X, y, np.zeros(20), None, told)
    Surrogate.fitted(MIXED, X, y, np.zeros(20), points(rng, q), told)
    assert learned[0] == learned[1]


def test_without_pending_points_there_is_nothing_to_believe(rng: np.random.Generator) -> None:
    surrogate = fitted(rng)
    assert surrogate.believing(np.empty((0, MIXED.d))) is surrogate
