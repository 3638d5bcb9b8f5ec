"""What a constraint expression means: trees of values that compute numbers and judgements.

Symbols: m points; columns map the name of a parameter to its values, (m,), truth values being 0
and 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from models.arrays import Array
from models.space.expressions.arithmetic import Function, Operation
from models.space.expressions.judgements import RELATIONS, Judgement, both, is_one

Columns = Mapping[str, Array]
Join = Callable[[Judgement, Judgement], Judgement]


class Numeric(Protocol):
    """A formula with a number for every point."""

    def numbers(self, columns: Columns) -> Array:
        """Return the numbers, (m,), or () for constants; NaN where they cannot be computed."""


class Truth(Protocol):
    """A formula that holds at a point or not."""

    def judgement(self, columns: Columns) -> Judgement:
        """Return where it holds, (m,), or () for constants."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float

    def numbers(self, columns: Columns) -> Array:  # noqa: ARG002 - The protocol's argument.
        """Return the number, ()."""
        return np.asarray(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a parameter."""

    name: str

    def numbers(self, columns: Columns) -> Array:
        """Return the parameter's values, (m,)."""
        return columns[self.name]


@dataclass(frozen=True, slots=True)
class Map:
    """A function of one argument."""

    function: Function
    operand: Numeric

    def numbers(self, columns: Columns) -> Array:
        """Return the function of the operand."""
        return self.function(self.operand.numbers(columns))


@dataclass(frozen=True, slots=True)
class Fold:
    """Operands joined from left to right, by one operation between each two."""

    operands: tuple[Numeric, ...]
    operations: tuple[Operation, ...]

    def numbers(self, columns: Columns) -> Array:
        """Return the joined operands."""
        total = self.operands[0].numbers(columns)
        for operation, operand in zip(self.operations, self.operands[1:], strict=True):
            total = operation(total, operand.numbers(columns))
        return total


@dataclass(frozen=True, slots=True)
class Indicator:
    """A truth value as a number: 1 where it holds, 0 where not."""

    truth: Truth

    def numbers(self, columns: Columns) -> Array:
        """Return the zeros and ones."""
        return self.truth.judgement(columns).numbers


@dataclass(frozen=True, slots=True)
class Switch:
    """A truth value given as a number: the word true or false, or a parameter."""

    number: Numeric

    def judgement(self, columns: Columns) -> Judgement:
        """Return where the number is 1."""
        return is_one(self.number.numbers(columns))


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a truth value."""

    truth: Truth

    def judgement(self, columns: Columns) -> Judgement:
        """Return where the truth value does not hold."""
        return self.truth.judgement(columns).negated


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operands compared each with the next; all must hold, as in Python."""

    operands: tuple[Numeric, ...]
    relations: tuple[str, ...]

    def judgement(self, columns: Columns) -> Judgement:
        """Return where the operands stand in the relations."""
        numbers = [operand.numbers(columns) for operand in self.operands]
        links = zip(self.relations, numbers, numbers[1:], strict=False)
        return reduce(both, [RELATIONS[name](a, b) for name, a, b in links])


@dataclass(frozen=True, slots=True)
class Connection:
    """Truth values of which all must hold, or just one."""

    parts: tuple[Truth, ...]
    join: Join

    def judgement(self, columns: Columns) -> Judgement:
        """Return the joined judgements of the parts."""
        return reduce(self.join, [part.judgement(columns) for part in self.parts])
