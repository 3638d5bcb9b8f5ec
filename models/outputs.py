"""Values of the objective <-> what the surrogate sees: lower is better, mean 0, deviation 1.

Symbols: n completed trials; losses (n,), values with the sign that makes lower better;
y (n,) standardised losses.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from models.arrays import Array
from models.problem import Direction, Prediction

# A loss further above the median than so many times the distance of the median to the best is cut
# off there: how bad the bad is says little about where the good is, and would flatten all else.
WORST = 3.0
# A value of this much noise, in variances of the losses, tells nothing, as would a larger one.
LARGEST_NOISE = 1e6


@dataclass(frozen=True, slots=True)
class Outputs:
    """A scale for losses.

    Attributes:
        direction: Of the objective.
        magnitude: The largest loss in size after the cut; dividing by it first, nothing overflows.
        shift: Mean of the losses in units of the magnitude.
        scale: Their standard deviation in units of the magnitude, positive.
        cut: The loss beyond which all count as equally bad.
    """

    direction: Direction
    magnitude: float
    shift: float
    scale: float
    cut: float

    @classmethod
    def of(cls, losses: Array, direction: Direction) -> Self:
        """Return the scale of these losses, (n,), n at least 1."""
        # Before the magnitude: beside one loss near the largest float, all others would be zero.
        cut = _cut(losses)
        kept = np.minimum(losses, cut)
        # The smallest floats have no room below them for a quotient.
        magnitude = max(float(np.abs(kept).max()) or 1.0, float(np.finfo(np.float64).tiny))
        scaled = kept / magnitude
        return cls(direction, magnitude, float(scaled.mean()), float(scaled.std()) or 1.0, cut)

    def standardised(self, losses: Array) -> Array:
        """Return losses as the surrogate sees them, (n,)."""
        scaled = np.minimum(losses, self.cut) / self.magnitude
        return np.asarray((scaled - self.shift) / self.scale, dtype=np.float64)

    def noise(self, stds: Array) -> Array:
        """Return the variances of standardised losses from deviations of values, (n,)."""
        with np.errstate(over="ignore"):
            variances = (stds / self.magnitude / self.scale) ** 2
        return np.minimum(variances, LARGEST_NOISE)

    def prediction(self, mean: float, std: float) -> Prediction:
        """Return a prediction in units of the objective from a standardised one."""
        loss = self._bounded((mean * self.scale + self.shift) * self.magnitude)
        sign = 1.0 if self.direction is Direction.MINIMIZE else -1.0
        return Prediction(sign * loss, self.difference(std))

    def difference(self, y: float) -> float:
        """Return a difference of standardised losses in units of the objective."""
        return self._bounded(y * self.scale * self.magnitude)

    @staticmethod
    def _bounded(x: float) -> float:
        """Return a number that is finite, for values near the largest float."""
        largest = float(np.finfo(np.float64).max)
        return min(max(x, -largest), largest)


def _cut(losses: Array) -> float:
    """Return the loss beyond which all count as equally bad; infinite if none is told apart."""
    ordered = np.sort(losses).tolist()
    n = len(ordered)
    # As floats of Python: what overflows becomes infinite without a warning.
    best, median = ordered[0], 0.5 * ordered[(n - 1) // 2] + 0.5 * ordered[n // 2]
    return median + WORST * (median - best) if median > best else math.inf
