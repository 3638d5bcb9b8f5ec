"""Predictions of several Gaussian processes that have seen the same points, all at once.

Calling NumPy takes longer than what it computes for ten points and fifty observations; stacked,
four processes predict in little more time than one.

Symbols: k processes, n observations, m points, p columns, q features of a trend; Z (m, p + q)
embedded points; U (k, m, p) and V (k, n, p) points and observations in the length scales of each
process; F (m, q) features of points; s2 (k,) signal variances, t2 (k,) variances of the weights of
the trend; C = L L^T (k, n, n) covariances of the observations, alpha = C^-1 y (k, n).

Source: Rasmussen and Williams (2006), equations 2.25 and 2.26; section 2.7 for the trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from models.arrays import Array, BoolArray
from models.gaussian_process import GaussianProcess
from models.kernels import matern52, matern52_with_slope, squared_distances

# In signal variances. Cancellation can leave a variance a rounding error below zero.
VARIANCE_FLOOR = 1e-12
# Covariances that are computed at a time. The memory of larger arrays goes back to the system and
# is taken from it anew for each, which takes twice as long as to compute them.
PART = 2**15
# Points of a part come in multiples of this: the last bits of a product of matrices depend on their
# sizes, and equals should remain equals.
ROWS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Committee:
    """What predicting takes of several processes.

    Attributes:
        ell: The length scale of every column, (k, p).
        s2: Signal variances, (k,).
        t2: Variances of the weights of the trend, (k,).
        V: Observations in length scales, (k, n, p).
        features: Of the observations, (n, q).
        alpha: (k, n).
        whitening: L^-T, (k, n, n), upper triangular.
    """

    ell: Array
    s2: Array
    t2: Array
    V: Array
    features: Array
    alpha: Array
    whitening: Array

    @classmethod
    def of(cls, members: Sequence[GaussianProcess]) -> Self:
        """Return the committee of processes, at least one, all of the same points."""
        ell = np.array([each.column_scales for each in members])
        return cls(
            ell,
            np.array([each.hyperparameters.signal_variance for each in members]),
            np.array([each.hyperparameters.trend_variance for each in members]),
            members[0].observations.columns / ell[:, np.newaxis],
            members[0].observations.features,
            np.array([each.alpha for each in members]),
            np.array([_inverted(each.L).T for each in members]),
        )

    def predict(self, Z: Array) -> tuple[Array, Array]:
        """Return means and variances of the functions, without noise, each (k, m).

        Args:
            Z: Points, (m, p + q).
        """
        most = ROWS * max(1, PART // (ROWS * self.alpha.size))
        parts = [self._predict(Z[i : i + most]) for i in range(0, max(1, len(Z)), most)]
        means, variances = zip(*parts, strict=True)
        return np.concatenate(means, axis=1), np.concatenate(variances, axis=1)

    def _predict(self, Z: Array) -> tuple[Array, Array]:
        """Return means and variances of some of the points."""
        U, F = self._split(Z)
        K = matern52(squared_distances(U, self.V))
        K *= self.s2[:, np.newaxis, np.newaxis]
        self._add_trend(K, F)
        variance, _ = self._variance(K @ self.whitening, F)
        return (K @ self.alpha[:, :, np.newaxis])[:, :, 0], variance

    def predict_with_gradient(self, Z: Array) -> tuple[Array, Array, Array, Array]:
        """Return means and variances, each (k, m), and their gradients by Z, each (k, m, p + q).

        With u, v_j a point and observation j in length scales ell, D_j = dk/dR at their distance,
        and b = C^-1 k:
        dmean = 2 sum_j D_j alpha_j (u - v_j) / ell, dvariance = -4 sum_j D_j b_j (u - v_j) / ell.
        By features f, with f_j those of observation j:
        dmean = t2 sum_j alpha_j f_j, dvariance = 2 t2 (f - sum_j b_j f_j).

        Args:
            Z: Points, (m, p + q).
        """
        U, F = self._split(Z)
        K, D = self._covariance(U)
        self._add_trend(K, F)
        W = K @ self.whitening
        b = W @ self.whitening.transpose(0, 2, 1)
        variance, is_floored = self._variance(W, F)
        p, t2 = self.ell.shape[1], self.t2[:, np.newaxis, np.newaxis]
        by_mean, by_variance = np.empty((2, len(t2), *Z.shape))
        by_mean[:, :, :p] = 2.0 * self._displacements(D * self.alpha[:, np.newaxis], U)
        by_mean[:, :, p:] = t2 * (self.alpha @ self.features)[:, np.newaxis]
        by_variance[:, :, :p] = -4.0 * self._displacements(D * b, U)
        by_variance[:, :, p:] = 2.0 * t2 * (F - b @ self.features)
        by_variance[is_floored] = 0.0
        return (K @ self.alpha[:, :, np.newaxis])[:, :, 0], variance, by_mean, by_variance

    def _split(self, Z: Array) -> tuple[Array, Array]:
        """Return points in length scales, (k, m, p), and their features, (m, q)."""
        p = self.ell.shape[1]
        return Z[:, :p] / self.ell[:, np.newaxis], Z[:, p:]

    def _add_trend(self, K: Array, F: Array) -> None:
        """Add the covariance of the trend to that of points with observations, (k, m, n)."""
        if F.shape[1]:
            K += self.t2[:, np.newaxis, np.newaxis] * (F @ self.features.T)

    def _covariance(self, U: Array) -> tuple[Array, Array]:
        """Return the covariance of points with observations and its slope, each (k, m, n)."""
        K, D = matern52_with_slope(squared_distances(U, self.V))
        s2 = self.s2[:, np.newaxis, np.newaxis]
        K *= s2
        D *= s2
        return K, D

    def _variance(self, W: Array, F: Array) -> tuple[Array, BoolArray]:
        """Return s2 + t2 |f|^2 - |w|^2 for W = K L^-T, (k, m, n), and where the floor holds."""
        before = self.s2[:, np.newaxis] + self.t2[:, np.newaxis] * np.einsum("mq,mq->m", F, F)
        variance = before - np.einsum("kmn,kmn->km", W, W)
        is_floored = variance < VARIANCE_FLOOR * before
        return np.where(is_floored, VARIANCE_FLOOR * before, variance), is_floored

    def _displacements(self, D: Array, U: Array) -> Array:
        """Return sum_j D_ij (u_i - v_j) / ell, (k, m, p), for weights D, (k, m, n)."""
        return np.asarray((U * D.sum(axis=2, keepdims=True) - D @ self.V) / self.ell[:, np.newaxis])


def _inverted(L: Array) -> Array:
    """Return the inverse of a lower triangular matrix with a positive diagonal."""
    inverse, _ = lapack.dtrtri(L, lower=True)
    return np.asarray(inverse)
