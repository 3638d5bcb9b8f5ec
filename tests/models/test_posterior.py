"""Symbols as in `models.posterior`.

A chain that begins with a draw from a density stays in it: draws of many chains, each of which
begins with an exact draw, are independent draws from the density if the chain is right.
"""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import truncnorm

from models.arrays import Array
from models.errors import SurrogateError
from models.posterior import Potential, draws

CHAINS = 2_000
MEAN = np.array([0.5, -1.0])
# The principal deviations are 1.1 and 0.24: along the second, every step errs.
COVARIANCE = np.array([[1.0, 0.45], [0.45, 0.27]])
PRECISION = np.linalg.inv(COVARIANCE)
FAR = np.full(2, -50.0), np.full(2, 50.0)


def correlated(z: Array) -> tuple[float, Array]:
    """A normal density of `MEAN` and `COVARIANCE`."""
    gradient = PRECISION @ (z - MEAN)
    return 0.5 * float((z - MEAN) @ gradient), gradient


def standard(z: Array) -> tuple[float, Array]:
    """The standard normal density."""
    return 0.5 * float(z @ z), z


def halved(z: Array) -> tuple[float, Array]:
    """The standard normal density, and none where the first coordinate is negative."""
    if z[0] < 0.0:
        raise SurrogateError(1, 0.0)
    return standard(z)


def last_draws(
    potential: Potential, starts: Array, low: Array, high: Array, rng: np.random.Generator
) -> Array:
    """Return the only draw of every chain, (m, d)."""
    return np.array([draws(potential, start, low, high, 1, rng)[0] for start in starts])


def assert_mean(drawn: Array, mean: Array | float, deviation: Array | float) -> None:
    """Assert that the mean of draws is within 4 standard errors of the true one."""
    z = (drawn.mean(axis=0) - mean) / deviation
    assert_allclose(z, 0.0, atol=4.0 / math.sqrt(len(drawn)))


def test_draws_from_a_correlated_normal_have_its_mean_and_covariance(
    rng: np.random.Generator,
) -> None:
    starts = rng.multivariate_normal(MEAN, COVARIANCE, size=CHAINS)
    drawn = last_draws(correlated, starts, *FAR, rng)
    deviation = np.sqrt(np.diagonal(COVARIANCE))
    assert_mean(drawn, MEAN, deviation)
    # A product of two deviations has a standard error of sqrt((1 + r^2) / m), at most sqrt(2 / m).
    ratio = (np.cov(drawn.T) - COVARIANCE) / np.outer(deviation, deviation)
    assert_allclose(ratio, 0.0, atol=4.0 * math.sqrt(2.0 / CHAINS))
    # Also in the direction of least deviation, where the steps are longest.
    along = np.linalg.eigh(COVARIANCE)[1][:, 0]
    narrow = float(np.var(drawn @ along) / (along @ COVARIANCE @ along))
    assert narrow == pytest.approx(1.0, abs=4.0 * math.sqrt(2.0 / CHAINS))


def test_draws_from_a_truncated_normal_have_its_mean_and_variance(
    rng: np.random.Generator,
) -> None:
    low, high = np.array([-0.3, -50.0]), np.array([0.8, 0.1])
    truth = truncnorm(low, high)
    starts = truth.rvs(size=(CHAINS, 2), random_state=rng)
    drawn = last_draws(standard, starts, low, high, rng)
    assert_mean(drawn, truth.mean(), truth.std())
    # Truncation leaves fewer extremes than the normal, for which it would be this.
    tolerance = 4.0 * math.sqrt(2.0 / CHAINS)
    assert_allclose(drawn.var(axis=0) / truth.var(), 1.0, atol=tolerance)


def test_where_the_density_is_an_error_it_is_zero(rng: np.random.Generator) -> None:
    starts = rng.normal(size=(CHAINS, 2))
    starts[:, 0] = np.abs(starts[:, 0])
    drawn = last_draws(halved, starts, *FAR, rng)
    assert drawn[:, 0].min() >= 0.0
    mean = np.array([math.sqrt(2.0 / math.pi), 0.0])
    assert_mean(drawn, mean, np.array([math.sqrt(1.0 - 2.0 / math.pi), 1.0]))


def test_a_chain_forgets_where_it_began(rng: np.random.Generator) -> None:
    starts = rng.normal(size=(CHAINS, 2))
    drawn = last_draws(standard, starts, *FAR, rng)
    correlation = np.corrcoef(starts[:, 0], drawn[:, 0])[0, 1]
    assert correlation == pytest.approx(0.0, abs=4.0 / math.sqrt(CHAINS))


def test_the_draws_of_a_chain_hardly_depend_on_each_other(rng: np.random.Generator) -> None:
    drawn = np.array(draws(standard, np.zeros(2), *FAR, 1_000, rng))
    correlations = [np.corrcoef(z[:-1], z[1:])[0, 1] for z in drawn.T]
    # A path of a quarter of a turn would leave none; the steps that differ leave 0.03.
    assert_allclose(correlations, 0.03, atol=4.0 / math.sqrt(1_000))


@pytest.mark.parametrize("width", [1e-3, 0.1, 1.0])
def test_no_draw_leaves_the_bounds(rng: np.random.Generator, width: float) -> None:
    low, high = np.array([-0.5 * width, 1.0]), np.array([0.5 * width, 1.0 + width])
    drawn = np.array(draws(correlated, 0.5 * (low + high), low, high, 100, rng))
    assert (drawn >= low).all()
    assert (drawn <= high).all()


def test_the_same_chance_gives_the_same_draws() -> None:
    first, second = (
        draws(standard, np.zeros(2), *FAR, 5, np.random.default_rng(3)) for _ in range(2)
    )
    assert_array_equal(first, second)
    assert len(np.unique(first, axis=0)) > 1


def test_there_are_as_many_draws_as_wanted(rng: np.random.Generator) -> None:
    assert [each.shape for each in draws(standard, np.zeros(2), *FAR, 7, rng)] == [(2,)] * 7


def test_the_start_is_not_altered(rng: np.random.Generator) -> None:
    start = np.zeros(2)
    draws(correlated, start, *FAR, 5, rng)
    assert_array_equal(start, [0.0, 0.0])


def test_a_start_without_density_is_an_error(rng: np.random.Generator) -> None:
    with pytest.raises(SurrogateError):
        draws(halved, np.array([-1.0, 0.0]), *FAR, 1, rng)
