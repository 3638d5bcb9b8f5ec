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
        best: The standardised loss to beat, in the opinion of every member, (k,).
        region: Whose priors count.
        prior_weight: How much they do, not negative.
    """

    surrogate: Surrogate
    best: Array
    region: Region
    prior_weight: float

    def __call__(self, X: Array) -> Array:
        """Return the utility of points, (m,); higher is better."""
        mean, std = self.surrogate.opinions(X)
        utility = log_expected_improvement(mean, std, self.best[:, np.newaxis])
        return _log_mean_exp(utility) + self.prior_weight * self.region.log_prior(X)

    def smooth_part(self, X: Array) -> tuple[Array, Array]:
        """Return the log expected improvement at points, (m,), and its gradients, (m, d).

        The priors are left out: they are piecewise constant, and steps without a slope would
        lead a search that follows the gradient astray.
        """
        mean, std, mean_gradient, std_gradient = self.surrogate.opinions_with_gradient(X)
        best = self.best[:, np.newaxis]
        values, by_mean, by_std = log_expected_improvement_with_gradient(mean, std, best)
        gradients = (
            by_mean[..., np.newaxis] * mean_gradient + by_std[..., np.newaxis] * std_gradient
        )
        value = _log_mean_exp(values)
        shares = np.exp(values - value) / len(values)
        return value, np.einsum("km,kmd->md", shares, gradients)


def _log_mean_exp(logs: Array) -> Array:
    """Return the logarithm of the mean over the members, (m,), from logarithms (k, m)."""
    highest = logs.max(axis=0)
    return np.asarray(highest + np.log(np.exp(logs - highest).mean(axis=0)))
