"""Where the user expects the optimum, as a density over the positions of a parameter.

Symbols: u (m,) positions in [0, 1]; w (m,) levels of the distribution function, in [0, 1].

The user may be wrong, so a quarter of the density is spread over the whole range: nothing is
ruled out, and the optimum is reached late instead of never. PriorBand draws from the prior and
from the uniform density in turn for the same reason (Mallik et al., 2023, "PriorBand").
"""

import math
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from scipy.special import ndtr

from models.arrays import Array
from models.errors import SpaceError
from models.space.axes import Axis, Lattice
from models.space.bundles import SMALLEST

UNIFORM_SHARE = 0.25
# Edges of the table: even ones, and as many again where a narrow normal density lies.
EVEN_EDGES = 257
STANDARD_EDGES = np.linspace(-5.0, 5.0, 129)
# Standard deviations below this, in the unit cube, and above this, in ranges, make no difference.
NARROWEST = 1e-12
WIDEST = 1e6
# An edge no farther from zero is zero.
NEXT_TO_ZERO = 1e-100
# Standard deviations beyond which there is nothing.
FARTHEST = 40.0
# Pieces narrower than this, in standard deviations, are as good as flat.
FLAT = 1e-3


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """A normal density over the parameter's own scale, cut off at its bounds."""

    mean: float
    std: float

    def __post_init__(self) -> None:
        """Check the standard deviation; the parameter checks the mean."""
        if not 0.0 < self.std < math.inf:
            raise SpaceError(
                ("prior", "std"), expected="a finite number above 0", got=f"{self.std}"
            )


@dataclass(frozen=True, slots=True)
class WeightsPrior:
    """How likely the optimum is at each value, in their order; not negative, not all zero."""

    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the weights; the parameter checks how many there are."""
        if not (all(0.0 <= each < math.inf for each in self.weights) and any(self.weights)):
            raise SpaceError(
                ("prior", "weights"),
                expected="finite weights of at least 0, one of them above",
                got=f"{list(self.weights)}",
            )


Prior = NormalPrior | WeightsPrior


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """A piecewise constant density on [0, 1], a share of it uniform.

    Attributes:
        edges: Where the pieces begin and end, from 0 to 1, ascending, (k + 1,).
        masses: How much of the density each piece has, (k,), all positive, 1 together.
        mode: Where the user expects the optimum most.
        levels: The distribution function at the edges, from 0 to 1, ascending, (k + 1,).
    """

    edges: Array
    masses: Array
    mode: float
    levels: Array = field(init=False)

    def __post_init__(self) -> None:
        """Sum up the distribution function."""
        levels = np.concatenate([[0.0], np.cumsum(self.masses)])
        object.__setattr__(self, "levels", levels / levels[-1])

    @classmethod
    def of_normal(cls, prior: NormalPrior, axis: Axis) -> Self:
        """Return the density of a normal prior over the positions of an axis."""
        prior = _resolved(prior, axis)
        edges = np.concatenate([_even_edges(axis), _dense_edges(prior, axis)])
        # Between an edge next to zero and zero there is no room for a mass.
        edges = np.unique(np.where(edges < NEXT_TO_ZERO, 0.0, edges))
        x = axis.reals(edges)
        # Halved, a difference cannot overflow; the halves of the smallest numbers are zero.
        scale = 1.0 if math.isfinite(x[-1].item() - x[0].item()) else 0.5
        with np.errstate(over="ignore"):
            z = (scale * x - scale * prior.mean) / (scale * prior.std)
        z = np.clip(z, -FARTHEST, FARTHEST)
        width, middle = np.diff(z), 0.5 * (z[1:] + z[:-1])
        flat = width * np.exp(-0.5 * middle**2) / math.sqrt(2.0 * math.pi)
        # The difference of two nearly equal values of ndtr has few digits.
        masses = np.where(width < FLAT, flat, np.diff(ndtr(z)))
        mode = float(axis.places(np.array([prior.mean]))[0])
        return cls._mixed(edges, masses, mode)

    @classmethod
    def of_weights(cls, prior: WeightsPrior) -> Self:
        """Return the density over the cells of values with these weights."""
        k = len(prior.weights)
        weights = np.array(prior.weights, dtype=np.float64)
        mode = (float(np.argmax(weights)) + 0.5) / k
        return cls._mixed(np.linspace(0.0, 1.0, k + 1), weights / weights.max(), mode)

    @classmethod
    def _mixed(cls, edges: Array, masses: Array, mode: float) -> Self:
        """Return the density of masses between edges, (k,), mixed with the uniform one."""
        share = (1.0 - UNIFORM_SHARE) * masses / masses.sum()
        return cls(edges, UNIFORM_SHARE * np.diff(edges) + share, mode)

    def quantiles(self, w: Array) -> Array:
        """Return the position below which a share w of the density lies, (m,)."""
        return np.interp(w, self.levels, self.edges)

    def shares(self, u: Array) -> Array:
        """Return the share of the density that lies below each position, (m,)."""
        return np.interp(u, self.edges, self.levels)

    def log_density(self, u: Array) -> Array:
        """Return the natural logarithm of the density, (m,); 0 where it is as if uniform."""
        piece = np.clip(np.searchsorted(self.edges, u, side="right") - 1, 0, len(self.masses) - 1)
        return np.asarray(np.log(self.masses / np.diff(self.edges))[piece])


def _resolved(prior: NormalPrior, axis: Axis) -> NormalPrior:
    """Return the prior as far as it can be computed with.

    Its mean is where the axis goes, which may end before the upper bound if the steps do, and its
    standard deviation neither too narrow nor too wide.
    """
    place = axis.places(np.array([prior.mean]))
    x = axis.reals(np.clip(place + np.array([-NARROWEST, NARROWEST, -1.0, 1.0]), 0.0, 1.0))
    narrowest = max(SMALLEST, 0.5 * x[1].item() - 0.5 * x[0].item())
    widest = WIDEST * (x[3].item() - x[2].item())
    mean = min(max(prior.mean, x[2].item()), x[3].item())
    return NormalPrior(mean, max(narrowest, min(prior.std, widest)))


def _even_edges(axis: Axis) -> Array:
    """Return edges over the whole range: those of cells, unless there are many or none."""
    if isinstance(axis, Lattice) and axis.count < EVEN_EDGES:
        return axis.begins(np.arange(axis.count + 1))
    return np.linspace(0.0, 1.0, EVEN_EDGES)


def _dense_edges(prior: NormalPrior, axis: Axis) -> Array:
    """Return edges where a normal density lies, of cells if there are any."""
    with np.errstate(over="ignore"):
        x = prior.mean + prior.std * STANDARD_EDGES
    ends = axis.reals(np.array([0.0, 1.0]))
    u = axis.places(x[(x > ends[0]) & (x < ends[1])])
    if not isinstance(axis, Lattice):
        return u
    i = axis.indices(u)
    return axis.begins(np.concatenate([i, i + 1]))
