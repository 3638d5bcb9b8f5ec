"""The arithmetic of constraint expressions: that of Python's floats, on arrays.

Who checks a suggestion in another language must not find it violated, so nothing is rounded or
forgiven here: 0.1 + 0.2 <= 0.3 is false, as it is wherever doubles are added. Where Python raises
an error or leaves the real numbers, the result is NaN, and so is all that is computed from it:
divisions by zero, logarithms of what is not positive, fractional powers of negative numbers, powers
beyond the largest float. Sums, products and quotients beyond it are infinite, as in Python.

Languages may differ in the last digit of a power or a logarithm. NumPy's own differ from Python's
there, and between processors, so others stand in for them.

Symbols: a, b, c numbers, (m,), or () for constants. Call these functions with NumPy's warnings off.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.special import xlogy

from models.arrays import Array

SQUARE = 2.0

Function = Callable[[Array], Array]
Operation = Callable[[Array, Array], Array]


def divide(a: Array, b: Array) -> Array:
    """Return a / b, NaN where b is zero."""
    return a / np.where(b == 0.0, np.nan, b)


def power(a: Array, b: Array) -> Array:
    """Return a^b; 0^0 is 1. NaN where it is complex, or infinite though a and b are not."""
    # Squares are what most people write, and take a sixth of the time.
    c = np.square(a, dtype=np.float64) if np.all(b == SQUARE) else np.float_power(a, b)
    is_too_large = np.isinf(c) & np.isfinite(a) & np.isfinite(b)
    # NaN^0 and 1^NaN are 1 to NumPy, which would hide a failure.
    return np.where(is_too_large | np.isnan(a) | np.isnan(b), np.nan, c)


def log(a: Array) -> Array:
    """Return the natural logarithm, NaN where a is not positive."""
    return np.asarray(xlogy(1.0, np.where(a > 0.0, a, np.nan)))


# A remainder has the sign of the divisor, and is NaN where that is zero.
OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": divide,
        "%": np.remainder,
        "**": power,
        "min": np.minimum,
        "max": np.maximum,
    }
)
FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {"-": np.negative, "abs": np.abs, "log": log}
)
