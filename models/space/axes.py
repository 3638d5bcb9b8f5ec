"""How the numbers of a parameter lie in [0, 1]: evenly, or evenly in their logarithm.

Symbols: u (m,) positions in [0, 1]; x (m,) numbers on the parameter's own scale;
i (m,) indices of the values of a discrete parameter, from 0.

A continuous parameter hands out numbers of at most `DIGITS` digits, so that a number survives the
way to its position and back exactly, and is short to read. The values of a discrete one own a
cell of [0, 1] each, and stand in its middle.
"""

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np

from models.arrays import Array, IntArray

# Positions have 53 bits, of which the logarithm of a wide range costs ten: 12 decimal digits fit.
DIGITS = 12
# What a float holds whatever its leading digit.
FLOAT_DIGITS = 15
# Above, neither 10^n nor an integer is exact as a float.
EXACT_POWER = 22
EXACT_INTEGER = 2**53


class Axis(Protocol):
    """Places the numbers of a parameter in [0, 1]."""

    @property
    def count(self) -> int | None:
        """How many numbers there are; None on a continuous axis."""
        ...

    def numbers(self, u: Array) -> Array:
        """Return the number that the parameter has at every position, (m,)."""
        ...

    def reals(self, u: Array) -> Array:
        """Return the real number at every position, not yet rounded to one it can have, (m,)."""
        ...

    def positions(self, x: Array) -> Array:
        """Return where every number of the parameter stands, (m,)."""
        ...


@dataclass(frozen=True, slots=True)
class Continuum:
    """All numbers from low to high, both included."""

    low: float
    high: float
    log: bool

    @property
    def count(self) -> None:
        """Too many to count."""
        return

    def numbers(self, u: Array) -> Array:
        """Return the number at every position, of at most `DIGITS` digits, (m,)."""
        x = self.reals(u)
        x = _significant(x) if self.log else _rounded(x, self._decimals())
        x = np.clip(x, self.low, self.high)
        return np.select([u <= 0.0, u >= 1.0], [self.low, self.high], x)

    def reals(self, u: Array) -> Array:
        """Return the number at every position, with all its digits, (m,)."""
        low, high = self._ends()
        # Without the difference of the ends, which may overflow.
        x = low * (1.0 - u) + high * u
        return np.exp(x) if self.log else x

    def positions(self, x: Array) -> Array:
        """Return where every number stands, (m,)."""
        low, high = self._ends()
        x = np.log(x) if self.log else x
        # Halved, the difference of the ends cannot overflow.
        u = (0.5 * x - 0.5 * low) / (0.5 * high - 0.5 * low)
        return np.asarray(np.clip(u, 0.0, 1.0), dtype=np.float64)

    def _ends(self) -> tuple[float, float]:
        """Return low and high on the scale that is even."""
        return (math.log(self.low), math.log(self.high)) if self.log else (self.low, self.high)

    def _decimals(self) -> int:
        """Return the decimal places of the numbers of a linear axis, negative for large ones."""
        largest = max(abs(self.low), abs(self.high))
        for_range = DIGITS - 1 - _magnitude(0.5 * self.high - 0.5 * self.low)
        return min(for_range, FLOAT_DIGITS - 1 - _magnitude(largest))


@dataclass(frozen=True, slots=True)
class Lattice:
    """The numbers low, low + step, ... , `count` of them.

    On a logarithmic axis a number owns the logarithms that are nearer to it than to its
    neighbours on the linear scale, as a rounded real number would.
    """

    low: float
    step: float
    count: int
    log: bool = False
    # Low and step as multiples of a power of ten, if integers hold all numbers exactly.
    exact: tuple[int, int, float] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the decimal form of low and step."""
        low, step = Decimal(repr(self.low)), Decimal(repr(self.step))
        exponents = (low.as_tuple().exponent, step.as_tuple().exponent)
        places = max(0, *(-each for each in exponents if isinstance(each, int)))
        largest = (abs(low) + self.count * abs(step)) * 10**places
        exact = places <= EXACT_POWER and largest <= EXACT_INTEGER
        multiples = (int(low * 10**places), int(step * 10**places), float(10**places))
        object.__setattr__(self, "exact", multiples if exact else None)

    @classmethod
    def between(cls, low: float, high: float, step: float, *, log: bool = False) -> "Lattice":
        """Return the lattice of the steps from low that do not pass high.

        The decimal forms of the arguments count: from 0.1 to 1.0 by 0.05 there are 19 numbers.
        """
        steps = (Decimal(repr(high)) - Decimal(repr(low))) / Decimal(repr(step))
        return cls(low, step, math.floor(steps) + 1, log)

    def numbers(self, u: Array) -> Array:
        """Return the number of the cell that holds each position, (m,)."""
        return self.number_at(self.indices(u))

    def indices(self, u: Array) -> IntArray:
        """Return the index of the cell that holds each position, (m,)."""
        i = (
            np.floor((self.reals(u) - self.low) / self.step + 0.5)
            if self.log
            else np.floor(u * self.count)
        )
        return np.clip(i, 0, self.count - 1).astype(np.intp)

    def reals(self, u: Array) -> Array:
        """Return the real number at every position, up to half a step beyond the ends, (m,)."""
        if not self.log:
            return np.asarray(self.low + self.step * (u * self.count - 0.5), dtype=np.float64)
        first, last = self._log_ends()
        return np.asarray(np.exp(first + u * (last - first)), dtype=np.float64)

    def number_at(self, i: IntArray) -> Array:
        """Return the number of every index, (m,), the float nearest to its decimal form."""
        if self.exact is None:
            return np.asarray(self.low + i * self.step, dtype=np.float64)
        low, step, power = self.exact
        return np.asarray((low + i * step) / power, dtype=np.float64)

    def positions(self, x: Array) -> Array:
        """Return the middle of the cell of every number, (m,)."""
        return self.position_of(np.rint((x - self.low) / self.step))

    def position_of(self, i: Array | IntArray) -> Array:
        """Return the middle of the cell of every index, (m,)."""
        if not self.log:
            return np.asarray((i + 0.5) / self.count, dtype=np.float64)
        first, last = self._log_ends()
        return np.asarray((np.log(self.low + i * self.step) - first) / (last - first))

    def _log_ends(self) -> tuple[float, float]:
        """Return the logarithms where the first cell begins and the last one ends."""
        half = 0.5 * self.step
        first = self.low - min(half, 0.5 * self.low)
        return math.log(first), math.log(self.low + (self.count - 1) * self.step + half)


def _magnitude(x: float) -> int:
    """Return the power of ten of the leading digit; of zero, that of the smallest float."""
    return math.floor(math.log10(max(x, 5e-324)))


def _rounded(x: Array, decimals: int) -> Array:
    """Return numbers with so many decimal places, each the float nearest to its decimal form."""
    if decimals > FLOAT_DIGITS + 290:
        return x
    return _scaled(x, np.full_like(x, decimals))


def _significant(x: Array) -> Array:
    """Return positive numbers with `DIGITS` significant digits."""
    decimals = DIGITS - 1 - np.floor(np.log10(x))
    # Nearer to zero than this, the power of ten would overflow.
    return np.where(decimals > FLOAT_DIGITS + 290, x, _scaled(x, np.minimum(decimals, 305.0)))


def _scaled(x: Array, decimals: Array) -> Array:
    """Return numbers rounded to a number of decimal places each, (m,)."""
    power = 10.0 ** np.abs(decimals)
    # A power of ten up to 22 is exact, and so is a quotient by it where a product is not.
    return np.where(decimals >= 0.0, np.rint(x * power) / power, np.rint(x / power) * power)
