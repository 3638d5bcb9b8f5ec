"""Predictions of several Gaussian processes that have seen the same points, all at once.

Calling NumPy takes longer than what it computes for ten points and fifty observations; stacked,
four processes predict in little more time than one.

Symbols: k processes, n observations, m points, p columns; Z (m, p) embedded points; U (k, m, p)
and V (k, n, p) points and observations in the length scales of each process; s2 (k,) signal
variances; C = L L^T (k, n, n) covariances of the observations, alpha = C^-1 y (k, n).

Source: Rasmussen and Williams (2006), equations 2.25 and 2.26.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from models.arrays import Array, BoolArray
from models.gaussian_process import GaussianProcess
from models.kernels import matern52_with_slope, squared_distances

# In signal variances. Cancellation can leave a variance a rounding error below zero.
VARIANCE_FLOOR = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Committee:
    """What predicting takes of several processes.

    Attributes:
        ell: The length scale of every column, (k, p).
        s2: Signal variances, (k,).
        V: Observations in length scales, (k, n, p).
        alpha: (k, n).
        whitening: L^-T, (k, n, n), upper triangular.
    """

    ell: Array
    s2: Array
    V: Array
    alpha: Array
    whitening: Array

    @classmethod
    def of(cls, members: Sequence[GaussianProcess]) -> Self:
        """Return the committee of processes, at least one, all of the same points."""
        ell = np.array([each.column_scales for each in members])
        return cls(
            ell,
            np.array([each.hyperparameters.signal_variance for each in members]),
            members[0].observations.Z / ell[:, np.newaxis],
            np.array([each.alpha for each in members]),
            np.array([_inverted(each.L).T for each in members]),
        )

    def predict(self, Z: Array) -> tuple[Array, Array]:
        """Return means and variances of the functions, without noise, each (k, m).

        Args:
            Z: Points, (m, p).
        """
        K, _ = self._covariance(Z / self.ell[:, np.newaxis])
        variance, _ = self._variance(K @ self.whitening)
        return (K @ self.alpha[:, :, np.newaxis])[:, :, 0], variance

    def predict_with_gradient(self, Z: Array) -> tuple[Array, Array, Array, Array]:
        """Return means and variances, each (k, m), and their gradients by Z, each (k, m, p).

        With u, v_j a point and observation j in length scales ell, D_j = dk/dR at their distance,
        and b = C^-1 k:
        dmean = 2 sum_j D_j alpha_j (u - v_j) / ell, dvariance = -4 sum_j D_j b_j (u - v_j) / ell.

        Args:
            Z: Points, (m, p).
        """
        U = Z / self.ell[:, np.newaxis]
        K, D = self._covariance(U)
        W = K @ self.whitening
        b = W @ self.whitening.transpose(0, 2, 1)
        variance, is_floored = self._variance(W)
        by_mean = 2.0 * self._displacements(D * self.alpha[:, np.newaxis], U)
        by_variance = -4.0 * self._displacements(D * b, U)
        by_variance[is_floored] = 0.0
        return (K @ self.alpha[:, :, np.newaxis])[:, :, 0], variance, by_mean, by_variance

    def _covariance(self, U: Array) -> tuple[Array, Array]:
        """Return the covariance of points with observations and its slope, each (k, m, n)."""
        K, D = matern52_with_slope(squared_distances(U, self.V))
        s2 = self.s2[:, np.newaxis, np.newaxis]
        K *= s2
        D *= s2
        return K, D

    def _variance(self, W: Array) -> tuple[Array, BoolArray]:
        """Return s2 - |w|^2 for the rows of W = K L^-T, (k, m, n), and where the floor holds."""
        s2 = self.s2[:, np.newaxis]
        variance = s2 - np.einsum("kmn,kmn->km", W, W)
        is_floored = variance < VARIANCE_FLOOR * s2
        return np.where(is_floored, VARIANCE_FLOOR * s2, variance), is_floored

    def _displacements(self, D: Array, U: Array) -> Array:
        """Return sum_j D_ij (u_i - v_j) / ell, (k, m, p), for weights D, (k, m, n)."""
        return np.asarray((U * D.sum(axis=2, keepdims=True) - D @ self.V) / self.ell[:, np.newaxis])


def _inverted(L: Array) -> Array:
    """Return the inverse of a lower triangular matrix with a positive diagonal."""
    inverse, _ = lapack.dtrtri(L, lower=True)
    return np.asarray(inverse)
