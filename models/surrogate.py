"""What is believed about the objective at any point of the space.

Symbols: n observations, m points; d parameters, p columns of the embedding; X (n, d) points;
y (n,) standardised losses, lower is better.
"""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from models.arrays import Array, IntArray
from models.committee import Committee
from models.fitting import fit
from models.gaussian_process import GaussianProcess
from models.observations import Hyperparameters, Observations
from models.space import Embedding, SearchSpace

# Predictions cost a square of these, and the process a cube. The best observations say most about
# where the optimum is; the others are thinned out evenly in the order of their losses.
MOST_OBSERVATIONS = 400
# Every step of a fit costs a cube of these, and its few numbers are known from fewer.
MOST_FITTED = 200

# Up to so many observations for each parameter, a trend says more than distances do; see
# decisions/0008.
TREND_PER_PARAMETER = 2

# Noise variance of a value that is believed: just enough to keep the covariance definite.
BELIEVED_NOISE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """Gaussian processes over the points of a space, each as likely as the others.

    Attributes:
        embedding: How they see them.
        members: What they have learned, k of them.
        is_fitted: Whether their hyperparameters are fitted, or the centre of the prior stands in.
        noise_variance: Of the noise of a standardised measurement of which nothing is known, the
            mean of what the members believe.
        committee: The members, prepared for predictions.
    """

    embedding: Embedding
    members: tuple[GaussianProcess, ...]
    is_fitted: bool
    noise_variance: float
    committee: Committee = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the members for predictions."""
        object.__setattr__(self, "committee", Committee.of(self.members))

    @classmethod
    def fitted(
        cls,
        space: SearchSpace,
        X: Array,
        y: Array,
        noise: Array,
        pending: Array | None = None,
    ) -> Self:
        """Return the surrogate that learns from standardised losses.

        Args:
            space: The space of the points.
            X: Points, (n, d), n at least 1.
            y: Standardised losses there, (n,).
            noise: Variances known of their noise, (n,).
            pending: Points that will be believed, (q, d); None for none that are known yet.

        Raises:
            SurrogateError: The covariance cannot be factorised.
        """
        rows = most_telling(y)
        has_trend = len(y) <= TREND_PER_PARAMETER * space.d
        known = X[rows] if pending is None else np.vstack([X[rows], pending])
        embedding = Embedding(space, known, has_trend=has_trend)
        observations = Observations(
            embedding.embed(X[rows]), y[rows], embedding.groups, noise[rows]
        )
        fitted = fit(observations.at(most_telling(observations.y, MOST_FITTED)))
        members = tuple(_conditioned(observations, each) for each in fitted.hyperparameters)
        noise_variance = float(np.mean([each.noise_variance for each in fitted.hyperparameters]))
        return cls(embedding, members, fitted.converged, noise_variance)

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of the loss at points, each (m,), of all members."""
        mean, std = self.opinions(X)
        variance = (std**2).mean(axis=0) + mean.var(axis=0)
        return mean.mean(axis=0), np.sqrt(variance)

    def opinions(self, X: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of every member at points, each (k, m)."""
        mean, variance = self.committee.predict(self.embedding.embed(X))
        return mean, np.sqrt(variance)

    def opinions_with_gradient(self, X: Array) -> tuple[Array, Array, Array, Array]:
        """Return the same, each (k, m), and their gradients, each (k, m, d)."""
        mean, variance, by_mean, by_variance = self.committee.predict_with_gradient(
            self.embedding.embed(X)
        )
        std = np.sqrt(variance)
        mean_gradient = self.embedding.pull_back(X, by_mean)
        std_gradient = self.embedding.pull_back(X, by_variance) / (2.0 * std[:, :, np.newaxis])
        return mean, std, mean_gradient, std_gradient

    def believing(self, X: Array) -> Self:
        """Return the surrogate that takes its own means at pending points, (q, d), for values.

        The mean stays as it is; the uncertainty near these points is gone, so that little is
        promised close to them. Ginsbourger, Le Riche and Carraro (2010) call it kriging believer.
        The values are believed without noise, as in Vizier: with that of a measurement, the
        points of a batch would repeat each other wherever measurements are noisy.
        """
        if not len(X):
            return self
        Z = self.embedding.embed(X)
        means, _ = self.committee.predict(Z)
        members = (
            each.conditioned_on(Z, mean) for each, mean in zip(self.members, means, strict=True)
        )
        return replace(self, members=tuple(members))


def _conditioned(observations: Observations, hyperparameters: Hyperparameters) -> GaussianProcess:
    """Return the process of which the observations have noise, and later ones hardly any."""
    noise = hyperparameters.noise_variance
    return GaussianProcess.conditioned(
        replace(observations, extra_noise=observations.extra_noise + noise),
        replace(hyperparameters, noise_variance=BELIEVED_NOISE),
    )


def most_telling(y: Array, most: int = MOST_OBSERVATIONS) -> IntArray:
    """Return the rows of at most so many observations, ascending: half of them the best."""
    if len(y) <= most:
        return np.arange(len(y))
    order, best = np.argsort(y, kind="stable"), most // 2
    thinned = np.linspace(best, len(y) - 1, most - best).astype(np.intp)
    return np.sort(np.concatenate([order[:best], order[thinned]]))
