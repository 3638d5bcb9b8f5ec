"""Whether something holds at points, and how far it is from that.

What cannot be computed is neither true nor false. It leaves open what depends on it, and nothing
else (the three-valued logic of Kleene, 1952, "Introduction to Metamathematics", section 64), so
that a constraint is called satisfied only if it is so whatever a language makes of 1 / 0.

Symbols: a, b numbers, (m,), or () for constants, NaN where they cannot be computed. Call these
functions with NumPy's warnings off.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from models.arrays import Array

# What separates a strict inequality from equality, where the difference itself is 0.
SMALLEST: Final = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """By how much points miss something, and its opposite.

    Attributes:
        violation: (m,) or (); 0 where it holds, positive where it does not, positive or NaN where
            that cannot be computed.
        opposite: The same of its opposite. Just one of both is 0, or none where that cannot be
            computed.
    """

    violation: Array
    opposite: Array

    @property
    def negated(self) -> "Judgement":
        """The judgement of the opposite."""
        return Judgement(self.opposite, self.violation)

    @property
    def numbers(self) -> Array:
        """1 where it holds, 0 where not, NaN where that cannot be computed."""
        is_false = np.where(self.opposite == 0.0, 0.0, np.nan)
        return np.where(self.violation == 0.0, 1.0, is_false)


def both(one: Judgement, other: Judgement) -> Judgement:
    """Return the judgement of "and": violations add up."""
    # The minimum is NaN only where both are.
    opposite = np.fmin(one.opposite, other.opposite)
    return Judgement(one.violation + other.violation, opposite)


def either(one: Judgement, other: Judgement) -> Judgement:
    """Return the judgement of "or": the lesser violation counts, one that is NaN is passed over."""
    return both(one.negated, other.negated).negated


def is_one(a: Array) -> Judgement:
    """Return the judgement of truth values given as numbers: 1 where they hold, 0 where not."""
    return Judgement(1.0 - a, a)


def at_most(a: Array, b: Array) -> Judgement:
    """Return the judgement of a <= b."""
    gap = a - b
    # Infinite numbers may be equal, but their gap is NaN.
    strict = np.where(a == b, SMALLEST, -gap)
    return Judgement(np.where(a <= b, 0.0, gap), np.where(a > b, 0.0, strict))


def below(a: Array, b: Array) -> Judgement:
    """Return the judgement of a < b."""
    return at_most(b, a).negated


def at_least(a: Array, b: Array) -> Judgement:
    """Return the judgement of a >= b."""
    return at_most(b, a)


def above(a: Array, b: Array) -> Judgement:
    """Return the judgement of a > b."""
    return at_most(a, b).negated


def equal(a: Array, b: Array) -> Judgement:
    """Return the judgement of a == b."""
    is_equal = a == b
    fails = np.isnan(a) | np.isnan(b)
    return Judgement(np.where(is_equal, 0.0, np.abs(a - b)), np.where(fails, np.nan, is_equal))


def unequal(a: Array, b: Array) -> Judgement:
    """Return the judgement of a != b."""
    return equal(a, b).negated


RELATIONS: Final[Mapping[str, Callable[[Array, Array], Judgement]]] = MappingProxyType(
    {"<": below, "<=": at_most, ">": above, ">=": at_least, "==": equal, "!=": unequal}
)
