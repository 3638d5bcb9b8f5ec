"""Exact Gaussian process regression; a process is a value, conditioning returns a new one.

Symbols: n observations, m points; p columns, g length scales; Z (n, p) embedded points;
y (n,) their standardised values; k the Matern 5/2 kernel of the columns times the signal
variance, plus the inner product of the features times the variance of their weights;
C = k(Z, Z) + noise (n, n) = L L^T; alpha = C^-1 y (n,). The prior mean is zero.

Source: Rasmussen and Williams (2006), algorithm 2.1; section 2.7 for the features.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from models.arrays import Array
from models.errors import SurrogateError, SurrogateInputError
from models.kernels import in_length_scales, matern52, squared_distances
from models.observations import Hyperparameters, Observations

# Added to the diagonal, in signal variances, one after the other, until the covariance is
# positive definite to working precision.
JITTERS = (0.0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class GaussianProcess:
    """A Gaussian process that has seen observations; `conditioned` makes one.

    Attributes:
        observations: What it has seen.
        hyperparameters: What it assumes.
        L: Lower Cholesky factor of the covariance of the observations, (n, n).
        alpha: Solution of L L^T alpha = y, (n,).
        jitter: What had to be added to the diagonal for L to exist, in signal variances.
    """

    observations: Observations
    hyperparameters: Hyperparameters
    L: Array
    alpha: Array
    jitter: float

    @classmethod
    def conditioned(cls, observations: Observations, hyperparameters: Hyperparameters) -> Self:
        """Return the process of these hyperparameters after these observations, in O(n^3).

        Raises:
            SurrogateInputError: The length scales are not as many as the groups.
            SurrogateError: The covariance is indefinite even with the largest jitter.
        """
        g, length_scales = observations.number_of_groups, hyperparameters.length_scales
        if length_scales.shape != (g,):
            raise SurrogateInputError("length_scales", expected=f"({g},)", got=length_scales)
        L, jitter = _factorised(observations, hyperparameters)
        return cls(observations, hyperparameters, L, _solved(L, observations.y), jitter)

    def conditioned_on(self, Z: Array, y: Array) -> Self:
        """Return this process after q further observations, in O(n^2 q).

        With B = L^-1 k(Z_old, Z_new), the factor of the larger covariance is
        [[L, 0], [B^T, L']], where L' L'^T = k(Z_new, Z_new) + noise - B^T B.

        Args:
            Z: Further points, (q, p).
            y: Their values, (q,), without extra noise.

        Raises:
            SurrogateError: The covariance is indefinite even with the largest jitter.
        """
        new = Observations(Z, y, self.observations.groups, np.zeros(len(y)))
        observations = self.observations.extended(new)
        B = _solved_lower(self.L, self._covariance_with(Z).T)
        try:
            corner = _cholesky(_covariance(new, self.hyperparameters, self.jitter) - B.T @ B)
        except np.linalg.LinAlgError:
            # More jitter is needed, and then on the whole diagonal.
            return self.conditioned(observations, self.hyperparameters)
        L = np.block([[self.L, np.zeros_like(B)], [B.T, corner]])
        return type(self)(
            observations, self.hyperparameters, L, _solved(L, observations.y), self.jitter
        )

    def log_evidence(self) -> float:
        """Return log p(y | Z); Rasmussen and Williams (2006), equation 2.30."""
        y = self.observations.y
        half_log_determinant = np.log(np.diagonal(self.L)).sum()
        constant = 0.5 * len(y) * math.log(2.0 * math.pi)
        return float(-0.5 * y @ self.alpha - half_log_determinant - constant)

    @property
    def column_scales(self) -> Array:
        """The length scale of every column, (p,)."""
        return self.hyperparameters.length_scales[self.observations.groups]

    def _covariance_with(self, Z: Array) -> Array:
        """Return the covariance of points, (m, p), with the observations, (m, n)."""
        seen, assumed, p = self.observations, self.hyperparameters, len(self.observations.groups)
        U, V = Z[:, :p] / self.column_scales, seen.columns / self.column_scales
        K = assumed.signal_variance * matern52(squared_distances(U, V))
        return np.asarray(K + assumed.trend_variance * (Z[:, p:] @ seen.features.T))


def _covariance(
    observations: Observations, hyperparameters: Hyperparameters, jitter: float
) -> Array:
    """Return the covariance of the observations, noise and jitter included, (n, n)."""
    U = in_length_scales(observations.columns, hyperparameters.length_scales, observations.groups)
    F = observations.features
    # What overflows here cannot be factorised, and is reported then.
    with np.errstate(over="ignore", invalid="ignore"):
        C = hyperparameters.signal_variance * matern52(squared_distances(U, U))
    C += hyperparameters.trend_variance * (F @ F.T)
    C.flat[:: len(C) + 1] += (
        hyperparameters.noise_variance
        + observations.extra_noise
        + jitter * hyperparameters.signal_variance
    )
    return C


def _factorised(
    observations: Observations,
    hyperparameters: Hyperparameters,
    jitters: tuple[float, ...] = JITTERS,
) -> tuple[Array, float]:
    """Return the Cholesky factor of the covariance and the first jitter with which it exists."""
    jitter, *larger = jitters
    try:
        return _cholesky(_covariance(observations, hyperparameters, jitter)), jitter
    except np.linalg.LinAlgError as error:
        if not larger:
            noise = hyperparameters.noise_variance + jitter * hyperparameters.signal_variance
            raise SurrogateError(len(observations.y), noise) from error
    return _factorised(observations, hyperparameters, tuple(larger))


def _cholesky(C: Array) -> Array:
    """Return the lower Cholesky factor; raise LinAlgError also if it is not finite."""
    L, failed_at = lapack.dpotrf(C, lower=True, clean=True)
    if failed_at or not np.isfinite(np.diagonal(L)).all():
        raise np.linalg.LinAlgError
    return np.asarray(L)


def _solved_lower(L: Array, B: Array) -> Array:
    """Return L^-1 B."""
    solution, _ = lapack.dtrtrs(L, B, lower=True)
    return np.asarray(solution)


def _solved(L: Array, y: Array) -> Array:
    """Return (L L^T)^-1 y."""
    solution, _ = lapack.dpotrs(L, y, lower=True)
    return np.asarray(solution)
