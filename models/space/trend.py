"""Features of a point, of which a trend is a weighted sum: how each parameter acts by itself.

Symbols: m points, d parameters; q features; X (m, d) points, NaN where a parameter is inactive;
F (m, q) features; t = 2 x - 1, a position between -1 and 1.

- An ordered parameter has a slope, sqrt(3) t, and a bend, half of sqrt(5) (3 t^2 - 1) / 2; both are
  0 where it is inactive. These are Legendre polynomials, of mean square 1 and 1/4 over the range.
- One that may be inactive has a level as well, sqrt(3) / 2 where it is active.
- An unordered parameter has a feature per value, 1 at its own; very many share some, see
  `models.space.levels`.

All are divided by sqrt(d): with weights of variance 1, the trend has a variance of about 1 in
spaces of any size.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, IntArray
from models.space.levels import Levels
from models.space.search_space import SearchSpace

SLOPE, BEND = math.sqrt(3.0), 0.5 * math.sqrt(5.0)
LEVEL = 0.5 * math.sqrt(3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """The features of the points of one space.

    Attributes:
        space: The space.
        levels: Which features the values of unordered parameters have.
        ordered: Ordered parameters.
        optional: Those of them that may be inactive, as positions in `ordered`.
    """

    space: SearchSpace
    levels: Levels
    ordered: IntArray = field(init=False)
    optional: IntArray = field(init=False)

    def __post_init__(self) -> None:
        """Tell the kinds of parameters apart."""
        ordered = np.flatnonzero(~self.space.is_nominal)
        optional = np.flatnonzero([bool(self.space.gates[j]) for j in ordered])
        object.__setattr__(self, "ordered", ordered)
        object.__setattr__(self, "optional", optional)

    def features(self, X: Array) -> Array:
        """Return the features of points, (m, q)."""
        t = 2.0 * X[:, self.ordered] - 1.0
        is_active = ~np.isnan(t)
        slopes = np.where(is_active, SLOPE * t, 0.0)
        bends = np.where(is_active, BEND * (1.5 * t**2 - 0.5), 0.0)
        levels = LEVEL * is_active[:, self.optional]
        F = np.hstack([slopes, bends, levels, self.levels.indicators(X)])
        return np.asarray(F / math.sqrt(self.space.d))

    def pull_back(self, X: Array, gradient: Array) -> Array:
        """Return gradients by the positions, (..., m, d), from some by the features, (..., m, q).

        They are 0 by inactive parameters and by unordered ones, which have no direction.
        """
        o, t = len(self.ordered), 2.0 * X[:, self.ordered] - 1.0
        by_slope, by_bend = gradient[..., :o], gradient[..., o : 2 * o]
        along = 2.0 * (SLOPE * by_slope + 3.0 * BEND * t * by_bend) / math.sqrt(self.space.d)
        pulled = np.zeros((*gradient.shape[:-1], X.shape[1]))
        pulled[..., self.ordered] = np.where(np.isnan(t), 0.0, along)
        return pulled
