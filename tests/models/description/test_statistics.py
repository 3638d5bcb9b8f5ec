import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from models.arrays import Array
from models.description import Column
from models.description.statistics import (
    entropy,
    kurtosis,
    mean_absolute_correlation,
    skewness,
    standardised,
    summary,
)

NAN = np.nan


def test_the_skewness_of_one_in_five_is_three_halves() -> None:
    # Of a Bernoulli variable it is (1 - 2p) / sqrt(p (1 - p)).
    assert skewness(np.array([0.0, 0.0, 0.0, 0.0, 1.0])) == pytest.approx(1.5)


def test_the_kurtosis_of_a_fair_coin_is_least() -> None:
    assert kurtosis(np.array([0.0, 1.0, 0.0, 1.0])) == pytest.approx(-2.0)


def test_scipy_finds_the_same(rng: np.random.Generator) -> None:
    for drawn in (rng.normal(size=200), rng.exponential(3.0, size=50), rng.integers(9, size=30)):
        x = drawn.astype(np.float64)
        assert skewness(x) == pytest.approx(scipy.stats.skew(x), rel=1e-9, abs=1e-12)
        assert kurtosis(x) == pytest.approx(scipy.stats.kurtosis(x), rel=1e-9, abs=1e-12)


@given(x=arrays(np.float64, st.integers(0, 9), elements=st.floats(allow_nan=False, width=64)))
def test_whatever_the_values_a_shape_is_finite_or_none(x: Array) -> None:
    x = x[np.isfinite(x)]
    for shape in (skewness(x), kurtosis(x)):
        assert shape is None or math.isfinite(shape)


@pytest.mark.parametrize("x", [[], [3.0], [0.0, 0.0], [0.1] * 7, [1e300] * 3])
def test_a_constant_has_no_shape(x: list[float]) -> None:
    assert standardised(np.array(x)) is None
    assert skewness(np.array(x)) is None
    assert kurtosis(np.array(x)) is None


def test_scale_and_place_change_no_shape(rng: np.random.Generator) -> None:
    x = rng.exponential(size=40)
    assert skewness(-1e200 * x + 1e199) == pytest.approx(-(skewness(x) or NAN))
    assert kurtosis(-1e200 * x + 1e199) == pytest.approx(kurtosis(x))


@pytest.mark.parametrize(
    ("shares", "bits"),
    [([1.0], 0.0), ([0.5, 0.5], 1.0), ([0.25] * 4, 2.0), ([0.5, 0.25, 0.25], 1.5)],
)
def test_entropy_is_in_bits(shares: list[float], bits: float) -> None:
    assert str(entropy(np.array(shares))) == str(bits)


def test_a_summary_is_that_of_all_there_are() -> None:
    found = summary("skewness", [1.0, 2.0, 6.0])
    assert found["mean_skewness"] == 3.0
    assert_allclose(found["std_skewness"], math.sqrt(14.0 / 3.0))
    assert (found["min_skewness"], found["max_skewness"]) == (1.0, 6.0)
    assert summary("skewness", []) == {}


def of(*columns: list[float]) -> list[Column]:
    """Return columns of numbers."""
    return [Column.of_numbers(f"x{i}", np.array(each)) for i, each in enumerate(columns)]


def test_numpy_finds_the_same_correlation(rng: np.random.Generator) -> None:
    X = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4))
    R = np.abs(np.corrcoef(X.T))
    found = mean_absolute_correlation(of(*X.T.tolist()))
    assert found == pytest.approx(R[np.triu_indices(4, 1)].mean())


def test_a_missing_value_counts_as_the_mean_and_a_constant_not_at_all() -> None:
    x, y = [1.0, 2.0, 3.0, NAN], [2.0, 4.0, 9.0, 1.0]
    filled = np.corrcoef([1.0, 2.0, 3.0, 2.0], y)[0, 1]
    assert mean_absolute_correlation(of(x, y, [5.0] * 4)) == pytest.approx(abs(filled))


def test_one_column_has_no_correlation() -> None:
    assert mean_absolute_correlation(of([1.0, 2.0, 3.0])) is None
    assert mean_absolute_correlation([]) is None


def test_columns_behind_the_first_hundred_are_left_out(rng: np.random.Generator) -> None:
    X = rng.normal(size=(30, 130))
    X[:, 100:] = X[:, :1]
    assert mean_absolute_correlation(of(*X.T.tolist())) == mean_absolute_correlation(
        of(*X[:, :100].T.tolist())
    )
