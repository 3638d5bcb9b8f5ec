"""Arithmetic that bounds its own rounding errors.

0.1, 0.2 and 0.3 are values of one grid to a user, but 0.1 + 0.2 is not 0.3 to the machine. So every
number carries a bound on its distance from what exact arithmetic on the decimals would give, to
first order (Higham, 2002, "Accuracy and Stability of Numerical Algorithms", section 3.3), and
numbers closer to each other than their bounds count as equal. Integers below about 1e14 stay apart.

What has no value (a division by zero, the logarithm of what is not positive) is NaN; what
overflows has an infinite bound. Both spread to all that is computed from them. Call these functions
with NumPy's warnings off.

Symbols: a, b Rounded; c the value of the result; all of shape (m,), or () for constants.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.arrays import Array, BoolArray

EPS: Final = float(np.finfo(np.float64).eps)
# A value low + k * step of a grid is off by up to 1.5 EPS, one read from text by half an EPS.
INPUT: Final = 2.0 * EPS
# Vectorised powers and logarithms are good to 4 units in the last place, sums to half of one.
LIBRARY: Final = 4.0 * EPS


@dataclass(frozen=True, slots=True)
class Rounded:
    """Numbers, each within `error` of the exact one."""

    value: Array
    error: Array


def decimal(value: Array) -> Rounded:
    """Return numbers that stand for the decimals next to them."""
    return Rounded(value, INPUT * np.abs(value))


def exact(value: Array) -> Rounded:
    """Return numbers that are just what they are."""
    return Rounded(value, np.zeros(()))


def add(a: Rounded, b: Rounded) -> Rounded:
    """Return a + b."""
    c = a.value + b.value
    return Rounded(c, a.error + b.error + EPS * np.abs(c))


def subtract(a: Rounded, b: Rounded) -> Rounded:
    """Return a - b."""
    return add(a, negate(b))


def multiply(a: Rounded, b: Rounded) -> Rounded:
    """Return a b."""
    c = a.value * b.value
    error = np.abs(a.value) * b.error + np.abs(b.value) * a.error
    return Rounded(c, error + EPS * np.abs(c))


def divide(a: Rounded, b: Rounded) -> Rounded:
    """Return a / b, NaN where b is zero within rounding."""
    divisor = _nonzero(b)
    c = a.value / divisor
    return Rounded(c, (a.error + np.abs(c) * b.error) / np.abs(divisor) + EPS * np.abs(c))


def remainder(a: Rounded, b: Rounded) -> Rounded:
    """Return a - b floor(a / b), with the sign of b; NaN where b is zero within rounding.

    Just below a multiple of b by rounding alone, it is the small negative number rather than the
    one next to b: 0.3 % 0.1 is almost 0.
    """
    divisor = _nonzero(b)
    c = np.remainder(a.value, divisor)
    # Rounded up: a quotient just below an integer may be that integer.
    multiples = np.ceil(np.abs(a.value / divisor))
    error = a.error + multiples * b.error + EPS * np.abs(c)
    is_multiple = np.abs(divisor) - np.abs(c) <= error
    return Rounded(np.where(is_multiple, c - divisor, c), error)


def power(a: Rounded, b: Rounded) -> Rounded:
    """Return a^b, NaN where a is negative and b no integer; 0^0 is 1, as in Python."""
    c = np.where(_is_zero(a), 0.0, a.value) ** b.value
    size = np.abs(a.value) + a.error
    # At an exact zero the derivatives below have no value, and there is no error to carry on.
    size = np.where(size == 0.0, 1.0, size)
    relative = np.abs(b.value) * a.error / size + np.abs(np.log(size)) * b.error
    return Rounded(c, size**b.value * relative + LIBRARY * np.abs(c))


def minimum(a: Rounded, b: Rounded) -> Rounded:
    """Return the lesser of a and b."""
    return Rounded(np.minimum(a.value, b.value), np.maximum(a.error, b.error))


def maximum(a: Rounded, b: Rounded) -> Rounded:
    """Return the greater of a and b."""
    return Rounded(np.maximum(a.value, b.value), np.maximum(a.error, b.error))


def negate(a: Rounded) -> Rounded:
    """Return -a."""
    return Rounded(-a.value, a.error)


def absolute(a: Rounded) -> Rounded:
    """Return |a|."""
    return Rounded(np.abs(a.value), a.error)


def log(a: Rounded) -> Rounded:
    """Return the natural logarithm, NaN where a is not positive beyond rounding."""
    positive = np.where(a.value > a.error, a.value, np.nan)
    c = np.log(positive)
    return Rounded(c, a.error / positive + LIBRARY * np.abs(c))


def gap(a: Rounded, b: Rounded) -> tuple[Array, Array]:
    """Return a - b, NaN where either has no value, and how far it may be from 0 if they are equal.

    Two finite numbers may be infinitely far apart.
    """
    tolerance = a.error + b.error
    return np.where(np.isfinite(tolerance), a.value - b.value, np.nan), tolerance


def _is_zero(a: Rounded) -> BoolArray:
    return np.abs(a.value) <= a.error


def _nonzero(a: Rounded) -> Array:
    return np.where(_is_zero(a), np.nan, a.value)
