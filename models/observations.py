"""What a Gaussian process is made of: observations, and what it assumes about the function.

Symbols: n observations; p columns of the embedding, of which distances are taken; q features, of
which a trend is a weighted sum, none or some; g length scales.
"""

import hashlib
import math
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from models.arrays import Array, IntArray
from models.errors import SurrogateInputError

# Predictions cost a square of these, and the process a cube. The best observations say most about
# where the optimum is; the others are thinned out evenly in the order of their losses.
MOST_OBSERVATIONS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Hyperparameters:
    """What a process assumes about its function.

    Attributes:
        length_scales: Distance over which the function changes, per group, (g,), positive.
        signal_variance: Variance of the function, positive.
        noise_variance: Variance of the noise that all observations have, positive; one may have
            more of its own.
        trend_variance: Variance of the weights of the features, not negative.
    """

    length_scales: Array
    signal_variance: float
    noise_variance: float
    trend_variance: float = 0.0

    def __post_init__(self) -> None:
        """Check that the hyperparameters are finite, and positive but for the trend's."""
        values = np.array([*self.length_scales, self.signal_variance, self.noise_variance])
        if not (np.isfinite(values).all() and (values > 0.0).all() and self._has_valid_trend):
            raise SurrogateInputError("hyperparameters", expected="positive numbers", got=values)

    @property
    def _has_valid_trend(self) -> bool:
        """Whether the variance of the weights is a variance."""
        return math.isfinite(self.trend_variance) and self.trend_variance >= 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Completed trials as the surrogate sees them.

    Attributes:
        Z: Embedded points, (n, p + q), n and p at least 1; the features are the last columns.
        y: Values, standardised, lower is better, (n,).
        groups: Index of the length scale of every column but the features, (p,).
        extra_noise: Noise variance known of each observation, on top of that of all, (n,).
    """

    Z: Array
    y: Array
    groups: IntArray
    extra_noise: Array

    def __post_init__(self) -> None:
        """Check that the shapes agree and the numbers are possible."""
        n, columns = self.Z.shape
        shapes = self.y.shape, self.groups.shape, self.extra_noise.shape
        p = min(max(len(self.groups), 1), columns)
        if n == 0 or shapes != ((n,), (p,), (n,)):
            raise SurrogateInputError(
                "y, groups, extra_noise",
                expected=f"({n},), at most ({columns},), ({n},), none of them empty",
                got=shapes,
            )
        if not (np.isfinite(self.Z).all() and np.isfinite(self.y).all()):
            raise SurrogateInputError("Z, y", expected="finite numbers", got=(self.Z, self.y))
        if self.groups.min() < 0:
            raise SurrogateInputError("groups", expected="indices from 0", got=self.groups)
        if not (np.isfinite(self.extra_noise) & (self.extra_noise >= 0.0)).all():
            raise SurrogateInputError("extra_noise", expected="variances", got=self.extra_noise)

    @property
    def columns(self) -> Array:
        """The columns of which distances are taken, (n, p)."""
        return self.Z[:, : len(self.groups)]

    @property
    def features(self) -> Array:
        """The features of which the trend is a weighted sum, (n, q)."""
        return self.Z[:, len(self.groups) :]

    @property
    def has_trend(self) -> bool:
        """Whether there are features."""
        return bool(self.Z.shape[1] > len(self.groups))

    @property
    def number_of_groups(self) -> int:
        """The number of length scales, g."""
        return int(self.groups.max()) + 1

    @property
    def digest(self) -> str:
        """What tells these observations from others, to the last bit of every number."""
        said = hashlib.sha256()
        for each in fields(self):
            part = np.ascontiguousarray(getattr(self, each.name))
            said.update(f"{each.name} {part.dtype.str} {part.shape} ".encode())
            said.update(part.data)
        return said.hexdigest()

    def at(self, rows: IntArray) -> Self:
        """Return the observations of these rows."""
        return type(self)(self.Z[rows], self.y[rows], self.groups, self.extra_noise[rows])

    def extended(self, new: Self) -> Self:
        """Return these observations followed by new ones of the same groups."""
        return type(self)(
            np.vstack([self.Z, new.Z]),
            np.concatenate([self.y, new.y]),
            self.groups,
            np.concatenate([self.extra_noise, new.extra_noise]),
        )


def most_telling(y: Array, most: int = MOST_OBSERVATIONS) -> IntArray:
    """Return the rows of at most so many observations, ascending: half of them the best."""
    if len(y) <= most:
        return np.arange(len(y))
    order, best = np.argsort(y, kind="stable"), most // 2
    thinned = np.linspace(best, len(y) - 1, most - best).astype(np.intp)
    return np.sort(np.concatenate([order[:best], order[thinned]]))
