"""Symbols as in `models.utility`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime
from scipy.special import logsumexp

from models import Float, NormalPrior, SearchSpace
from models.acquisition import expected_improvement, log_expected_improvement
from models.arrays import Array
from models.fitting import DRAWS, FEW_OBSERVATIONS
from models.space import Region
from models.surrogate import Surrogate
from models.utility import Utility

PRIOR = NormalPrior(0.2, 0.05)
LIKELY = SearchSpace((Float("x", 0.0, 1.0, prior=PRIOR), Float("y", 0.0, 1.0)))
# The number of observations after which there are several members, or one.
SEVERAL, ONE = 10, FEW_OBSERVATIONS + 1
sizes = pytest.mark.parametrize("n", [SEVERAL, ONE], ids=["several", "one"])


def utility(rng: np.random.Generator, prior_weight: float, n: int = SEVERAL) -> Utility:
    surrogate = Surrogate.fitted(LIKELY, rng.random((n, 2)), rng.normal(size=n), np.zeros(n))
    best = rng.uniform(-1.5, -0.5, size=len(surrogate.learned.members))
    return Utility(surrogate, best, Region(LIKELY), prior_weight)


def of_members(utility: Utility, X: Array) -> Array:
    """The log expected improvement in the opinion of every member, (k, m)."""
    mean, std = utility.surrogate.opinions(X)
    pairs = zip(mean, std, utility.best, strict=True)
    return np.array([log_expected_improvement(*each) for each in pairs])


@sizes
def test_without_weight_the_utility_is_the_logarithm_of_the_mean_expected_improvement(
    rng: np.random.Generator, n: int
) -> None:
    plain, X = utility(rng, 0.0, n), rng.random((5, 2))
    mean, std = plain.surrogate.opinions(X)
    improvements = [expected_improvement(*each) for each in zip(mean, std, plain.best, strict=True)]
    assert len(improvements) == (DRAWS if n == SEVERAL else 1)
    assert_allclose(plain(X), np.log(np.mean(improvements, axis=0)), rtol=1e-12)


def test_the_mean_of_improvements_that_underflow_is_finite(rng: np.random.Generator) -> None:
    hopeless, X = utility(rng, 0.0), rng.random((5, 2))
    hopeless = Utility(hopeless.surrogate, hopeless.best - 1e4, hopeless.region, 0.0)
    logs = of_members(hopeless, X)
    assert logs.max() < -1e4
    assert_allclose(hopeless(X), logsumexp(logs, axis=0) - np.log(len(logs)), rtol=1e-14)


def test_a_member_to_which_a_point_promises_nothing_only_dilutes_what_it_promises_to_others(
    rng: np.random.Generator,
) -> None:
    plain, X = utility(rng, 0.0), rng.random((5, 2))
    best = np.array([plain.best[0], *[-1e6] * (len(plain.best) - 1)])
    alone = Utility(plain.surrogate, best, plain.region, 0.0)
    assert_allclose(alone(X), of_members(alone, X)[0] - np.log(len(best)), rtol=1e-12)


def test_the_prior_lifts_likely_points_in_proportion_to_its_weight(
    rng: np.random.Generator,
) -> None:
    nudged, X = utility(rng, 0.5), np.array([[0.2, 0.5], [0.9, 0.5]])
    logs = of_members(nudged, X)
    lift = nudged(X) - (logsumexp(logs, axis=0) - np.log(len(logs)))
    assert_allclose(lift, 0.5 * Region(LIKELY).log_prior(X), atol=1e-12)
    assert lift[0] > 0.0 > lift[1]


def test_the_smooth_part_is_the_utility_without_the_prior(rng: np.random.Generator) -> None:
    nudged, X = utility(rng, 0.5), rng.random((5, 2))
    plain = Utility(nudged.surrogate, nudged.best, nudged.region, 0.0)
    assert_allclose(nudged.smooth_part(X)[0], plain(X), rtol=1e-12)


@sizes
def test_the_gradients_of_the_smooth_part_agree_with_finite_differences(
    rng: np.random.Generator, n: int
) -> None:
    nudged, X = utility(rng, 0.5, n), rng.random((3, 2))

    def value(x: Array) -> float:
        return float(nudged.smooth_part(x[np.newaxis])[0][0])

    numerical = [approx_fprime(x, value, 1e-7) for x in X]
    assert_allclose(nudged.smooth_part(X)[1], numerical, rtol=1e-4, atol=1e-4)
