"""The feasible region: the points of a space that satisfy every rule and agree with fixed values.

Symbols: m points, d parameters; W (m, d) places, X (m, d) points, as in `search_space`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, BoolArray
from models.errors import ConfigurationError, FixedError
from models.space.search_space import SearchSpace
from models.space.values import Configuration, Value


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The configurations that may be suggested.

    Attributes:
        space: The space they belong to.
        fixed: Values that each of them has, by name.
        positions: Where the fixed values lie, by column.
    """

    space: SearchSpace
    fixed: Configuration = field(default_factory=dict)
    positions: Mapping[int, float] = field(init=False)

    def __post_init__(self) -> None:
        """Find the positions of the fixed values.

        Raises:
            FixedError: One is no value of its parameter.
        """
        positions = {}
        for name, value in self.fixed.items():
            try:
                j = self.space.column(name)
                number = self.space.parameters[j].number_of(value)
            except ConfigurationError as error:
                raise FixedError((name,), expected=error.expected, got=error.got) from error
            axis = self.space.parameters[j].derived.axis
            positions[j] = float(axis.positions(np.array([number]))[0])
        object.__setattr__(self, "positions", positions)

    def project(self, W: Array) -> Array:
        """Return the points at these places that have the fixed values, (m, d).

        A point may still break a rule, and a fixed parameter may be inactive there.
        """
        W = W.copy()
        for j, position in self.positions.items():
            W[:, j] = position
        return self.space.project(W)

    def violation(self, X: Array) -> Array:
        """Return how far points are from feasible, (m,); 0 if they are."""
        inactive = np.isnan(X[:, list(self.positions)]).sum(axis=1)
        return np.asarray(self.space.violation(X) + inactive, dtype=np.float64)

    def contains(self, X: Array) -> BoolArray:
        """Return which points are feasible, (m,)."""
        return np.asarray(self.violation(X) == 0.0)

    def feasible(self, W: Array) -> Array:
        """Return the points at these places, without those that are not feasible."""
        X = self.project(W)
        return np.asarray(X[self.contains(X)])

    def decode(self, x: Array) -> dict[str, Value]:
        """Return the configuration of a point, (d,), fixed values exactly as they were given."""
        configuration = self.space.decode(x)
        return {name: self.fixed.get(name, value) for name, value in configuration.items()}

    def warped(self, W: Array) -> Array:
        """Return places where uniform ones go if they are to follow the priors, (m, d)."""
        W = W.copy()
        for j, parameter in enumerate(self.space.parameters):
            if parameter.derived.density is not None:
                W[:, j] = parameter.derived.density.quantiles(W[:, j])
        return W

    def log_prior(self, X: Array) -> Array:
        """Return the log density of the priors of the active parameters, (m,); 0 if none."""
        total = np.zeros(len(X))
        for j, parameter in enumerate(self.space.parameters):
            if parameter.derived.density is not None:
                is_active = ~np.isnan(X[:, j])
                total[is_active] += parameter.derived.density.log_density(X[is_active, j])
        return total
