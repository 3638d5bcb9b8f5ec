"""Symbols as in `models.hyperprior`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.hyperprior import (
    NOISE_BOUNDS,
    NOISE_CENTRE,
    SIGNAL_BOUNDS,
    SIGNAL_CENTRE,
    SIGNAL_CENTRE_BESIDE_TREND,
    TREND_CENTRE,
    Hyperprior,
)
from models.observations import Observations


@pytest.mark.parametrize(("g", "length_scale"), [(1, 0.3), (4, 0.6), (16, 1.2), (100, 1.5)])
def test_length_scales_are_expected_to_grow_with_the_dimension(g: int, length_scale: float) -> None:
    centre = Hyperprior.of(g, has_trend=False).centre
    assert_allclose(np.exp(centre), [*[length_scale] * g, SIGNAL_CENTRE, NOISE_CENTRE])


def test_beside_a_trend_less_is_left_to_the_signal() -> None:
    centre = Hyperprior.of(1, has_trend=True).centre
    assert_allclose(np.exp(centre), [0.3, SIGNAL_CENTRE_BESIDE_TREND, NOISE_CENTRE, TREND_CENTRE])
    assert SIGNAL_CENTRE_BESIDE_TREND < SIGNAL_CENTRE


@pytest.mark.parametrize(("columns", "size"), [(2, 4), (3, 5)], ids=["no trend", "trend"])
def test_the_prior_is_over_what_explains_the_observations(columns: int, size: int) -> None:
    observations = Observations(np.zeros((1, columns)), np.zeros(1), np.arange(2), np.zeros(1))
    assert Hyperprior.over(observations).centre.shape == (size,)


@pytest.mark.parametrize(
    "prior", [Hyperprior.of(3, has_trend=False), Hyperprior.of(3, has_trend=True)]
)
def test_the_centre_lies_within_the_bounds(prior: Hyperprior) -> None:
    assert (prior.low < prior.centre).all()
    assert (prior.centre < prior.high).all()
    assert (prior.deviation > 0.0).all()


def test_the_bounds_keep_a_covariance_of_standardised_values_definite() -> None:
    assert NOISE_BOUNDS[0] == pytest.approx(1e-6)
    assert SIGNAL_BOUNDS[0] < 1.0 < SIGNAL_BOUNDS[1]
