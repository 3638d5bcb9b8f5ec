"""How much a point is worth trying: expected improvement, nudged by the user's prior.

Symbols: m points, d parameters; X (m, d) points.
"""

from dataclasses import dataclass

import numpy as np

from models.acquisition import (
    log_expected_improvement,
    log_expected_improvement_with_gradient,
)
from models.arrays import Array
from models.space import Region
from models.surrogate import Surrogate


@dataclass(frozen=True, slots=True, eq=False)
class Utility:
    """The log expected improvement over the incumbent, plus a share of the log prior.

    The share falls as trials come in, so that a wrong prior is overruled: Hvarfner et al.
    (2022), "pi-BO", equation 6.

    Attributes:
        surrogate: What is believed of the loss.
        best: The standardised loss to beat.
        region: Whose priors count.
        prior_weight: How much they do, not negative.
    """

    surrogate: Surrogate
    best: float
    region: Region
    prior_weight: float

    def __call__(self, X: Array) -> Array:
        """Return the utility of points, (m,); higher is better."""
        mean, std = self.surrogate.predict(X)
        utility = log_expected_improvement(mean, std, self.best)
        return utility + self.prior_weight * self.region.log_prior(X)

    def smooth_part(self, x: Array) -> tuple[float, Array]:
        """Return the log expected improvement at one point, (d,), and its gradient, (d,).

        The priors are left out: they are piecewise constant, and steps without a slope would
        lead a search that follows the gradient astray.
        """
        X = x[np.newaxis]
        mean, std, mean_gradient, std_gradient = self.surrogate.predict_with_gradient(X)
        value, by_mean, by_std = log_expected_improvement_with_gradient(mean, std, self.best)
        gradient = by_mean[0] * mean_gradient[0] + by_std[0] * std_gradient[0]
        return float(value[0]), gradient
