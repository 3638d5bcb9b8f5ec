"""The parameters of a search space: what values they can have and where those lie in [0, 1].

A parameter that exists is valid. Errors lead from the parameter to the faulty part in the words
of the wire format: `("bounds",)`, `("values", 2)`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from models.errors import ConfigurationError, SpaceError
from models.space.axes import Axis, Continuum, Lattice
from models.space.conditions import Condition
from models.space.priors import Density, NormalPrior, Prior, WeightsPrior
from models.space.values import MISSING, Identity, Missing, Value, identity, show

# Positions have 53 bits; up to here every integer has one of its own, also on a log scale.
LARGEST_COUNT = 10**12
LARGEST_INTEGER = 10**12
# How many values an error names.
LISTED = 5
# A user's 0.15000000000000002 is the step 0.15.
STEP_TOLERANCE = 1e-6


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
        _check_bounds(self.low, self.high, log=self.log)
        if self.step is None:
            axis: Axis = Continuum(float(self.low), float(self.high), self.log)
        else:
            axis = _lattice(self.low, self.high, self.step, log=self.log)
        _derive(self, axis)

    def number_of(self, value: Value) -> float:
        """Return the number of a value, on a lattice within `STEP_TOLERANCE` of a step.

        Raises:
            ConfigurationError: It is not a number, out of bounds or between two steps.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _unexpected(self.name, "a number", value)
        if not self.low <= value <= self.high:
            raise _unexpected(self.name, f"a number from {self.low} to {self.high}", value)
        return _on_step(self.name, self.derived.axis, value)

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
        _check_bounds(self.low, self.high, log=self.log)
        if max(abs(self.low), abs(self.high)) > LARGEST_INTEGER:
            raise SpaceError(
                ("bounds",),
                expected=f"whole numbers from -{LARGEST_INTEGER:.0e} to {LARGEST_INTEGER:.0e}",
                got=f"[{self.low}, {self.high}]",
            )
        step = 1 if self.step is None else self.step
        _derive(self, _lattice(self.low, self.high, step, log=self.log))

    def number_of(self, value: Value) -> float:
        """Return the number of a value.

        Raises:
            ConfigurationError: It is not a whole number, out of bounds or between two steps.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _unexpected(self.name, "a whole number", value)
        if not self.low <= value <= self.high or value != int(value):
            raise _unexpected(self.name, f"a whole number from {self.low} to {self.high}", value)
        return _on_step(self.name, self.derived.axis, value)

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


def _check_bounds(low: float, high: float, *, log: bool) -> None:
    """Raise SpaceError unless the bounds are finite, in order and, if log, positive."""
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise SpaceError(
            ("bounds",), expected="two finite bounds, the lower one first", got=f"[{low}, {high}]"
        )
    if log and low <= 0:
        raise SpaceError(
            ("bounds", 0), expected="a lower bound above 0 on a log scale", got=f"{low}"
        )


def _lattice(low: float, high: float, step: float, *, log: bool) -> Lattice:
    """Return the axis of a parameter with steps, or raise SpaceError."""
    if not (math.isfinite(step) and 0 < step <= high - low):
        raise SpaceError(
            ("step",), expected=f"a number above 0 and at most {high - low}", got=f"{step}"
        )
    if (high - low) / step > LARGEST_COUNT:
        raise SpaceError(
            ("step",),
            expected=f"at most {LARGEST_COUNT:.0e} steps",
            got=f"{(high - low) / step:.2g}",
        )
    return Lattice.between(low, high, step, log=log)


def _numbered(values: Sequence[Value]) -> dict[Identity, int]:
    """Return the index of every value, or raise SpaceError if two are the same."""
    indices: dict[Identity, int] = {}
    for i, value in enumerate(values):
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
        if len(prior.weights) != axis.count:
            raise SpaceError(
                ("prior", "weights"),
                expected=f"{axis.count} weights, one for each value",
                got=f"{len(prior.weights)}",
            )
        return Density.of_weights(prior)
    if isinstance(parameter, Float | Int) and not parameter.low <= prior.mean <= parameter.high:
        raise SpaceError(
            ("prior", "mean"),
            expected=f"a number from {parameter.low} to {parameter.high}",
            got=f"{prior.mean}",
        )
    return Density.of_normal(prior, axis)


def _on_step(name: str, axis: Axis, value: float) -> float:
    """Return a value within bounds as a float, or raise ConfigurationError between two steps."""
    if isinstance(axis, Lattice):
        steps = (value - axis.low) / axis.step
        if abs(steps - round(steps)) > STEP_TOLERANCE or round(steps) >= axis.count:
            expected = f"a multiple of the step {axis.step:g} counted from {axis.low:g}"
            raise _unexpected(name, expected, value)
    return float(value)


def _unexpected(name: str, expected: str, value: object) -> ConfigurationError:
    """Return the error of a value that is not what it should be."""
    return ConfigurationError(name, expected=expected, got=show(value))
