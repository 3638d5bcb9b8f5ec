"""The formulas of axes, for several axes of one kind side by side.

Calling NumPy takes longer than what it computes for a few hundred numbers, so the parameters of a
space are placed kind by kind, not one by one. A single axis is a bundle of one.

Symbols: k axes; U (m, k) positions in [0, 1], X (m, k) numbers, i (m, k) indices of the numbers of
lattices, whole; of a single axis (m,). All constants are (k,). What is NaN stays NaN.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from models.arrays import Array

# Positions have 53 bits, of which the logarithm of a wide range costs ten: 12 decimal digits fit.
DIGITS = 12
# What a float holds whatever its leading digit.
FLOAT_DIGITS = 15
# Up to here powers of ten are exact as floats.
EXACT_POWER = 22
SMALLEST = math.ulp(0.0)
# How far, in the unit cube, the rounding of a number reaches at the most.
NEAR = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Continua:
    """Continuous axes.

    Attributes:
        log: Whether they are even in their logarithm.
        low: The least numbers.
        high: The greatest numbers.
        bottom: The least numbers on the scale that is even.
        top: The greatest numbers there.
        scale: One half where the difference of these two would overflow, else 1.
        decimals: How many decimal places numbers have, negative for large ones; on a logarithmic
            axis each number has its own.
    """

    log: bool
    low: Array
    high: Array
    bottom: Array
    top: Array
    scale: Array
    decimals: Array

    @classmethod
    def single(cls, low: float, high: float, *, log: bool) -> Self:
        """Return the bundle of one axis."""
        bottom, top = (math.log(low), math.log(high)) if log else (low, high)
        # Halved, the difference of the ends cannot overflow; the halves of the smallest are zero.
        scale = 1.0 if math.isfinite(top - bottom) else 0.5
        for_range = DIGITS - 1 - _magnitude(0.5 * high - 0.5 * low)
        decimals = min(for_range, FLOAT_DIGITS - 1 - _magnitude(max(abs(low), abs(high))))
        return cls(log, *_constants(low, high, bottom, top, scale, decimals))

    def numbers(self, U: Array) -> Array:
        """Return the number at every position, of at most `DIGITS` digits, (m, k)."""
        X = self.reals(U)
        decimals = DIGITS - 1 - np.floor(np.log10(X)) if self.log else self.decimals
        X = _rounded(X, decimals).clip(self.low, self.high)
        is_near = (U < NEAR) | (U > 1.0 - NEAR)
        return self._with_ends(X, U) if is_near.any() else X

    def reals(self, U: Array) -> Array:
        """Return the real number at every position, with all its digits, (m, k)."""
        # Without the difference of the ends, which may overflow.
        X = self.bottom * (1.0 - U) + self.top * U
        if not self.log:
            return X
        # A rounding error beyond the ends would be multiplied.
        return np.asarray(np.exp(X.clip(self.bottom, self.top)).clip(self.low, self.high))

    def positions(self, X: Array) -> Array:
        """Return where every number stands, (m, k)."""
        X = np.log(X) if self.log else X
        origin = self.scale * self.bottom
        return np.asarray(
            ((self.scale * X - origin) / (self.scale * self.top - origin)).clip(0.0, 1.0)
        )

    def _with_ends(self, X: Array, U: Array) -> Array:
        """Return numbers, or the bound if a number has no other position than a bound, (m, k)."""
        place = self.positions(X)
        X = np.where(place <= 0.0, self.low, np.where(place >= 1.0, self.high, X))
        return np.where(U <= 0.0, self.low, np.where(U >= 1.0, self.high, X))


@dataclass(frozen=True, slots=True, eq=False)
class Lattices:
    """Axes of the numbers low, low + step, ..., `count` of them.

    Attributes:
        log: Whether they lie evenly in their logarithm.
        low: The first of them.
        step: Their distance.
        count: How many.
        last: The last of them.
        numerator: Low as a multiple of 1 / `denominator`.
        stride: The step as one.
        denominator: What makes these exact; 1 if nothing does.
        first: The real numbers where the first cells begin, above 0 if log.
        bottom: Their logarithms, if log.
        top: The logarithms of where the last cells end, if log.
    """

    log: bool
    low: Array
    step: Array
    count: Array
    last: Array
    numerator: Array
    stride: Array
    denominator: Array
    first: Array
    bottom: Array
    top: Array

    @classmethod
    def single(
        cls,
        ends: tuple[float, float],
        step: float,
        count: int,
        exact: tuple[float, float, float],
        *,
        log: bool,
    ) -> Self:
        """Return the bundle of one axis.

        Args:
            ends: Its first and its last number.
            step: Their distance.
            count: How many there are.
            exact: The numerator, the stride and the denominator.
            log: Whether they lie evenly in their logarithm.
        """
        low, last = ends
        first = low - min(0.5 * step, 0.5 * low)
        edges = (math.log(first), math.log(last + 0.5 * step)) if log else (0.0, 1.0)
        return cls(log, *_constants(low, step, count, last, *exact, first, *edges))

    def numbers(self, U: Array) -> Array:
        """Return the number of the cell that holds each position, (m, k)."""
        return self.number_at(self.indices(U))

    def indices(self, U: Array) -> Array:
        """Return the index of the cell that holds each position, (m, k)."""
        place = (self.reals(U) - self.low) / self.step + 0.5 if self.log else U * self.count
        return np.asarray(np.floor(place).clip(0.0, self.count - 1.0))

    def reals(self, U: Array) -> Array:
        """Return the real number at every position, up to half a step beyond the ends, (m, k)."""
        if not self.log:
            return self.low + self.step * (U * self.count - 0.5)
        return np.exp(self.bottom + U * (self.top - self.bottom))

    def number_at(self, i: Array) -> Array:
        """Return the number of every index, (m, k), the float nearest to its decimal form."""
        inner = np.minimum((self.numerator + i * self.stride) / self.denominator, self.last)
        return np.where(i == self.count - 1.0, self.last, inner)

    def positions(self, X: Array) -> Array:
        """Return the middle of the cell of every number, (m, k)."""
        return self.places(np.rint((X - self.low) / self.step))

    def places(self, i: Array) -> Array:
        """Return the position of every index, and of reals between them, (m, k)."""
        if not self.log:
            return np.asarray(((i + 0.5) / self.count).clip(0.0, 1.0))
        X = np.maximum(self.low + i * self.step, self.first)
        return np.asarray(((np.log(X) - self.bottom) / (self.top - self.bottom)).clip(0.0, 1.0))


Bundle = Continua | Lattices


def side_by_side(bundles: Sequence[Bundle]) -> Bundle:
    """Return bundles of one kind, all logarithmic or none, as one."""
    kind, log = type(bundles[0]), bundles[0].log
    names = [each.name for each in fields(kind) if each.name != "log"]
    return kind(log, *(np.concatenate([getattr(b, name) for b in bundles]) for name in names))


def _constants(*values: float) -> list[Array]:
    """Return constants of one axis, (1,) each."""
    return [np.array([value], dtype=np.float64) for value in values]


def _magnitude(x: float) -> int:
    """Return the power of ten of the leading digit; of zero, that of the smallest float."""
    return math.floor(math.log10(max(x, SMALLEST)))


def _rounded(X: Array, decimals: Array) -> Array:
    """Return numbers with so many decimal places, each the float nearest to its decimal form.

    Args:
        X: Numbers, (m, k).
        decimals: Of each number, (m, k), or of all numbers of an axis, (k,).
    """
    power = 10.0 ** np.minimum(np.abs(decimals), EXACT_POWER)
    up, down = np.where(decimals >= 0.0, power, 1.0), np.where(decimals < 0.0, power, 1.0)
    # By an exact power of ten, a quotient is the nearest float where a product is not.
    rounded = np.rint(X * up / down) / up * down
    is_inexact = np.abs(decimals) > EXACT_POWER
    if is_inexact.any():
        decimals, is_inexact = np.broadcast_arrays(decimals, is_inexact, X)[:2]
        for i in zip(*np.nonzero(is_inexact), strict=True):
            rounded[i] = round(float(X[i]), int(decimals[i]))
    # Zero without a sign.
    return np.asarray(rounded + 0.0)
