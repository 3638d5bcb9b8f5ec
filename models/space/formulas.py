"""What a constraint expression means: trees of values that compute violations of many points.

Symbols: m points; columns map the name of a parameter to its values, (m,), truth values being 0
and 1. A violation is 0 where a formula holds, positive where not, and NaN where it cannot be
computed; constants have the shape ().
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from models.arrays import Array
from models.space.rounding import Rounded, decimal, exact, gap

Columns = Mapping[str, Array]
Function = Callable[[Rounded], Rounded]
Operation = Callable[[Rounded, Rounded], Rounded]

# What separates a strict inequality from equality, where the difference itself is 0.
SMALLEST: Final = float(np.finfo(np.float64).tiny)


class Numeric(Protocol):
    """A formula with a number for every point."""

    def numbers(self, columns: Columns) -> Rounded:
        """Return the numbers, (m,) or ()."""


class Truth(Protocol):
    """A formula that holds at a point, or is violated by some amount."""

    def violation(self, columns: Columns) -> Array:
        """Return the amounts, (m,) or ()."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float

    def numbers(self, columns: Columns) -> Rounded:  # noqa: ARG002 - The protocol's argument.
        """Return the number, ()."""
        return decimal(np.asarray(self.value))


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a parameter."""

    name: str

    def numbers(self, columns: Columns) -> Rounded:
        """Return the parameter's values, (m,)."""
        return decimal(columns[self.name])


@dataclass(frozen=True, slots=True)
class Map:
    """A function of one argument."""

    function: Function
    operand: Numeric

    def numbers(self, columns: Columns) -> Rounded:
        """Return the function of the operand."""
        return self.function(self.operand.numbers(columns))


@dataclass(frozen=True, slots=True)
class Fold:
    """Operands joined from left to right, by one operation between each two."""

    operands: tuple[Numeric, ...]
    operations: tuple[Operation, ...]

    def numbers(self, columns: Columns) -> Rounded:
        """Return the joined operands."""
        total = self.operands[0].numbers(columns)
        for operation, operand in zip(self.operations, self.operands[1:], strict=True):
            total = operation(total, operand.numbers(columns))
        return total


@dataclass(frozen=True, slots=True)
class Indicator:
    """A truth value as a number: 1 where it holds, 0 where not."""

    truth: Truth

    def numbers(self, columns: Columns) -> Rounded:
        """Return the zeros and ones."""
        violation = self.truth.violation(columns)
        return exact(np.where(np.isnan(violation), np.nan, violation == 0.0))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word true or false."""

    value: bool

    def violation(self, columns: Columns) -> Array:  # noqa: ARG002 - The protocol's argument.
        """Return 0 for true, 1 for false."""
        return np.asarray(0.0 if self.value else 1.0)


@dataclass(frozen=True, slots=True)
class Switch:
    """A parameter that is itself a truth value, or the opposite of one."""

    name: str
    wanted: bool

    def violation(self, columns: Columns) -> Array:
        """Return 0 where the parameter has the wanted value, 1 where not."""
        return np.abs(columns[self.name] - float(self.wanted))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operands compared each with the next; all must hold, as in Python, or just one."""

    operands: tuple[Numeric, ...]
    relations: tuple[str, ...]
    join: np.ufunc

    def violation(self, columns: Columns) -> Array:
        """Return by how much the operands miss the relations."""
        numbers = [operand.numbers(columns) for operand in self.operands]
        links = zip(self.relations, numbers, numbers[1:], strict=False)
        return _joined(self.join, [RELATIONS[name](*gap(a, b)) for name, a, b in links])


@dataclass(frozen=True, slots=True)
class Connection:
    """Truth values of which all must hold, or just one."""

    parts: tuple[Truth, ...]
    join: np.ufunc

    def violation(self, columns: Columns) -> Array:
        """Return the joined violations of the parts."""
        return _joined(self.join, [part.violation(columns) for part in self.parts])


# How violations join where all parts must hold, and where one is enough: a part that cannot be
# computed spoils the first, and is passed over in the second, wherever it stands.
ALL: Final = np.add
ANY: Final = np.fmin


def _joined(join: np.ufunc, violations: list[Array]) -> Array:
    return reduce(join, violations)


# A gap is the left side minus the right; both sides are equal where it is within the tolerance.


def _equal(gap: Array, tolerance: Array) -> Array:
    size = np.abs(gap)
    return np.where(size <= tolerance, 0.0, size)


def _unequal(gap: Array, tolerance: Array) -> Array:
    return np.where(np.isnan(gap), np.nan, np.abs(gap) <= tolerance)


def _at_most(gap: Array, tolerance: Array) -> Array:
    return np.where(gap <= tolerance, 0.0, gap)


def _below(gap: Array, tolerance: Array) -> Array:
    return np.where(gap < -tolerance, 0.0, np.maximum(gap, SMALLEST))


def _at_least(gap: Array, tolerance: Array) -> Array:
    return _at_most(-gap, tolerance)


def _above(gap: Array, tolerance: Array) -> Array:
    return _below(-gap, tolerance)


RELATIONS: Final[Mapping[str, Callable[[Array, Array], Array]]] = MappingProxyType(
    {"<": _below, "<=": _at_most, ">": _above, ">=": _at_least, "==": _equal, "!=": _unequal}
)
OPPOSITES: Final[Mapping[str, str]] = MappingProxyType(
    {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
)
