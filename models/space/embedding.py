"""Points of the unit cube as a surrogate sees them: Euclidean distance is what it understands.

Symbols: m points, d parameters; p columns of the embedding, q features of a trend, 0 without one;
X (m, d) points, NaN where a parameter is inactive; Z (m, p + q) embedded points; x a position, k
the number of values.

- An ordered parameter that is always active is its own column, x.
- An ordered parameter that may be inactive is an arc, (sin x, cos x), and (0, 0) where inactive:
  two active positions are at a distance of about their difference, and an active one is at
  distance 1 from inactive, wherever it is. Unlike leaving the column out of the distance, this
  keeps every kernel positive definite. After Swersky et al. (2014), "Raiders of the Lost
  Architecture".
- An unordered parameter has a column per value, 1 / sqrt(2) in that of its own: any two values
  are at distance 1, and inactive, all zeros, at 1 / sqrt(2) from all. Of very many values, those
  that occur in no known point share columns; see `models.space.levels`.

All columns of a parameter share a length scale. The features have none; they come last.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, IntArray
from models.space.levels import Levels
from models.space.search_space import SearchSpace
from models.space.trend import Trend

ONE_HOT = 1.0 / math.sqrt(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """The embedding of the points of one space.

    Attributes:
        space: The space.
        known: Points whose values are told apart however many there are, (m, d); None for none.
        has_trend: Whether the features of a trend stand beside the columns.
        groups: The parameter that every column belongs to, (p,).
        first: The first column of every parameter, (d,).
        plain: Ordered parameters that are always active.
        arcs: Ordered parameters that may be inactive.
        nominal: The columns of unordered parameters.
        levels: Which of these a value has.
        trend: What the features are.
    """

    space: SearchSpace
    known: Array | None = None
    has_trend: bool = False
    groups: IntArray = field(init=False)
    first: IntArray = field(init=False)
    plain: IntArray = field(init=False)
    arcs: IntArray = field(init=False)
    nominal: IntArray = field(init=False)
    levels: Levels = field(init=False)
    trend: Trend = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the columns."""
        is_nominal, d = self.space.is_nominal, self.space.d
        levels = Levels(self.space, np.empty((0, d)) if self.known is None else self.known)
        is_arc = np.array([bool(gates) for gates in self.space.gates]) & ~is_nominal
        widths = np.where(is_arc, 2, 1)
        widths[is_nominal] = levels.widths
        groups = np.repeat(np.arange(d), widths)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "first", np.cumsum(widths) - widths)
        object.__setattr__(self, "plain", np.flatnonzero(~is_nominal & ~is_arc))
        object.__setattr__(self, "arcs", np.flatnonzero(is_arc))
        object.__setattr__(self, "nominal", np.flatnonzero(is_nominal[groups]))
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "trend", Trend(self.space, levels))

    def embed(self, X: Array) -> Array:
        """Return points as the surrogate sees them, (m, p + q)."""
        Z = np.zeros((len(X), len(self.groups)))
        Z[:, self.first[self.plain]] = X[:, self.plain]
        is_active = ~np.isnan(X[:, self.arcs])
        Z[:, self.first[self.arcs]] = np.sin(X[:, self.arcs], where=is_active, out=0.0 * is_active)
        Z[:, self.first[self.arcs] + 1] = np.cos(
            X[:, self.arcs], where=is_active, out=0.0 * is_active
        )
        Z[:, self.nominal] = ONE_HOT * self.levels.indicators(X)
        return np.hstack([Z, self.trend.features(X)]) if self.has_trend else Z

    def pull_back(self, X: Array, gradient: Array) -> Array:
        """Return gradients by the positions, (..., m, d), from some by the embedding.

        They are 0 by inactive parameters and by unordered ones, which have no direction.

        Args:
            X: Where they are taken, (m, d).
            gradient: By the columns and the features, (..., m, p + q).
        """
        pulled = np.zeros((*gradient.shape[:-1], X.shape[1]))
        pulled[..., self.plain] = gradient[..., self.first[self.plain]]
        x = X[:, self.arcs]
        by_sine, by_cosine = (gradient[..., self.first[self.arcs] + i] for i in (0, 1))
        along = np.cos(x) * by_sine - np.sin(x) * by_cosine
        pulled[..., self.arcs] = np.where(np.isnan(x), 0.0, along)
        if self.has_trend:
            pulled += self.trend.pull_back(X, gradient[..., len(self.groups) :])
        return pulled
