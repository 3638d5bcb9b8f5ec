"""What observations teach: hyperparameters that explain them, and processes that have these.

This is what costs most of an ask of many trials, and it depends on the observations alone. So
whoever asks may bring a `Learn` that remembers what it has learned before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from models.arrays import Array
from models.committee import Committee
from models.fitting import Fit, fit, never
from models.gaussian_process import GaussianProcess
from models.observations import Hyperparameters, Observations, most_telling

# Every step of a fit costs a cube of these, and its few numbers are known from fewer.
MOST_FITTED = 200

# Noise variance of a value that is believed: just enough to keep the covariance definite.
BELIEVED_NOISE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What observations have taught.

    Attributes:
        fit: The hyperparameters that explain them.
        members: A process for each of these, that has seen the observations.
        committee: The processes, prepared for predictions.
    """

    fit: Fit
    members: tuple[GaussianProcess, ...]
    committee: Committee

    @classmethod
    def of(cls, observations: Observations, fit: Fit) -> Self:
        """Return what observations teach whose hyperparameters are known.

        Raises:
            SurrogateError: The covariance cannot be factorised.
        """
        members = tuple(_conditioned(observations, each) for each in fit.hyperparameters)
        return cls(fit, members, Committee.of(members))

    @property
    def noise_variance(self) -> float:
        """That of a standardised measurement of which nothing is known, as the members believe."""
        return float(np.mean([each.noise_variance for each in self.fit.hyperparameters]))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 2 * self.committee.whitening.nbytes + self.committee.V.nbytes

    def believing(self, Z: Array) -> Self:
        """Return what they and embedded points, (q, p), would teach, had these the means expected.

        The hyperparameters stay as they are.
        """
        means, _ = self.committee.predict(Z)
        members = tuple(
            each.conditioned_on(Z, mean) for each, mean in zip(self.members, means, strict=True)
        )
        return replace(self, members=members, committee=Committee.of(members))


Learn = Callable[[Observations], Learned]


def learn(observations: Observations, is_late: Callable[[], bool] = never) -> Learned:
    """Return what observations teach.

    Args:
        observations: The same teach the same, unless time is up before.
        is_late: Tells whether time is up; see `fit`.

    Raises:
        SurrogateError: The covariance cannot be factorised.
    """
    rows = most_telling(observations.y, MOST_FITTED)
    return Learned.of(observations, fit(observations.at(rows), is_late))


def _conditioned(observations: Observations, hyperparameters: Hyperparameters) -> GaussianProcess:
    """Return the process of which the observations have noise, and later ones hardly any."""
    noise = hyperparameters.noise_variance
    return GaussianProcess.conditioned(
        replace(observations, extra_noise=observations.extra_noise + noise),
        replace(hyperparameters, noise_variance=BELIEVED_NOISE),
    )
