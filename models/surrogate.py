"""What is believed about the objective at any point of the space.

Symbols: n observations, m points; d parameters, p columns of the embedding; X (n, d) points;
y (n,) standardised losses, lower is better.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from models.arrays import Array
from models.fitting import Outcome
from models.learning import Learn, Learned, learn
from models.observations import Observations, most_telling
from models.space import Embedding, SearchSpace

# Up to so many observations for each parameter, a trend says more than distances do; see
# decisions/0008.
TREND_PER_PARAMETER = 2


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """Gaussian processes over the points of a space, each as likely as the others.

    Attributes:
        embedding: How they see them.
        learned: What the observations have taught them.
    """

    embedding: Embedding
    learned: Learned

    @classmethod
    def fitted(
        cls,
        space: SearchSpace,
        X: Array,
        y: Array,
        noise: Array,
        pending: Array | None = None,
        learn: Learn = learn,
    ) -> Self:
        """Return the surrogate that learns from standardised losses.

        Args:
            space: The space of the points.
            X: Points, (n, d), n at least 1.
            y: Standardised losses there, (n,).
            noise: Variances known of their noise, (n,).
            pending: Points that will be believed, (q, d); None for none that are known yet.
            learn: How to learn from observations.

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
        return cls(embedding, learn(observations))

    @property
    def outcome(self) -> Outcome:
        """Whether the hyperparameters are fitted, or what stands in for them."""
        return self.learned.fit.outcome

    @property
    def noise_variance(self) -> float:
        """Of the noise of a standardised measurement of which nothing is known."""
        return self.learned.noise_variance

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of the loss at points, each (m,), of all members."""
        mean, std = self.opinions(X)
        variance = (std**2).mean(axis=0) + mean.var(axis=0)
        return mean.mean(axis=0), np.sqrt(variance)

    def opinions(self, X: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of every member at points, each (k, m)."""
        mean, variance = self.learned.committee.predict(self.embedding.embed(X))
        return mean, np.sqrt(variance)

    def opinions_with_gradient(self, X: Array) -> tuple[Array, Array, Array, Array]:
        """Return the same, each (k, m), and their gradients, each (k, m, d)."""
        mean, variance, by_mean, by_variance = self.learned.committee.predict_with_gradient(
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
        return replace(self, learned=self.learned.believing(self.embedding.embed(X)))
