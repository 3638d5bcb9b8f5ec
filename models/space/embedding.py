"""Points of the unit cube as a surrogate sees them: Euclidean distance is what it understands.

Symbols: m points, d parameters; p columns of the embedding; X (m, d) points, NaN where a
parameter is inactive; Z (m, p) embedded points; x a position, k the number of values.

- An ordered parameter that is always active is its own column, x.
- An ordered parameter that may be inactive is an arc, (sin x, cos x), and (0, 0) where inactive:
  two active positions are at a distance of about their difference, and an active one is at
  distance 1 from inactive, wherever it is. Unlike leaving the column out of the distance, this
  keeps every kernel positive definite. After Swersky et al. (2014), "Raiders of the Lost
  Architecture".
- An unordered parameter has a column per value, 1 / sqrt(2) in that of its own: any two values
  are at distance 1, and inactive, all zeros, at 1 / sqrt(2) from all.

All columns of a parameter share a length scale.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, BoolArray, IntArray
from models.space.search_space import SearchSpace

ONE_HOT = 1.0 / math.sqrt(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """The embedding of the points of one space.

    Attributes:
        space: The space.
        groups: The parameter that every column belongs to, (p,).
        is_arc: Which parameters are arcs, (d,).
    """

    space: SearchSpace
    groups: IntArray = field(init=False)
    is_arc: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the columns."""
        nominal = self.space.is_nominal
        is_arc = np.array([bool(gates) for gates in self.space.gates]) & ~nominal
        widths = np.where(nominal, self.space.counts, np.where(is_arc, 2, 1)).astype(np.intp)
        object.__setattr__(self, "groups", np.repeat(np.arange(self.space.d), widths))
        object.__setattr__(self, "is_arc", is_arc)

    def embed(self, X: Array) -> Array:
        """Return points as the surrogate sees them, (m, p)."""
        return np.column_stack([self._columns(X[:, j], j) for j in range(self.space.d)])

    def pull_back(self, X: Array, gradient: Array) -> Array:
        """Return a gradient by the positions, (m, d), from one by the columns, (m, p).

        It is 0 by inactive parameters and by unordered ones, which have no direction.
        """
        pulled = np.zeros(X.shape)
        for j in np.flatnonzero(~self.space.is_nominal):
            own = gradient[:, self.groups == j]
            if self.is_arc[j]:
                pulled[:, j] = np.cos(X[:, j]) * own[:, 0] - np.sin(X[:, j]) * own[:, 1]
            else:
                pulled[:, j] = own[:, 0]
        return np.nan_to_num(pulled)

    def _columns(self, x: Array, j: int) -> Array:
        """Return the columns of one parameter, (m, its width), at its positions, (m,)."""
        if self.space.is_nominal[j]:
            k = int(self.space.counts[j])
            # Inactive, NaN, equals no index.
            own = np.floor(x * k)[:, np.newaxis] == np.arange(k)
            return np.where(own, ONE_HOT, 0.0)
        if self.is_arc[j]:
            x = x[:, np.newaxis]
            return np.asarray(np.nan_to_num(np.hstack([np.sin(x), np.cos(x)])))
        return np.asarray(x[:, np.newaxis])
