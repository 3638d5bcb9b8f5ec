"""What the values of a configuration must satisfy together: constraints, forbidden combinations.

Symbols: m points, d parameters; N (m, d) numbers (of listed values the indices), NaN where a
parameter is inactive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.errors import ConfigurationError, SpaceError
from models.space.expressions import Expression, Kind, parse
from models.space.parameters import Bool, Choices, Parameter, settled
from models.space.values import Configuration, Value, is_number


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """An expression that must be true.

    Attributes:
        expression: It.
        columns: The column of every name in it.
        tables: The real numbers that the indices of listed values stand for, by name.
    """

    expression: Expression
    columns: Mapping[str, int]
    tables: Mapping[str, Array]

    @property
    def names(self) -> frozenset[str]:
        """The parameters it is about."""
        return self.expression.names

    @property
    def size(self) -> int:
        """Of how many operations it is made."""
        return self.expression.size

    def violation(self, N: Array) -> Array:
        """Return how far it is from true, (m,); 0 where it is true."""
        reals = {name: self._reals(name, N[:, j]) for name, j in self.columns.items()}
        return self.expression.violation(reals)

    def _reals(self, name: str, numbers: Array) -> Array:
        """Return the real numbers of a parameter, (m,), NaN where it is inactive."""
        if name not in self.tables:
            return numbers
        is_active = ~np.isnan(numbers)
        reals = np.full(len(numbers), np.nan)
        reals[is_active] = self.tables[name][numbers[is_active].astype(np.intp)]
        return reals


@dataclass(frozen=True, slots=True, eq=False)
class Forbidden:
    """A combination of numbers, by column, that must not occur."""

    names: frozenset[str]
    numbers: Mapping[int, float]

    @property
    def size(self) -> int:
        """Of how many operations it is made."""
        return len(self.numbers)

    def violation(self, N: Array) -> Array:
        """Return 1 where it occurs, else 0, (m,)."""
        occurs = np.ones(len(N), dtype=np.bool_)
        for j, number in self.numbers.items():
            occurs &= N[:, j] == number
            # Mostly the first few numbers tell.
            if not occurs.any():
                break
        return occurs.astype(np.float64)


Rule = Constraint | Forbidden


def constraint_rules(
    texts: Sequence[str], parameters: Sequence[Parameter], columns: Mapping[str, int]
) -> list[Constraint]:
    """Return the rules of constraint expressions.

    Raises:
        SpaceError: One is no expression over these parameters.
    """
    kinds = {parameter.name: _kind(parameter) for parameter in parameters}
    rules = []
    # A text that is given again says nothing new.
    for text in dict.fromkeys(texts):
        try:
            expression = parse(text, kinds)
        except SpaceError as error:
            raise error.below("constraints", texts.index(text)) from error
        own = {name: columns[name] for name in sorted(expression.names)}
        tables = {name: _table(parameters[j]) for name, j in own.items()}
        rules.append(Constraint(expression, own, {k: v for k, v in tables.items() if v.size}))
    return rules


def forbidden_rules(
    combinations: Sequence[Configuration],
    parameters: Sequence[Parameter],
    columns: Mapping[str, int],
) -> list[Forbidden]:
    """Return the rules of forbidden combinations.

    Raises:
        SpaceError: One is empty, or names a parameter or a value that does not exist.
    """
    numbers = [
        _numbers(combination, parameters, columns, ("forbidden", i))
        for i, combination in enumerate(combinations)
    ]
    exact = _settled(numbers, parameters)
    return [
        Forbidden(frozenset(combination), {j: exact[j][number] for j, number in own.items()})
        for combination, own in zip(combinations, numbers, strict=True)
    ]


def _numbers(
    combination: Configuration,
    parameters: Sequence[Parameter],
    columns: Mapping[str, int],
    path: tuple[str | int, ...],
) -> dict[int, float]:
    """Return the numbers of the values of a combination by column, or raise SpaceError."""
    if not combination:
        raise SpaceError(path, expected="at least one parameter", got="none")
    numbers = {}
    for name, value in combination.items():
        if name not in columns:
            raise SpaceError((*path, name), expected="a parameter of the space", got=f'"{name}"')
        numbers[columns[name]] = _number(parameters[columns[name]], value, (*path, name))
    return numbers


def _settled(
    numbers: Sequence[Mapping[int, float]], parameters: Sequence[Parameter]
) -> dict[int, dict[float, float]]:
    """Return the number that a point has for each of these, by column, all of a column at once."""
    given: dict[int, set[float]] = {}
    for own in numbers:
        for j, number in own.items():
            given.setdefault(j, set()).add(number)
    return {
        j: dict(zip(each, settled(parameters[j], list(each)).tolist(), strict=True))
        for j, each in given.items()
    }


def _number(parameter: Parameter, value: Value, path: tuple[str | int, ...]) -> float:
    """Return the number of a value, or raise SpaceError."""
    try:
        return parameter.number_of(value)
    except ConfigurationError as error:
        raise SpaceError(path, expected=error.expected, got=error.got) from error


def _kind(parameter: Parameter) -> Kind:
    """Return what a parameter is in an expression."""
    if isinstance(parameter, Bool):
        return Kind.TRUTH
    if isinstance(parameter, Choices) and not all(map(is_number, parameter.values)):
        return Kind.OTHER
    return Kind.NUMBER


def _table(parameter: Parameter) -> Array:
    """Return the listed values of a numeric parameter; nothing if its numbers are its values."""
    if not isinstance(parameter, Choices) or isinstance(parameter, Bool):
        return np.empty(0)
    return np.array([float(each) for each in parameter.values if is_number(each)])
