"""Symbols as in `models.observations`."""

import math

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.errors import SurrogateInputError
from models.observations import (
    MOST_OBSERVATIONS,
    Hyperparameters,
    Observations,
    most_telling,
)

GROUPS = np.array([0, 1, 1])


def observed(Z: Array, y: Array) -> Observations:
    return Observations(Z, y, GROUPS, np.zeros(len(y)))


@pytest.mark.parametrize("bad", [0.0, -1.0, math.inf, math.nan])
def test_a_length_scale_is_positive_and_finite(bad: float) -> None:
    with pytest.raises(SurrogateInputError, match="expected positive numbers"):
        Hyperparameters(np.array([1.0, bad]), 1.0, 1.0)


@pytest.mark.parametrize("bad", [0.0, -1.0, math.inf, math.nan])
def test_variances_are_positive_and_finite(bad: float) -> None:
    with pytest.raises(SurrogateInputError):
        Hyperparameters(np.ones(2), bad, 1.0)
    with pytest.raises(SurrogateInputError):
        Hyperparameters(np.ones(2), 1.0, bad)


@pytest.mark.parametrize("bad", [-0.1, math.inf, math.nan])
def test_the_variance_of_a_trend_is_a_variance(bad: float) -> None:
    with pytest.raises(SurrogateInputError, match="hyperparameters: expected"):
        Hyperparameters(np.ones(2), 1.0, 1.0, bad)


def test_groups_count_the_length_scales_not_the_columns() -> None:
    assert observed(np.zeros((4, 3)), np.zeros(4)).number_of_groups == 2


def test_there_is_one_value_per_point() -> None:
    with pytest.raises(SurrogateInputError, match=r"expected \(4,\), at most \(3,\), \(4,\)"):
        observed(np.zeros((4, 3)), np.zeros(5))


def test_there_are_no_more_groups_than_columns() -> None:
    with pytest.raises(SurrogateInputError):
        observed(np.zeros((4, 2)), np.zeros(4))


def test_there_is_a_group() -> None:
    with pytest.raises(SurrogateInputError):
        Observations(np.zeros((4, 2)), np.zeros(4), np.empty(0, dtype=np.intp), np.zeros(4))


def test_columns_without_a_group_are_the_features_of_a_trend() -> None:
    observations = observed(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), np.zeros(1))
    assert_array_equal(observations.columns, [[1.0, 2.0, 3.0]])
    assert_array_equal(observations.features, [[4.0, 5.0]])
    assert observations.has_trend
    assert not observed(np.zeros((1, 3)), np.zeros(1)).has_trend


def test_there_is_one_extra_noise_per_point() -> None:
    with pytest.raises(SurrogateInputError):
        Observations(np.zeros((4, 3)), np.zeros(4), GROUPS, np.zeros(3))


def test_there_is_at_least_one_point() -> None:
    with pytest.raises(SurrogateInputError):
        observed(np.zeros((0, 3)), np.zeros(0))


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_points_and_values_are_finite(bad: float) -> None:
    with pytest.raises(SurrogateInputError, match="expected finite numbers"):
        observed(np.full((1, 3), bad), np.zeros(1))
    with pytest.raises(SurrogateInputError, match="expected finite numbers"):
        observed(np.zeros((1, 3)), np.array([bad]))


def test_groups_are_numbered_from_zero() -> None:
    with pytest.raises(SurrogateInputError, match="expected indices from 0"):
        Observations(np.zeros((1, 2)), np.zeros(1), np.array([-1, 0]), np.zeros(1))


@pytest.mark.parametrize("bad", [-0.1, math.inf, math.nan])
def test_extra_noise_is_a_finite_variance(bad: float) -> None:
    with pytest.raises(SurrogateInputError, match="extra_noise: expected variances"):
        Observations(np.zeros((1, 3)), np.zeros(1), GROUPS, np.array([bad]))


def test_an_error_names_the_argument_at_fault() -> None:
    with pytest.raises(SurrogateInputError) as caught:
        Hyperparameters(np.ones(2), -1.0, 1.0)
    assert caught.value.name == "hyperparameters"


def test_extended_observations_stand_after_the_old_ones() -> None:
    old = Observations(np.zeros((2, 3)), np.zeros(2), GROUPS, np.zeros(2))
    both = old.extended(Observations(np.ones((1, 3)), np.ones(1), GROUPS, np.full(1, 0.5)))
    assert_array_equal(both.Z, [[0.0] * 3, [0.0] * 3, [1.0] * 3])
    assert_array_equal(both.y, [0.0, 0.0, 1.0])
    assert_array_equal(both.extra_noise, [0.0, 0.0, 0.5])


def test_extending_leaves_the_old_observations_as_they_were() -> None:
    old = observed(np.zeros((2, 3)), np.zeros(2))
    old.extended(observed(np.ones((1, 3)), np.ones(1)))
    assert_array_equal(old.y, [0.0, 0.0])


def test_equal_observations_have_equal_digests(rng: np.random.Generator) -> None:
    Z, y = rng.random((5, 3)), rng.normal(size=5)
    in_columns = np.asfortranarray(Z)
    assert observed(Z, y).digest == observed(in_columns, y.copy()).digest


def test_the_last_bit_of_any_number_tells_observations_apart(rng: np.random.Generator) -> None:
    Z, y, noise = rng.random((5, 3)), rng.normal(size=5), np.full(5, 0.1)
    digests = {
        Observations(*parts).digest
        for parts in (
            (Z, y, GROUPS, noise),
            (np.nextafter(Z, 1.0), y, GROUPS, noise),
            (Z, np.nextafter(y, 1.0), GROUPS, noise),
            (Z, y, np.array([0, 0, 1]), noise),
            (Z, y, GROUPS, np.nextafter(noise, 1.0)),
            # The same columns, of which the last is a feature.
            (Z, y, GROUPS[:2], noise),
        )
    }
    assert len(digests) == 6


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
