"""Which parameters are active, given the numbers of their parents.

Symbols: m points, d parameters; N (m, d) numbers, NaN where a parameter has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, BoolArray
from models.errors import ConfigurationError, SpaceError
from models.space.conditions import Condition
from models.space.parameters import Choices, Parameter, settled
from models.space.values import Value, is_number


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A condition in terms of numbers.

    Attributes:
        parent: Column of the parent.
        numbers: What its number may be, ascending, (k,); None if it is a matter of bounds.
        low: Its least number.
        high: Its greatest number.
    """

    parent: int
    numbers: Array | None
    low: float = -np.inf
    high: float = np.inf

    def is_open(self, N: Array) -> BoolArray:
        """Return which points meet the condition, (m,); not those whose parent has no number."""
        parent = N[:, self.parent]
        if self.numbers is None:
            return np.asarray((self.low <= parent) & (parent <= self.high))
        if len(self.numbers) == 1:
            # In a tenth of the time.
            return np.asarray(parent == self.numbers)
        return np.isin(parent, self.numbers)


Gates = tuple[tuple[Gate, ...], ...]


def gates(parameters: Sequence[Parameter], columns: Mapping[str, int]) -> Gates:
    """Return the gates of every parameter.

    Raises:
        SpaceError: A condition names no parameter, or what its parent cannot be. The path leads
            to the condition by its index: ("parameters", 1, "condition", 0, "parameter").
    """
    # Thousands of conditions may name the same values of a few parents.
    parents = {name: _Parent(j, parameters[j]) for name, j in columns.items()}
    return tuple(
        tuple(
            _gate(condition, parents, ("parameters", j, "condition", k))
            for k, condition in enumerate(parameter.conditions)
        )
        for j, parameter in enumerate(parameters)
    )


def parents_first(gates: Gates) -> tuple[int, ...]:
    """Return the columns in an order in which every parent precedes its children.

    Raises:
        SpaceError: There is none, because a parameter depends on itself in the end.
    """
    order: list[int] = []
    waiting = dict.fromkeys(range(len(gates)))
    while waiting:
        ready = [j for j in waiting if not any(gate.parent in waiting for gate in gates[j])]
        if not ready:
            raise SpaceError(
                ("parameters", _on_a_cycle(gates, waiting), "condition"),
                expected="a parent that does not depend on this parameter",
                got="a cycle of conditions",
            )
        order += ready
        for j in ready:
            del waiting[j]
    return tuple(order)


def active(gates: Gates, order: Sequence[int], N: Array) -> BoolArray:
    """Return which parameters are active, (m, d).

    Args:
        gates: The gates of every parameter.
        order: The columns, parents first.
        N: Numbers of all parameters, also of those that will turn out inactive, (m, d).
    """
    mask = np.ones(N.shape, dtype=np.bool_)
    for j in order:
        for gate in gates[j]:
            mask[:, j] &= gate.is_open(N) & mask[:, gate.parent]
    return mask


@dataclass(frozen=True, slots=True)
class _Parent:
    """A parameter on which others depend, and what it was asked for: numbers of values, gates."""

    column: int
    parameter: Parameter
    known: dict[tuple[type, Value], float] = field(default_factory=dict)
    gates: dict[tuple[float, ...], Gate] = field(default_factory=dict)

    def numbers(self, values: Sequence[Value], path: tuple[str | int, ...]) -> list[float]:
        """Return the numbers of values, or raise SpaceError if it can have no such."""
        # The type tells True from 1.
        keys = list(zip(map(type, values), values, strict=True))
        for i, key in enumerate(keys):
            if key not in self.known:
                self.known[key] = _number(self.parameter, values[i], (*path, i))
        return list(map(self.known.__getitem__, keys))

    def gate(self, numbers: Sequence[float]) -> Gate:
        """Return the gate that is open at numbers, made once for all conditions alike."""
        key = tuple(numbers)
        if key not in self.gates:
            gate = Gate(self.column, np.unique(settled(self.parameter, numbers)))
            self.gates[key] = gate
        return self.gates[key]


def _gate(
    condition: Condition, parents: Mapping[str, _Parent], path: tuple[str | int, ...]
) -> Gate:
    """Return the gate of a condition, or raise SpaceError below the path."""
    parent = parents.get(condition.parameter)
    if parent is None:
        raise SpaceError(
            (*path, "parameter"),
            expected="the name of a parameter of the space",
            got=f'"{condition.parameter}"',
        )
    if condition.values is None:
        return _bounded(condition, parent.column, parent.parameter, path)
    return parent.gate(parent.numbers(condition.values, (*path, "values")))


def _bounded(condition: Condition, j: int, parent: Parameter, path: tuple[str | int, ...]) -> Gate:
    """Return the gate of a condition with bounds, or raise SpaceError."""
    low = -np.inf if condition.low is None else condition.low
    high = np.inf if condition.high is None else condition.high
    if isinstance(parent, Choices):
        values = [float(each) for each in parent.values if is_number(each)]
        if len(values) < len(parent.values):
            raise SpaceError(
                path, expected="values, because the parent is not numeric", got="min or max"
            )
        within = [i for i, each in enumerate(values) if low <= each <= high]
        gate, is_possible = Gate(j, np.array(within, dtype=np.float64)), bool(within)
    else:
        gate, is_possible = Gate(j, None, low, high), low <= parent.high and high >= parent.low
    if not is_possible:
        raise SpaceError(
            path,
            expected=f'bounds between which "{parent.name}" has a value',
            got=f"[{low}, {high}]",
        )
    return gate


def _number(parent: Parameter, value: Value, path: tuple[str | int, ...]) -> float:
    """Return the number of a value of the parent, or raise SpaceError if it can have no such."""
    try:
        return parent.number_of(value)
    except ConfigurationError as error:
        raise SpaceError(
            path, expected=f'a value of "{parent.name}": {error.expected}', got=error.got
        ) from error


def _on_a_cycle(gates: Gates, waiting: Mapping[int, None]) -> int:
    """Return the first column on a cycle: following parents that wait, one comes back to it."""
    seen: list[int] = []
    j = next(iter(waiting))
    while j not in seen:
        seen.append(j)
        j = next(gate.parent for gate in gates[j] if gate.parent in waiting)
    return min(seen[seen.index(j) :])
