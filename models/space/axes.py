"""How the numbers of a parameter lie in [0, 1]: evenly, or evenly in their logarithm.

Symbols: u (m,) positions in [0, 1]; x (m,) numbers on the parameter's own scale;
i (m,) indices of the values of a discrete parameter, from 0.

A continuous parameter hands out numbers of at most `DIGITS` digits, so that a number survives the
way to its position and back exactly, and is short to read. The values of a discrete one own a
cell of [0, 1] each, and stand in its middle.
"""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import numpy as np

from models.arrays import Array, IntArray

# Positions have 53 bits, of which the logarithm of a wide range costs ten: 12 decimal digits fit.
DIGITS = 12
# What a float holds whatever its leading digit.
FLOAT_DIGITS = 15
# Up to here powers of ten, and integers, are exact as floats.
EXACT_POWER = 22
EXACT_INTEGER = 2**53
SMALLEST = math.ulp(0.0)
# By how much a sum of steps that were rounded misses a bound, in roundings of the bound.
ROUNDINGS = 4.0
# How far, in the unit cube, the rounding of a number reaches at the most.
NEAR = 1e-4


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

    def places(self, x: Array) -> Array:
        """Return the positions of real numbers, (m,): the way back from `reals`."""
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
        x = _rounded(x, self._decimals(x)).clip(self.low, self.high)
        near = (u < NEAR) | (u > 1.0 - NEAR)
        if near.any():
            x[near] = self._near_ends(x[near], u[near])
        return x

    def reals(self, u: Array) -> Array:
        """Return the real number at every position, with all its digits, (m,)."""
        low, high = self._ends()
        # Without the difference of the ends, which may overflow.
        x = low * (1.0 - u) + high * u
        if not self.log:
            return np.asarray(x, dtype=np.float64)
        # A rounding error beyond the ends would be multiplied.
        return np.asarray(np.exp(x.clip(low, high)).clip(self.low, self.high))

    def places(self, x: Array) -> Array:
        """Return the positions of real numbers, (m,)."""
        return self.positions(x)

    def positions(self, x: Array) -> Array:
        """Return where every number stands, (m,)."""
        low, high = self._ends()
        x = np.log(x) if self.log else x
        # Halved, the difference of the ends cannot overflow; the halves of the smallest are zero.
        scale = 1.0 if math.isfinite(high - low) else 0.5
        u = (scale * x - scale * low) / (scale * high - scale * low)
        return np.asarray(np.clip(u, 0.0, 1.0), dtype=np.float64)

    def _near_ends(self, x: Array, u: Array) -> Array:
        """Return numbers, or the bound if a number has no other position than a bound, (m,)."""
        place = self.positions(x)
        is_end = [u <= 0.0, u >= 1.0, place <= 0.0, place >= 1.0]
        return np.select(is_end, [self.low, self.high, self.low, self.high], x)

    def _ends(self) -> tuple[float, float]:
        """Return low and high on the scale that is even."""
        return (math.log(self.low), math.log(self.high)) if self.log else (self.low, self.high)

    def _decimals(self, x: Array) -> Array:
        """Return how many decimal places numbers have, (m,); negative for large ones."""
        if self.log:
            return np.asarray(DIGITS - 1 - np.floor(np.log10(x)))
        largest = max(abs(self.low), abs(self.high))
        for_range = DIGITS - 1 - _magnitude(0.5 * self.high - 0.5 * self.low)
        return np.full(x.shape, min(for_range, FLOAT_DIGITS - 1 - _magnitude(largest)), np.float64)


@dataclass(frozen=True, slots=True)
class Lattice:
    """The numbers low, low + step, ... , `count` of them.

    On a logarithmic axis a number owns the logarithms that are nearer to it than to its
    neighbours on the linear scale, as a rounded real number would.

    Attributes:
        low: The first of them, positive if log.
        step: Their distance, positive and much more than the rounding of the last of them.
        count: How many, at least 1.
        log: Whether they lie evenly in their logarithm.
        high: The last of them, if the step is a fraction that only this tells exactly.
        last: The last of them in any case.
        exact: Low and step as multiples of a fraction 1 / n, and n, if floats hold these exactly.
    """

    low: float
    step: float
    count: int
    log: bool = False
    high: float | None = None
    last: float = field(init=False, repr=False, compare=False)
    exact: tuple[int, int, int] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the numbers that the decimal forms of low and step mean."""
        low, step = _decimal(self.low), _decimal(self.step)
        if self.high is not None:
            step = (_decimal(self.high) - low) / (self.count - 1)
        last = low + (self.count - 1) * step
        n = math.lcm(low.denominator, step.denominator)
        is_exact = n <= 10**EXACT_POWER and max(abs(low), abs(last)) * n <= EXACT_INTEGER
        object.__setattr__(self, "last", float(last))
        object.__setattr__(self, "exact", (int(low * n), int(step * n), n) if is_exact else None)

    @classmethod
    def between(cls, low: float, high: float, step: float, *, log: bool = False) -> "Lattice":
        """Return the lattice of the steps from low that do not pass high.

        The decimal forms of the arguments count: from 0.1 to 1.0 by 0.05 there are 19 numbers. By
        0.3333333333333333, a third, there are four from 0 to 1.
        """
        span, by = _decimal(high) - _decimal(low), _decimal(step)
        bounds = ROUNDINGS * math.ulp(max(abs(low), abs(high)))
        tolerance = Fraction(bounds + float(span / by) * math.ulp(step))
        steps = math.floor((span + tolerance) / by)
        is_rounded = 0 < abs(span - steps * by) <= tolerance and steps > 0
        return cls(float(low), float(step), steps + 1, log, float(high) if is_rounded else None)

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

    def places(self, x: Array) -> Array:
        """Return the positions of real numbers, (m,)."""
        return self._place(np.asarray((x - self.low) / self.step, dtype=np.float64))

    def number_at(self, i: IntArray) -> Array:
        """Return the number of every index, (m,), the float nearest to its decimal form."""
        if self.exact is None:
            inner = np.minimum(self.low + i * self.step, self.last)
            return np.asarray(np.where(i == self.count - 1, self.last, inner))
        low, step, n = self.exact
        return np.asarray((low + i * step) / n, dtype=np.float64)

    def positions(self, x: Array) -> Array:
        """Return the middle of the cell of every number, (m,)."""
        return self.position_of(np.rint((x - self.low) / self.step))

    def position_of(self, i: Array | IntArray) -> Array:
        """Return the middle of the cell of every index, (m,)."""
        return self._place(np.asarray(i, dtype=np.float64))

    def begins(self, i: IntArray) -> Array:
        """Return where the cell of every index begins, (m,); that of `count` is the end, 1."""
        begins = self._place(np.asarray(i, dtype=np.float64) - 0.5)
        # Without the rounding of logarithms.
        return np.select([i <= 0, i >= self.count], [0.0, 1.0], begins)

    def _place(self, i: Array) -> Array:
        """Return the position of every index and of reals between them, (m,)."""
        if not self.log:
            return np.asarray(np.clip((i + 0.5) / self.count, 0.0, 1.0), dtype=np.float64)
        first, last = self._log_ends()
        x = np.maximum(self.low + i * self.step, self._first)
        return np.asarray(np.clip((np.log(x) - first) / (last - first), 0.0, 1.0))

    @property
    def _first(self) -> float:
        """The real number where the first cell begins, above 0 on a logarithmic axis."""
        return self.low - min(0.5 * self.step, 0.5 * self.low)

    def _log_ends(self) -> tuple[float, float]:
        """Return the logarithms where the first cell begins and the last one ends."""
        return math.log(self._first), math.log(self.last + 0.5 * self.step)


def _decimal(x: float) -> Fraction:
    """Return what the shortest decimal form of a number means, which is what the user wrote."""
    return Fraction(repr(float(x)))


def _magnitude(x: float) -> int:
    """Return the power of ten of the leading digit; of zero, that of the smallest float."""
    return math.floor(math.log10(max(x, SMALLEST)))


def _rounded(x: Array, decimals: Array) -> Array:
    """Return numbers with so many decimal places, each the float nearest to its decimal form."""
    power = 10.0 ** np.minimum(np.abs(decimals), EXACT_POWER)
    up, down = np.where(decimals >= 0.0, power, 1.0), np.where(decimals < 0.0, power, 1.0)
    # By an exact power of ten, a quotient is the nearest float where a product is not.
    rounded = np.rint(x * up / down) / up * down
    for i in np.flatnonzero(np.abs(decimals) > EXACT_POWER):
        rounded[i] = round(float(x[i]), int(decimals[i]))
    # Zero without a sign.
    return np.asarray(rounded + 0.0)
