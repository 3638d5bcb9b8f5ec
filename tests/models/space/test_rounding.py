"""Symbols as in `models.space.rounding`; oracles compute with fractions, which never round."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.space import rounding
from models.space.rounding import Rounded, decimal, exact

Binary = Callable[[Rounded, Rounded], Rounded]
decimals = st.decimals(-1000, 1000, places=2).map(Fraction)
differences = decimals.filter(bool)


@pytest.fixture(autouse=True)
def _warnings_off() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def rounded(x: Fraction | float) -> Rounded:
    return decimal(np.asarray(float(x)))


def distance(c: Rounded, truth: Fraction) -> float:
    return float(abs(Fraction(float(c.value)) - truth))


def spread(*terms: float) -> Rounded:
    """Return a number that is zero, but for the rounding of these terms."""
    total = rounded(0.0)
    for term in terms:
        total = rounding.add(total, rounded(term))
    return total


ROUNDED_ZERO = (0.3, -0.1, -0.2)


# Bounds


@given(x=decimals, y=decimals, z=decimals)
def test_sums_and_products_are_within_their_bounds(x: Fraction, y: Fraction, z: Fraction) -> None:
    c = rounding.multiply(rounding.subtract(rounded(x), rounded(y)), rounded(z))
    assert distance(c, (x - y) * z) <= c.error


@given(x=decimals, y=decimals, d=differences)
def test_quotients_are_within_their_bounds(x: Fraction, y: Fraction, d: Fraction) -> None:
    c = rounding.divide(rounded(x), rounding.subtract(rounded(y + d), rounded(y)))
    # The bound is of first order: the second is the square of the divisor's relative error.
    assert distance(c, x / d) <= c.error * (1.0 + 1e-9)


@given(x=decimals, y=differences)
def test_remainders_are_within_their_bounds(x: Fraction, y: Fraction) -> None:
    c = rounding.remainder(rounded(x), rounded(y))
    assert distance(c, x % y) <= c.error


@given(x=decimals, y=decimals, d=differences)
def test_remainders_of_computed_divisors_are_within_their_bounds(
    x: Fraction, y: Fraction, d: Fraction
) -> None:
    c = rounding.remainder(rounded(x), rounding.subtract(rounded(y + d), rounded(y)))
    assert distance(c, x % d) <= c.error


@given(x=decimals.map(abs), y=decimals, exponent=st.integers(-3, 3))
def test_powers_with_computed_exponents_are_within_their_bounds(
    x: Fraction, y: Fraction, exponent: int
) -> None:
    c = rounding.power(rounded(x + 1), rounding.subtract(rounded(y + exponent), rounded(y)))
    assert distance(c, (x + 1) ** exponent) <= c.error * (1.0 + 1e-9)


@given(x=decimals, y=decimals, exponent=st.integers(0, 4))
def test_powers_are_within_their_bounds(x: Fraction, y: Fraction, exponent: int) -> None:
    c = rounding.power(rounding.subtract(rounded(x), rounded(y)), rounded(exponent))
    assert distance(c, (x - y) ** exponent) <= c.error * (1.0 + 1e-9)


@given(x=decimals, y=decimals, z=decimals)
def test_extremes_are_within_their_bounds(x: Fraction, y: Fraction, z: Fraction) -> None:
    low = rounding.minimum(rounding.absolute(rounded(x)), rounding.negate(rounded(y)))
    c = rounding.maximum(low, rounded(z))
    assert distance(c, max(min(abs(x), -y), z)) <= c.error


@given(x=decimals, d=differences)
def test_extremes_of_almost_equal_numbers_are_within_the_wider_bound(
    x: Fraction, d: Fraction
) -> None:
    computed = rounding.subtract(rounded(x + d), rounded(x))
    low, high = rounding.minimum(computed, rounded(d)), rounding.maximum(rounded(d), computed)
    assert distance(low, d) <= low.error
    assert distance(high, d) <= high.error


@pytest.mark.parametrize(
    ("operation", "truth"),
    [
        (rounding.add, Fraction(0.1) + Fraction(0.7)),
        (rounding.multiply, Fraction(0.1) * Fraction(0.7)),
        (rounding.divide, Fraction(0.1) / Fraction(0.7)),
    ],
)
def test_operations_on_exact_numbers_add_their_own_rounding(
    operation: Binary, truth: Fraction
) -> None:
    c = operation(exact(np.asarray(0.1)), exact(np.asarray(0.7)))
    assert 0.0 < distance(c, truth) <= c.error


@given(x=st.floats(0.01, 1e6))
def test_the_logarithm_of_a_power_is_the_multiple_of_the_logarithm(x: float) -> None:
    square = rounding.log(rounding.power(rounded(x), rounded(2.0)))
    double = rounding.multiply(rounded(2.0), rounding.log(rounded(x)))
    difference, tolerance = rounding.gap(square, double)
    assert abs(difference) <= tolerance


@given(x=decimals, d=differences)
def test_bounds_are_too_small_to_confuse_decimals(x: Fraction, d: Fraction) -> None:
    difference, tolerance = rounding.gap(rounded(x), rounded(x + d))
    assert abs(difference) > tolerance


def test_products_that_differ_by_one_in_1e14_stay_apart() -> None:
    c = rounding.multiply(rounded(1e7), rounded(1e7))
    difference, tolerance = rounding.gap(c, rounded(1e14 + 1.0))
    assert abs(difference) > tolerance


# Zero within rounding


def test_a_sum_that_should_be_zero_is_so_within_its_bound() -> None:
    c = spread(*ROUNDED_ZERO)
    assert 0.0 < abs(c.value) <= c.error


@pytest.mark.parametrize("operation", [rounding.divide, rounding.remainder])
def test_zero_within_rounding_divides_nothing(operation: Binary) -> None:
    assert np.isnan(operation(rounded(1.0), spread(*ROUNDED_ZERO)).value)


def test_zero_within_rounding_has_no_logarithm() -> None:
    assert np.isnan(rounding.log(spread(0.1, 0.2, -0.3)).value)


def test_zero_within_rounding_has_a_root_even_from_below() -> None:
    below = spread(*ROUNDED_ZERO)
    assert below.value < 0.0
    assert rounding.power(below, rounded(0.5)).value == 0.0


def test_the_root_of_zero_is_exact() -> None:
    root = rounding.power(rounded(0.0), rounded(0.5))
    assert [float(root.value), float(root.error)] == [0.0, 0.0]


def test_a_multiple_within_rounding_leaves_almost_nothing() -> None:
    assert 0.3 % 0.1 > 0.09
    c = rounding.remainder(rounded(0.3), rounded(0.1))
    assert abs(c.value) <= c.error


# Failures


@pytest.mark.parametrize(
    ("operation", "a", "b"),
    [
        (rounding.divide, 1.0, 0.0),
        (rounding.divide, 0.0, 0.0),
        (rounding.remainder, 1.0, 0.0),
        (rounding.power, -8.0, 1.0 / 3.0),
        (rounding.power, 0.0, -1.0),
        (rounding.power, 10.0, 400.0),
        (rounding.multiply, 1e200, -1e200),
        (rounding.add, 1e308, 1e308),
    ],
)
def test_what_has_no_finite_value_has_no_distance_from_anything(
    operation: Binary, a: float, b: float
) -> None:
    difference, _ = rounding.gap(operation(rounded(a), rounded(b)), rounded(1.0))
    assert np.isnan(difference)


@pytest.mark.parametrize("x", [0.0, -1.0])
def test_what_is_not_positive_has_no_logarithm(x: float) -> None:
    assert np.isnan(rounding.log(rounded(x)).value)


def test_an_overflow_is_not_hidden_by_what_follows() -> None:
    huge = rounding.multiply(rounded(1e200), rounded(1e200))
    difference, _ = rounding.gap(rounding.divide(rounded(5.0), huge), rounded(0.0))
    assert np.isnan(difference)


def test_finite_numbers_may_be_infinitely_far_apart() -> None:
    difference, tolerance = rounding.gap(rounded(1e308), rounded(-1e308))
    assert difference == np.inf
    assert np.isfinite(tolerance)
