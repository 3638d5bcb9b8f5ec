"""What a Gaussian process is made of: observations, and what it assumes about the function.

Symbols: n observations; p columns of the embedding; g length scales.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from models.arrays import Array, IntArray
from models.errors import SurrogateInputError


@dataclass(frozen=True, slots=True, eq=False)
class Hyperparameters:
    """What a process assumes about its function.

    Attributes:
        length_scales: Distance over which the function changes, per group, (g,), positive.
        signal_variance: Variance of the function, positive.
        noise_variance: Variance of the noise that all observations have, positive; one may have
            more of its own.
    """

    length_scales: Array
    signal_variance: float
    noise_variance: float

    def __post_init__(self) -> None:
        """Check that every hyperparameter is positive and finite."""
        values = np.array([*self.length_scales, self.signal_variance, self.noise_variance])
        if not (np.isfinite(values).all() and (values > 0.0).all()):
            raise SurrogateInputError("hyperparameters", expected="positive numbers", got=values)


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Completed trials as the surrogate sees them.

    Attributes:
        Z: Embedded points, (n, p), n and p at least 1.
        y: Values, standardised, lower is better, (n,).
        groups: Index of the length scale of every column, (p,).
        extra_noise: Noise variance known of each observation, on top of that of all, (n,).
    """

    Z: Array
    y: Array
    groups: IntArray
    extra_noise: Array

    def __post_init__(self) -> None:
        """Check that the shapes agree and the numbers are possible."""
        n, p = self.Z.shape
        shapes = self.y.shape, self.groups.shape, self.extra_noise.shape
        if 0 in self.Z.shape or shapes != ((n,), (p,), (n,)):
            raise SurrogateInputError(
                "y, groups, extra_noise",
                expected=f"({n},), ({p},), ({n},), none of them empty",
                got=shapes,
            )
        if not (np.isfinite(self.Z).all() and np.isfinite(self.y).all()):
            raise SurrogateInputError("Z, y", expected="finite numbers", got=(self.Z, self.y))
        if self.groups.min() < 0:
            raise SurrogateInputError("groups", expected="indices from 0", got=self.groups)
        if not (np.isfinite(self.extra_noise) & (self.extra_noise >= 0.0)).all():
            raise SurrogateInputError("extra_noise", expected="variances", got=self.extra_noise)

    @property
    def number_of_groups(self) -> int:
        """The number of length scales, g."""
        return int(self.groups.max()) + 1

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
