"""Symbols as in `models.outputs`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from models.arrays import Array
from models.outputs import LARGEST_NOISE, Outputs
from models.problem import Direction

losses_of_any_size = arrays(
    np.float64, st.integers(1, 20), elements=st.floats(allow_nan=False, allow_infinity=False)
)


def outputs(losses: list[float], direction: Direction = Direction.MINIMIZE) -> Outputs:
    return Outputs.of(np.array(losses), direction)


def test_standardised_losses_have_mean_zero_and_deviation_one() -> None:
    losses = np.array([3.0, 1.0, 2.0, 5.0])
    y = Outputs.of(losses, Direction.MINIMIZE).standardised(losses)
    assert y.mean() == pytest.approx(0.0, abs=1e-15)
    assert y.std() == pytest.approx(1.0)


def test_standardised_losses_keep_their_order() -> None:
    losses = np.array([3.0, 1.0, 2.0])
    y = Outputs.of(losses, Direction.MINIMIZE).standardised(losses)
    assert y[1] < y[2] < y[0]


def test_equal_losses_are_all_zero() -> None:
    assert_allclose(outputs([7.0, 7.0]).standardised(np.array([7.0])), [0.0], atol=1e-15)


def test_a_loss_far_beyond_the_median_counts_as_much_as_one_at_the_cut() -> None:
    # Median 2, best 1: the cut is at 2 + 3 (2 - 1) = 5.
    scale = outputs([1.0, 2.0, 1000.0])
    y = scale.standardised(np.array([5.0, 1000.0, 4.9]))
    assert y[0] == y[1]
    assert y[2] < y[0]


@pytest.mark.parametrize(
    ("direction", "mean"), [(Direction.MINIMIZE, 2.0), (Direction.MAXIMIZE, -2.0)]
)
def test_the_mean_of_the_losses_is_predicted_in_the_users_direction(
    direction: Direction, mean: float
) -> None:
    prediction = outputs([1.0, 2.0, 3.0], direction).prediction(0.0, 1.0)
    assert prediction.mean == pytest.approx(mean)
    assert prediction.std == pytest.approx(math.sqrt(2.0 / 3.0))


def test_noise_is_measured_in_variances_of_the_losses() -> None:
    assert_allclose(outputs([1.0, 3.0]).noise(np.array([0.5])), [0.25])


def test_noise_beyond_all_measure_is_bounded() -> None:
    assert_allclose(outputs([1.0, 3.0]).noise(np.array([1e300])), [LARGEST_NOISE])


@given(losses=losses_of_any_size)
def test_losses_of_any_size_are_standardised_to_finite_numbers(losses: Array) -> None:
    scale = Outputs.of(losses, Direction.MINIMIZE)
    y = scale.standardised(losses)
    assert np.isfinite(y).all()
    prediction = scale.prediction(float(y.min()), 1.0)
    assert math.isfinite(prediction.mean)
    assert math.isfinite(prediction.std)


@given(losses=arrays(np.float64, 8, elements=st.floats(-1e3, 1e3)))
def test_a_prediction_of_the_best_loss_is_the_best_loss(losses: Array) -> None:
    scale = Outputs.of(losses, Direction.MINIMIZE)
    y = scale.standardised(losses)
    tolerance = 1e-12 * max(np.abs(losses).max(), 1e-300)
    assert scale.prediction(float(y.min()), 1.0).mean == pytest.approx(
        losses.min(), rel=1e-9, abs=tolerance
    )


@pytest.mark.parametrize("penalty", [1e3, 1e160, 1e308, float(np.finfo(np.float64).max)])
def test_one_huge_loss_leaves_the_others_apart(penalty: float) -> None:
    losses = np.array([*np.linspace(0.0, 1.0, 9), penalty])
    y = Outputs.of(losses, Direction.MINIMIZE).standardised(losses)
    expected = Outputs.of(losses.clip(max=100.0), Direction.MINIMIZE).standardised(losses)
    assert_allclose(y, expected, rtol=1e-12)
