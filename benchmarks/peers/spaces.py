"""A search space as peers see it: every parameter is a range of numbers.

The numbers of a parameter are real, whole, or names without an order. Ordinal values and steps of
equal width become whole numbers counted from 0; only here they turn into values and back.
"""

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NotRequired, Self, TypedDict

Value = str | int | float | bool | None
Configuration = Mapping[str, Value]
Numbers = Mapping[str, float]

FUNCTIONS = {"min": min, "max": max, "abs": abs, "log": math.log}


class ConditionJson(TypedDict):
    """A condition of the wire format."""

    parameter: str
    values: NotRequired[list[Value]]
    min: NotRequired[float]
    max: NotRequired[float]


class ParameterJson(TypedDict):
    """A parameter of the wire format; its conditions are always a list here."""

    name: str
    type: str
    bounds: NotRequired[list[float]]
    values: NotRequired[list[Value]]
    log: NotRequired[bool]
    step: NotRequired[float | None]
    default: NotRequired[Value]
    condition: list[ConditionJson]


class SpaceJson(TypedDict):
    """A search space of the wire format."""

    parameters: list[ParameterJson]
    constraints: list[str]
    forbidden: list[dict[str, Value]]


class Kind(Enum):
    """What the numbers of a parameter are."""

    REAL = "real"
    WHOLE = "whole"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True)
class Condition:
    """A demand on a parent: one of `values`, or a number from `low` to `high`."""

    parent: str
    values: tuple[Value, ...] | None
    low: float
    high: float

    @classmethod
    def of(cls, given: ConditionJson) -> Self:
        """Return the condition that JSON describes."""
        values = None if "values" not in given else tuple(given["values"])
        low, high = given.get("min", -math.inf), given.get("max", math.inf)
        return cls(given["parameter"], values, low, high)

    def is_met(self, value: Value) -> bool:
        """Tell whether the parent has what is demanded; `value` is what it has."""
        if self.values is not None:
            return any(_is_same(value, each) for each in self.values)
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dimension.

    Attributes:
        name: Its name.
        kind: What its numbers are.
        low: The least of them.
        high: The greatest of them, included, above low unless there is one value alone.
        log: Whether it acts through its logarithm; low is positive then.
        values: What whole numbers and names from 0 stand for; None if for themselves.
        step: Distance of the values of a logarithmic parameter with steps, else None.
        is_integer: Whether its values are whole numbers in JSON.
        conditions: When it is active.
        default: Its number by default, if it has one.
    """

    name: str
    kind: Kind
    low: float
    high: float
    log: bool
    values: tuple[Value, ...] | None
    step: float | None
    is_integer: bool
    conditions: tuple[Condition, ...]
    default: float | None = None

    @classmethod
    def of(cls, given: ParameterJson) -> Self:
        """Return the parameter that JSON describes."""
        conditions = tuple(Condition.of(each) for each in given["condition"])
        is_integer, step = given["type"] == "int", given.get("step")
        values = _listed(given)
        if values is not None:
            is_nominal = given["type"] in ("categorical", "bool")
            kind = Kind.NOMINAL if is_nominal else Kind.WHOLE
            low, high, log = 0.0, float(len(values) - 1), False
        else:
            kind = Kind.WHOLE if is_integer else Kind.REAL
            (low, high), log = given["bounds"], given.get("log", False)
        made = cls(given["name"], kind, low, high, log, values, step, is_integer, conditions)
        if "default" not in given:
            return made
        return replace(made, default=made.number(given["default"]))

    @property
    def count(self) -> int:
        """The number of whole numbers or names."""
        return int(self.high - self.low) + 1

    def value(self, number: float) -> Value:
        """Return the value of a number, after rounding it to one that there is."""
        number = min(max(float(number), self.low), self.high)
        if self.values is not None:
            return self.values[round(number)]
        if self.step is not None:
            most = math.floor((self.high - self.low) / self.step + 1e-9)
            number = self.low + self.step * min(round((number - self.low) / self.step), most)
        return round(number) if self.is_integer else number

    def number(self, value: Value) -> float:
        """Return the number of a value."""
        if self.values is not None:
            return float(next(i for i, each in enumerate(self.values) if _is_near(each, value)))
        if not isinstance(value, int | float):
            raise TypeError(f"expected a number of {self.name}, got {value!r}")
        return float(value)

    def numbers_meeting(self, condition: Condition) -> tuple[int, ...]:
        """Return which of its whole numbers or names meet a condition on it."""
        numbers = range(round(self.low), round(self.high) + 1)
        return tuple(k for k in numbers if condition.is_met(self.value(k)))


@dataclass(frozen=True, slots=True)
class Space:
    """Where to search.

    Attributes:
        parameters: Parents before their children.
        constraints: Expressions that must be true of a configuration.
        forbidden: Combinations that no configuration may contain.
        by_name: The parameters by their names.
    """

    parameters: tuple[Parameter, ...]
    constraints: tuple[str, ...] = ()
    forbidden: tuple[Configuration, ...] = ()
    by_name: Mapping[str, Parameter] = field(init=False)

    def __post_init__(self) -> None:
        """Index the parameters."""
        object.__setattr__(self, "by_name", {each.name: each for each in self.parameters})

    @classmethod
    def of(cls, given: SpaceJson) -> Self:
        """Return the space that JSON describes."""
        parameters = _parents_first([Parameter.of(each) for each in given["parameters"]])
        return cls(parameters, tuple(given["constraints"]), tuple(given["forbidden"]))

    @property
    def free(self) -> tuple[Parameter, ...]:
        """The parameters that have more than one value; some peers refuse the others."""
        return tuple(each for each in self.parameters if each.low < each.high)

    @property
    def has_rules(self) -> bool:
        """Whether there are constraints or forbidden combinations."""
        return bool(self.constraints or self.forbidden)

    def is_active(self, parameter: Parameter, chosen: Configuration) -> bool:
        """Tell whether a parameter is active when its parents have been chosen."""
        return all(
            each.parent in chosen and each.is_met(chosen[each.parent])
            for each in parameter.conditions
        )

    def configuration(self, numbers: Numbers) -> Configuration:
        """Return the values of the active parameters; only free ones need a number."""
        chosen: dict[str, Value] = {}
        for each in self.parameters:
            if self.is_active(each, chosen):
                chosen[each.name] = each.value(numbers.get(each.name, each.low))
        return chosen

    def default(self) -> dict[str, float] | None:
        """Return the numbers everyone begins with, None unless every parameter has a default."""
        numbers = {each.name: each.default for each in self.parameters if each.default is not None}
        return numbers if len(numbers) == len(self.parameters) else None

    def is_allowed(self, configuration: Configuration) -> bool:
        """Tell whether a configuration satisfies the constraints and is not forbidden."""
        return all(_holds(each, configuration) for each in self.constraints) and not any(
            all(
                name in configuration and _is_same(configuration[name], value)
                for name, value in combination.items()
            )
            for combination in self.forbidden
        )


def _listed(given: ParameterJson) -> tuple[Value, ...] | None:
    """Return the values a parameter lists, those of even steps too; None if it is a range."""
    if given["type"] == "bool":
        return (False, True)
    if "values" in given:
        return tuple(given["values"])
    step = given.get("step")
    if step is None or given.get("log", False):
        return None
    low, high = given["bounds"]
    return tuple(low + k * step for k in range(math.floor((high - low) / step + 1e-9) + 1))


def _parents_first(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Return the parameters in an order in which every parent precedes its children."""
    placed: dict[str, Parameter] = {}
    while len(placed) < len(parameters):
        ready = [
            each
            for each in parameters
            if each.name not in placed and all(c.parent in placed for c in each.conditions)
        ]
        if not ready:
            raise ValueError("expected conditions without a cycle")
        placed |= {each.name: each for each in ready}
    return tuple(placed.values())


def _holds(constraint: str, configuration: Configuration) -> bool:
    """Tell whether a constraint holds; one over an inactive parameter does."""
    words = {"true": True, "false": False}
    tree = ast.parse(constraint, mode="eval")
    names = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    if not names <= {*configuration, *FUNCTIONS, *words}:
        return True
    try:
        # The expressions are those of our own tasks.
        return bool(
            eval(  # noqa: S307
                compile(tree, "<constraint>", "eval"),
                {"__builtins__": {}},
                {**FUNCTIONS, **words, **configuration},
            )
        )
    except (ArithmeticError, ValueError):
        return False


def _is_same(one: Value, other: Value) -> bool:
    """Tell whether two values are the same; true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _is_near(one: Value, other: Value) -> bool:
    """Tell whether two values are the same, apart from the rounding of a step."""
    if _is_same(one, other):
        return True
    is_float = isinstance(one, float) and isinstance(other, int | float)
    return is_float and math.isclose(float(one or 0.0), float(other or 0.0), abs_tol=1e-12)
