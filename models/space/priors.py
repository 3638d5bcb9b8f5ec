"""Where the user expects the optimum, as a density over the positions of a parameter.

Symbols: u (m,) positions in [0, 1]; w (m,) levels of the distribution function, in [0, 1].

The user may be wrong, so a quarter of the density is spread over the whole range: nothing is
ruled out, and the optimum is reached late instead of never. PriorBand draws from the prior and
from the uniform density in turn for the same reason (Mallik et al., 2023, "PriorBand").
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtr

from models.arrays import Array
from models.errors import SpaceError
from models.space.axes import Axis

UNIFORM_SHARE = 0.25
# Edges of the table: even ones, and as many again where a narrow normal density lies.
EVEN_EDGES = 257
STANDARD_EDGES = np.linspace(-5.0, 5.0, 129)


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """A normal density over the parameter's own scale, cut off at its bounds."""

    mean: float
    std: float

    def __post_init__(self) -> None:
        """Check the standard deviation; the parameter checks the mean."""
        if not self.std > 0.0:
            raise SpaceError(("prior", "std"), expected="a number above 0", got=f"{self.std}")


@dataclass(frozen=True, slots=True)
class WeightsPrior:
    """How likely the optimum is at each value, in their order; not negative, not all zero."""

    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the weights; the parameter checks how many there are."""
        if not (all(each >= 0.0 for each in self.weights) and any(self.weights)):
            raise SpaceError(
                ("prior", "weights"),
                expected="weights of at least 0, one of them above",
                got=f"{list(self.weights)}",
            )


Prior = NormalPrior | WeightsPrior


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """A piecewise constant density on [0, 1].

    Attributes:
        edges: Where the pieces begin and end, from 0 to 1, ascending, (k + 1,).
        levels: The distribution function there, from 0 to 1, ascending, (k + 1,).
    """

    edges: Array
    levels: Array

    @classmethod
    def of_normal(cls, prior: NormalPrior, axis: Axis) -> Self:
        """Return the density of a normal prior over the positions of an axis."""
        with np.errstate(over="ignore"):
            spots = prior.mean + prior.std * STANDARD_EDGES
        ends = axis.reals(np.array([0.0, 1.0]))
        dense = axis.positions(spots[(spots > ends[0]) & (spots < ends[1])])
        edges = np.unique(np.concatenate([np.linspace(0.0, 1.0, EVEN_EDGES), dense]))
        x = axis.reals(edges)
        # Halved, the difference cannot overflow.
        z = (0.5 * x - 0.5 * prior.mean) / (0.5 * prior.std)
        return cls._mixed(edges, np.diff(ndtr(z)))

    @classmethod
    def of_weights(cls, prior: WeightsPrior) -> Self:
        """Return the density over the cells of values with these weights."""
        edges = np.linspace(0.0, 1.0, len(prior.weights) + 1)
        return cls._mixed(edges, np.array(prior.weights) / max(prior.weights))

    @classmethod
    def _mixed(cls, edges: Array, masses: Array) -> Self:
        """Return the density of masses between edges, (k,), mixed with the uniform one."""
        total = masses.sum()
        prior = masses / total if total > 0.0 else np.diff(edges)
        share = UNIFORM_SHARE * np.diff(edges) + (1.0 - UNIFORM_SHARE) * prior
        levels = np.concatenate([[0.0], np.cumsum(share)])
        return cls(edges, levels / levels[-1])

    def quantiles(self, w: Array) -> Array:
        """Return the position below which a share w of the density lies, (m,)."""
        return np.interp(w, self.levels, self.edges)

    @property
    def mode(self) -> float:
        """The middle of the densest piece, the first of equals."""
        piece = int(np.argmax(np.diff(self.levels) / np.diff(self.edges)))
        return float(self.edges[piece : piece + 2].mean())

    def log_density(self, u: Array) -> Array:
        """Return the natural logarithm of the density, (m,); 0 where it is as if uniform."""
        piece = np.clip(np.searchsorted(self.edges, u, side="right") - 1, 0, len(self.edges) - 2)
        return np.asarray(np.log(np.diff(self.levels) / np.diff(self.edges))[piece])
