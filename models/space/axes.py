"""How the numbers of a parameter lie in [0, 1]: evenly, or evenly in their logarithm.

Symbols: u (m,) positions in [0, 1]; x (m,) numbers on the parameter's own scale;
i (m,) indices of the values of a discrete parameter, from 0.

A continuous parameter hands out numbers of at most `DIGITS` digits, so that a number survives the
way to its position and back exactly, and is short to read. The values of a discrete one own a
cell of [0, 1] each, and stand in its middle.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import numpy as np

from models.arrays import Array, IntArray
from models.space.bundles import EXACT_POWER, Bundle, Continua, Lattices, side_by_side

# Up to here integers are exact as floats.
EXACT_INTEGER = 2**53
# By how much a sum of steps that were rounded misses a bound, in roundings of the bound.
ROUNDINGS = 4.0


class Axis(Protocol):
    """Places the numbers of a parameter in [0, 1]."""

    @property
    def bundle(self) -> Bundle:
        """The formulas, to be put beside those of other parameters."""
        ...

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
    """All numbers from low to high, both included.

    Attributes:
        low: The least of them.
        high: The greatest of them.
        log: Whether they lie evenly in their logarithm.
        bundle: Its formulas.
    """

    low: float
    high: float
    log: bool
    bundle: Continua = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out the constants of the formulas."""
        object.__setattr__(self, "bundle", Continua.single(self.low, self.high, log=self.log))

    @property
    def count(self) -> None:
        """Too many to count."""
        return

    def numbers(self, u: Array) -> Array:
        """Return the number at every position, of at most `DIGITS` digits, (m,)."""
        return self.bundle.numbers(u)

    def reals(self, u: Array) -> Array:
        """Return the real number at every position, with all its digits, (m,)."""
        return self.bundle.reals(u)

    def places(self, x: Array) -> Array:
        """Return the positions of real numbers, (m,)."""
        return self.bundle.positions(x)

    def positions(self, x: Array) -> Array:
        """Return where every number stands, (m,)."""
        return self.bundle.positions(x)


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
        bundle: Its formulas.
    """

    low: float
    step: float
    count: int
    log: bool = False
    high: float | None = None
    last: float = field(init=False, repr=False, compare=False)
    bundle: Lattices = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the numbers that the decimal forms of low and step mean.

        They are multiples of a fraction 1 / n, computed as such if floats hold these exactly.
        """
        low, step = _decimal(self.low), _decimal(self.step)
        if self.high is not None:
            step = (_decimal(self.high) - low) / (self.count - 1)
        last = low + (self.count - 1) * step
        n = math.lcm(low.denominator, step.denominator)
        numerators = self.low, self.step, 1.0
        if n <= 10**EXACT_POWER and max(abs(low), abs(last), step) * n <= EXACT_INTEGER:
            numerators = float(low * n), float(step * n), float(n)
        ends = self.low, float(last)
        bundle = Lattices.single(ends, self.step, self.count, numerators, log=self.log)
        object.__setattr__(self, "last", float(last))
        object.__setattr__(self, "bundle", bundle)

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
        return self.bundle.numbers(u)

    def indices(self, u: Array) -> IntArray:
        """Return the index of the cell that holds each position, (m,)."""
        return self.bundle.indices(u).astype(np.intp)

    def reals(self, u: Array) -> Array:
        """Return the real number at every position, up to half a step beyond the ends, (m,)."""
        return self.bundle.reals(u)

    def places(self, x: Array) -> Array:
        """Return the positions of real numbers, (m,)."""
        return self.bundle.places((x - self.low) / self.step)

    def number_at(self, i: IntArray) -> Array:
        """Return the number of every index, (m,), the float nearest to its decimal form."""
        return self.bundle.number_at(i.astype(np.float64))

    def positions(self, x: Array) -> Array:
        """Return the middle of the cell of every number, (m,)."""
        return self.bundle.positions(x)

    def position_of(self, i: IntArray) -> Array:
        """Return the middle of the cell of every index, (m,)."""
        return self.bundle.places(i.astype(np.float64))

    def begins(self, i: IntArray) -> Array:
        """Return where the cell of every index begins, (m,); that of `count` is the end, 1."""
        begins = self.bundle.places(i.astype(np.float64) - 0.5)
        # Without the rounding of logarithms.
        return np.select([i <= 0, i >= self.count], [0.0, 1.0], begins)


def bundled(axes: Sequence[Axis]) -> list[tuple[IntArray, Bundle]]:
    """Return axes as one bundle of each kind, with the indices of its axes, (k,)."""
    kinds: dict[tuple[type[Bundle], bool], list[int]] = {}
    for j, axis in enumerate(axes):
        kinds.setdefault((type(axis.bundle), axis.bundle.log), []).append(j)
    return [
        (np.array(columns), side_by_side([axes[j].bundle for j in columns]))
        for columns in kinds.values()
    ]


def _decimal(x: float) -> Fraction:
    """Return what the shortest decimal form of a number means, which is what the user wrote."""
    return Fraction(repr(float(x)))
