"""Symbols as in `models.utility`."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from models import Float, NormalPrior, SearchSpace
from models.acquisition import log_expected_improvement
from models.arrays import Array
from models.space import Region
from models.surrogate import Surrogate
from models.utility import Utility

PRIOR = NormalPrior(0.2, 0.05)
LIKELY = SearchSpace((Float("x", 0.0, 1.0, prior=PRIOR), Float("y", 0.0, 1.0)))


def utility(rng: np.random.Generator, prior_weight: float) -> Utility:
    surrogate = Surrogate.fitted(LIKELY, rng.random((10, 2)), rng.normal(size=10), np.zeros(10))
    return Utility(surrogate, -1.0, Region(LIKELY), prior_weight)


def test_without_weight_the_utility_is_the_log_expected_improvement(
    rng: np.random.Generator,
) -> None:
    plain, X = utility(rng, 0.0), rng.random((5, 2))
    expected = log_expected_improvement(*plain.surrogate.predict(X), -1.0)
    assert_allclose(plain(X), expected, rtol=1e-14)


def test_the_prior_lifts_likely_points_in_proportion_to_its_weight(
    rng: np.random.Generator,
) -> None:
    nudged, X = utility(rng, 0.5), np.array([[0.2, 0.5], [0.9, 0.5]])
    lift = nudged(X) - log_expected_improvement(*nudged.surrogate.predict(X), -1.0)
    assert_allclose(lift, 0.5 * Region(LIKELY).log_prior(X), atol=1e-12)
    assert lift[0] > 0.0 > lift[1]


def test_the_gradient_of_the_smooth_part_agrees_with_finite_differences(
    rng: np.random.Generator,
) -> None:
    nudged, x = utility(rng, 0.5), rng.random(2)

    def value(x: Array) -> float:
        return nudged.smooth_part(x)[0]

    assert_allclose(nudged.smooth_part(x)[1], approx_fprime(x, value, 1e-7), rtol=1e-4, atol=1e-4)
