"""The parameters of a search space: what values they can have and where those lie in [0, 1].

A parameter that exists is valid. Errors lead from the parameter to the faulty part in the words
of the wire format: `("bounds",)`, `("values", 2)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from models.arrays import Array
from models.errors import ConfigurationError, SpaceError
from models.space.axes import Axis, Lattice
from models.space.conditions import Condition
from models.space.priors import Density, NormalPrior, Prior, WeightsPrior
from models.space.scales import continuum, is_on_step, lattice, whole_lattice
from models.space.values import (
    MISSING,
    Identity,
    Missing,
    Value,
    identity,
    is_finite,
    is_number,
    show,
)

# How many values an error names.
LISTED = 5


class Geometry(Enum):
    """What distance means between the values of a parameter."""

    # Nearer numbers are more alike.
    ORDERED = "ordered"
    # Any two values differ alike.
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derived:
    """What a parameter works out once from its arguments.

    Attributes:
        axis: Where its numbers lie; those of a list of values are their indices.
        density: Where the user expects the optimum; None if anywhere.
    """

    axis: Axis
    density: Density | None


@dataclass(frozen=True, slots=True)
class Float:
    """A real number between bounds.

    Attributes:
        name: Its name, unique in the space.
        low: Lower bound, included, finite; positive if log.
        high: Upper bound, included, finite, above low.
        log: Whether it acts through its logarithm.
        step: Distance of its values, counted from low; None if it has all of them.
        default: What the library uses when nobody chooses; MISSING if unknown.
        prior: Where the user expects the optimum.
        conditions: When it is active; always if there are none.
    """

    name: str
    low: float
    high: float
    log: bool = False
    step: float | None = None
    default: float | Missing = MISSING
    prior: NormalPrior | None = None
    conditions: tuple[Condition, ...] = ()
    derived: Derived = field(init=False, repr=False, compare=False)

    geometry = Geometry.ORDERED

    def __post_init__(self) -> None:
        """Check everything and work out the axis."""
        scale = (self.low, self.high)
        if self.step is None:
            _derive(self, continuum(*scale, log=self.log))
        else:
            _derive(self, lattice(*scale, self.step, log=self.log))

    def number_of(self, value: Value) -> float:
        """Return the number of a value, on a lattice within `STEP_TOLERANCE` of a step.

        Raises:
            ConfigurationError: It is not a number, out of bounds or between two steps.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _unexpected(self.name, "a number", value)
        if not self.low <= value <= self.high:
            raise _unexpected(self.name, f"a number from {self.low} to {self.high}", value)
        axis = self.derived.axis
        if isinstance(axis, Lattice) and not is_on_step(axis, float(value)):
            raise _between_steps(self.name, axis, value)
        return float(value)

    def value_of(self, number: float) -> Value:
        """Return the value of a number of the axis."""
        return float(number)


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number between bounds; attributes as those of `Float`, the step 1 by default."""

    name: str
    low: int
    high: int
    log: bool = False
    step: int | None = None
    default: int | Missing = MISSING
    prior: NormalPrior | None = None
    conditions: tuple[Condition, ...] = ()
    derived: Derived = field(init=False, repr=False, compare=False)

    geometry = Geometry.ORDERED

    def __post_init__(self) -> None:
        """Check everything and work out the axis."""
        step = 1 if self.step is None else self.step
        _derive(self, whole_lattice(self.low, self.high, step, log=self.log))

    def number_of(self, value: Value) -> float:
        """Return the number of a value.

        Raises:
            ConfigurationError: It is not a whole number, out of bounds or between two steps.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _unexpected(self.name, "a whole number", value)
        if not self.low <= value <= self.high or value != int(value):
            raise _unexpected(self.name, f"a whole number from {self.low} to {self.high}", value)
        axis = self.derived.axis
        if isinstance(axis, Lattice) and (int(value) - self.low) % (self.step or 1):
            raise _between_steps(self.name, axis, value)
        return float(value)

    def value_of(self, number: float) -> Value:
        """Return the value of a number of the axis."""
        return int(number)


@dataclass(frozen=True, slots=True)
class Choices:
    """One of several listed values of any kind.

    Attributes:
        name: Its name, unique in the space.
        values: What it can be; no two the same.
        default: What the library uses when nobody chooses; MISSING if unknown.
        prior: How likely the optimum is at each value.
        conditions: When it is active; always if there are none.
    """

    name: str
    values: tuple[Value, ...]
    default: Value | Missing = MISSING
    prior: WeightsPrior | None = None
    conditions: tuple[Condition, ...] = ()
    derived: Derived = field(init=False, repr=False, compare=False)
    indices: dict[Identity, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check everything and number the values."""
        if not self.values:
            raise SpaceError(("values",), expected="at least one value", got="none")
        object.__setattr__(self, "indices", _numbered(self.values))
        _derive(self, Lattice(0.0, 1.0, len(self.values)))

    def number_of(self, value: Value) -> float:
        """Return the index of a value.

        Raises:
            ConfigurationError: It is none of the values.
        """
        index = self.indices.get(identity(value))
        if index is None:
            listed = ", ".join(show(each, 20) for each in self.values[:LISTED])
            more = len(self.values) - LISTED
            expected = f"one of {listed}" + (f" and {more} more" if more > 0 else "")
            raise _unexpected(self.name, expected, value)
        return float(index)

    def value_of(self, number: float) -> Value:
        """Return the value of an index."""
        return self.values[int(number)]


@dataclass(frozen=True, slots=True)
class Categorical(Choices):
    """One of several values in no order."""

    geometry = Geometry.NOMINAL


@dataclass(frozen=True, slots=True)
class Ordinal(Choices):
    """One of several values in an order."""

    geometry = Geometry.ORDERED


@dataclass(frozen=True, slots=True)
class Bool(Choices):
    """False or true, in this order."""

    values: tuple[Value, ...] = field(init=False, default=(False, True))

    geometry = Geometry.NOMINAL


Numeric = Float | Int
Parameter = Float | Int | Categorical | Ordinal | Bool


def settled(parameter: Parameter, numbers: Sequence[float]) -> Array:
    """Return the numbers that points with these have, which may have fewer digits, (m,)."""
    axis = parameter.derived.axis
    return axis.numbers(axis.positions(np.array(numbers, dtype=np.float64)))


def _between_steps(name: str, axis: Lattice, value: Value) -> ConfigurationError:
    """Return the error of a value within bounds that is not on a step."""
    expected = f"a multiple of the step {axis.step:.12g} counted from {axis.low:.12g}"
    return _unexpected(name, expected, value)


def _numbered(values: Sequence[Value]) -> dict[Identity, int]:
    """Return the index of every value, or raise SpaceError if two are the same."""
    indices: dict[Identity, int] = {}
    for i, value in enumerate(values):
        if is_number(value) and not is_finite(value):
            raise SpaceError(("values", i), expected="a finite number", got=show(value))
        first = indices.setdefault(identity(value), i)
        if first != i:
            raise SpaceError(
                ("values", i), expected=f"a value unlike that at {first}", got=show(value)
            )
    return indices


def _derive(parameter: Numeric | Choices, axis: Axis) -> None:
    """Give a new parameter its axis and its density, and check default and prior against them."""
    density = None if parameter.prior is None else _density(parameter, parameter.prior, axis)
    object.__setattr__(parameter, "derived", Derived(axis=axis, density=density))
    if not isinstance(parameter.default, Missing):
        try:
            parameter.number_of(parameter.default)
        except ConfigurationError as error:
            raise SpaceError(("default",), expected=error.expected, got=error.got) from error


def _density(parameter: Numeric | Choices, prior: Prior, axis: Axis) -> Density:
    """Return the density of a prior, or raise SpaceError if it is not for this parameter."""
    if isinstance(prior, WeightsPrior):
        if not isinstance(parameter, Choices):
            raise SpaceError(("prior",), expected="a mean and a std", got="weights")
        if len(prior.weights) != axis.count:
            raise SpaceError(
                ("prior", "weights"),
                expected=f"{axis.count} weights, one for each value",
                got=f"{len(prior.weights)}",
            )
        return Density.of_weights(prior)
    if isinstance(parameter, Choices):
        raise SpaceError(("prior",), expected="weights", got="a mean and a std")
    if not parameter.low <= prior.mean <= parameter.high:
        raise SpaceError(
            ("prior", "mean"),
            expected=f"a number from {parameter.low} to {parameter.high}",
            got=f"{prior.mean}",
        )
    return Density.of_normal(prior, axis)


def _unexpected(name: str, expected: str, value: object) -> ConfigurationError:
    """Return the error of a value that is not what it should be."""
    return ConfigurationError(name, expected=expected, got=show(value))
