"""The search space: which configurations there are, and where they lie in the unit cube.

Symbols: m points, d parameters; W (m, d) places, anywhere in the unit cube; X (m, d) points:
positions of values, NaN where a parameter is inactive; N (m, d) numbers of values (of listed
values the indices), NaN likewise.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np

from models.arrays import Array, BoolArray, IntArray
from models.errors import ConfigurationError, SpaceError, TrialError
from models.space.activity import Gates, active, gates, parents_first
from models.space.axes import bundled
from models.space.bundles import Bundle
from models.space.parameters import Geometry, Parameter
from models.space.rules import Rule, constraint_rules, forbidden_rules
from models.space.values import Configuration, Value

# How many operations of rules take as long as projecting a point in one parameter.
OPERATIONS = 14
# A client mends a few errors at a time; a large history could have millions.
MOST_ERRORS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Configurations as points, and what is wrong with them.

    Attributes:
        X: Their points, (m, d); those of faulty ones have no meaning.
        N: The numbers of these, (m, d).
        is_sound: Which of them belong to the space, (m,).
        errors: What is wrong with the others, in their order, the first `MOST_ERRORS`.
    """

    X: Array
    N: Array
    is_sound: BoolArray
    errors: list[TrialError]


@dataclass(frozen=True)
class SearchSpace:
    """An ordered set of parameters and what their values must satisfy together.

    Attributes:
        parameters: At least one, with different names.
        constraints: Expressions over the parameters, all to be true; see `expressions`.
        forbidden: Combinations of values no configuration may contain.
    """

    parameters: tuple[Parameter, ...]
    constraints: tuple[str, ...] = ()
    forbidden: tuple[Configuration, ...] = ()
    columns: Mapping[str, int] = field(init=False, repr=False, compare=False)
    gates: Gates = field(init=False, repr=False, compare=False)
    order: tuple[int, ...] = field(init=False, repr=False, compare=False)
    rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that the parts fit together.

        Raises:
            SpaceError: They do not. In its path a condition stands by its index:
                ("parameters", 1, "condition", 0, "values", 2).
        """
        columns = _columns(self.parameters)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "gates", gates(self.parameters, columns))
        object.__setattr__(self, "order", parents_first(self.gates))
        object.__setattr__(
            self,
            "rules",
            (
                *constraint_rules(self.constraints, self.parameters, columns),
                *forbidden_rules(self.forbidden, self.parameters, columns),
            ),
        )

    @property
    def d(self) -> int:
        """The number of parameters."""
        return len(self.parameters)

    @cached_property
    def is_nominal(self) -> BoolArray:
        """Which parameters have values in no order, (d,)."""
        return np.array([each.geometry is Geometry.NOMINAL for each in self.parameters])

    @cached_property
    def counts(self) -> Array:
        """How many values each parameter has, infinite if it is continuous, (d,)."""
        counts = (each.derived.axis.count for each in self.parameters)
        return np.array([np.inf if each is None else each for each in counts])

    @cached_property
    def is_finite(self) -> bool:
        """Whether the configurations can be counted."""
        return bool(np.isfinite(self.counts).all())

    @cached_property
    def ruled(self) -> frozenset[int]:
        """The columns that rules are about."""
        return frozenset(self.columns[name] for rule in self.rules for name in rule.names)

    @cached_property
    def effort(self) -> int:
        """What projecting and judging a point takes, in parameters projected; about 40 ns each."""
        return self.d + sum(rule.size for rule in self.rules) // OPERATIONS

    @cached_property
    def _bundles(self) -> list[tuple[IntArray, Bundle]]:
        """The axes of one kind each, with their columns."""
        return bundled([each.derived.axis for each in self.parameters])

    def with_ancestors(self, columns: Iterable[int]) -> list[int]:
        """Return these columns and those on which their activity depends, in ascending order."""
        found = set(columns)
        for j in reversed(self.order):
            if j in found:
                found.update(gate.parent for gate in self.gates[j])
        return sorted(found)

    def column(self, name: str) -> int:
        """Return the column of a parameter.

        Raises:
            ConfigurationError: The space has no parameter of this name.
        """
        try:
            return self.columns[name]
        except KeyError:
            raise ConfigurationError(
                name, expected="a parameter of the space", got="an unknown name"
            ) from None

    # Places, points and numbers

    def project(self, W: Array) -> Array:
        """Return the points at these places: values that exist, inactive parameters left out.

        Args:
            W: Places, (m, d); clipped to the unit cube.
        """
        return self.points(self.numbers_at(W))

    def numbers_at(self, W: Array) -> Array:
        """Return the numbers of the points at these places, (m, d), without making the points.

        Args:
            W: Places, (m, d); clipped to the unit cube.
        """
        N = self.numbers(np.clip(W, 0.0, 1.0))
        return np.where(active(self.gates, self.order, N), N, np.nan)

    def points(self, N: Array) -> Array:
        """Return the points with these numbers, (m, d)."""
        X = np.empty(N.shape)
        for columns, axes in self._bundles:
            X[:, columns] = axes.positions(N[:, columns])
        return X

    def numbers(self, X: Array) -> Array:
        """Return the numbers of points, (m, d)."""
        N = np.empty(X.shape)
        for columns, axes in self._bundles:
            N[:, columns] = axes.numbers(X[:, columns])
        return N

    def keys(self, X: Array) -> list[bytes]:
        """Return for every point what tells its configuration from all others."""
        return keys_of(self.numbers(X))

    def violation(self, X: Array) -> Array:
        """Return how far points are from satisfying every rule, (m,); 0 if they do."""
        return self.violation_of(self.numbers(X)) if self.rules else np.zeros(len(X))

    def violation_of(self, N: Array) -> Array:
        """Return the same of points with these numbers, of which only those of rules count."""
        violation = np.zeros(len(N))
        for rule in self.rules:
            violation += rule.violation(N)
        return violation

    # Configurations

    def decode(self, x: Array) -> dict[str, Value]:
        """Return the configuration of one point, (d,); inactive parameters are absent."""
        return self.decode_all(x[np.newaxis])[0]

    def decode_all(self, X: Array) -> list[dict[str, Value]]:
        """Return the configurations of points, (m, d)."""
        return [
            {
                parameter.name: parameter.value_of(number)
                for parameter, number in zip(self.parameters, row, strict=True)
                if not math.isnan(number)
            }
            for row in self.numbers(X).tolist()
        ]

    def canonical(self, configuration: Configuration) -> dict[str, Value]:
        """Return a configuration with its values as the space writes them.

        The 2.0 of an integer becomes 2, a listed value what it is in the list. What does not
        belong to the space stays as it is.
        """
        return {name: self._canonical(name, value) for name, value in configuration.items()}

    def _canonical(self, name: str, value: Value) -> Value:
        """Return a value as its parameter writes it; itself if it is none of its values."""
        try:
            parameter = self.parameters[self.column(name)]
            return parameter.value_of(parameter.number_of(value))
        except ConfigurationError:
            return value

    def encode(self, configuration: Configuration) -> Array:
        """Return the point of one configuration, (d,).

        Raises:
            ConfigurationError: It does not belong to the space. Constraints and forbidden
                combinations are not looked at.
        """
        encoded = self.encode_all([configuration])
        if encoded.errors:
            raise encoded.errors[0].cause
        return np.asarray(encoded.X[0])

    def encode_all(self, configurations: Sequence[Configuration]) -> Encoded:
        """Return configurations as points, (m, d), and what is wrong with any of them."""
        N = np.full((len(configurations), self.d), np.nan)
        is_known = np.ones(len(configurations), dtype=np.bool_)
        errors: list[TrialError] = []
        for i, configuration in enumerate(configurations):
            room = MOST_ERRORS - len(errors)
            found = self._numbers_of(configuration, i, N[i], room)
            is_known[i] = not found
            errors += found[:room]
        # Conditions see what a point has of a value, as everywhere else.
        X = self.points(N)
        N = self.numbers(X)
        is_misplaced = self._misplaced(N) & is_known[:, np.newaxis]
        is_sound = is_known & ~is_misplaced.any(axis=1)
        misplacements = (
            self._misplacement(i, j, is_missing=math.isnan(N[i, j]))
            for i in np.flatnonzero(is_known & ~is_sound).tolist()
            for j in np.flatnonzero(is_misplaced[i]).tolist()
        )
        errors += islice(misplacements, MOST_ERRORS)
        return Encoded(X, N, is_sound, sorted(errors, key=_row)[:MOST_ERRORS])

    def _numbers_of(
        self, configuration: Configuration, i: int, row: Array, most: int
    ) -> list[TrialError]:
        """Write the numbers of a configuration into its row, (d,), and return what is wrong.

        At least the first error is found, and no more than `most` others.
        """
        errors: list[TrialError] = []
        for name, value in configuration.items():
            try:
                j = self.column(name)
                row[j] = self.parameters[j].number_of(value)
            except ConfigurationError as error:
                errors.append(TrialError((i, "parameters", name), error))
                if len(errors) >= most:
                    break
        return errors

    def _misplaced(self, N: Array) -> BoolArray:
        """Return which parameters are active but absent, or the reverse, (m, d)."""
        is_active, is_absent = active(self.gates, self.order, N), np.isnan(N)
        missing = is_active & is_absent
        # Without its parent a parameter seems inactive: what is missing explains the rest.
        surplus = ~is_active & ~is_absent & ~missing.any(axis=1, keepdims=True)
        return np.asarray(missing | surplus)

    def _misplacement(self, i: int, j: int, *, is_missing: bool) -> TrialError:
        """Return the error of a parameter that is active but absent, or the reverse."""
        name = self.parameters[j].name
        expected, got = (
            ("a value, because the parameter is active", "none")
            if is_missing
            else ("no value, because the condition of the parameter is not met", "one")
        )
        return TrialError(
            (i, "parameters", name), ConfigurationError(name, expected=expected, got=got)
        )


def keys_of(N: Array) -> list[bytes]:
    """Return what tells configurations with these numbers, (m, d), from all others."""
    # Adding zero turns -0.0, which has other bytes, into 0.0; one NaN may have others than another.
    return [row.tobytes() for row in np.where(np.isnan(N), np.nan, N + 0.0)]


def _row(error: TrialError) -> int:
    """Return the index of the configuration that an error is about."""
    return int(error.path[0])


def _columns(parameters: Sequence[Parameter]) -> dict[str, int]:
    """Return the column of every parameter, or raise SpaceError."""
    if not parameters:
        raise SpaceError(("parameters",), expected="at least one parameter", got="none")
    columns: dict[str, int] = {}
    for j, parameter in enumerate(parameters):
        if columns.setdefault(parameter.name, j) != j:
            raise SpaceError(
                ("parameters", j, "name"),
                expected=f"a name unlike that of parameter {columns[parameter.name]}",
                got=f'"{parameter.name}"',
            )
    return columns
