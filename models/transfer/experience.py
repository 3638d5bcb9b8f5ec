"""What was measured of a model on several data sets, and what it would be anywhere in its space.

Symbols: N configurations, M data sets; e parameters of the reference space; R (m, e) points of it;
Y (N, M) measured losses, NaN where there are none.

Losses of different data sets are compared as regrets: 0 is the best measured on that data set, 1
the median of the configurations. What lies further above the median than `WORST` of these is cut
off there.

Between the measured configurations a Gaussian process tells, one for all data sets but for the
values: configurations that act alike on one do so on another.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from models.arrays import Array, BoolArray
from models.dataset import Dataset
from models.kernels import matern52, squared_distances
from models.space import Embedding, SearchSpace
from models.transfer.names import known_names, names_model

WORST = 3.0
# Of the process, in variances of the values: what its trend says, and the noise of a measurement.
TREND, NOISE = 0.5, 0.05
# Its length scale in roots of the number of columns; the likeliest of these is taken.
LENGTH_SCALES = (0.3, 0.5, 0.8, 1.3)


@dataclass(frozen=True, eq=False)
class Experience:
    """Losses of configurations of a model on data sets.

    Attributes:
        models: What was tuned: names of the catalogue.
        space: Its reference space.
        X: The configurations, as points of it, (N, e).
        regrets: Theirs, (N, M); NaN where nothing was measured.
        datasets: What is known of the data sets, M of them.
    """

    models: tuple[str, ...]
    space: SearchSpace
    X: Array
    regrets: Array
    datasets: tuple[Dataset, ...]

    @classmethod
    def of(
        cls,
        models: tuple[str, ...],
        space: SearchSpace,
        X: Array,
        losses: Array,
        datasets: tuple[Dataset, ...],
    ) -> Self:
        """Return the experience of losses, lower is better.

        Args:
            models: What was tuned.
            space: Its reference space.
            X: Points of it, (N, e), N at least 2.
            losses: Of each on each data set, (N, M): NaN where nothing was measured, infinite
                where training failed. On each data set at least two are finite and differ.
            datasets: What is known of the data sets.
        """
        finite = np.where(np.isfinite(losses), losses, np.nan)
        best, median = np.nanmin(finite, axis=0), np.nanmedian(losses, axis=0)
        # A failure is as bad as the worst that counts; half of all may have failed.
        median = np.where(np.isfinite(median), median, np.nanmax(finite, axis=0))
        span = np.where(median > best, median - best, np.nanmax(finite, axis=0) - best)
        return cls(models, space, X, np.minimum((losses - best) / span, 1.0 + WORST), datasets)

    def at(self, R: Array) -> Array:
        """Return the regrets to be expected at points of the reference space, (m, M)."""
        learned = self._learned
        K = self._covariance(self._embedding.embed(R), self._embedding.embed(self.X), learned.ell)
        return np.asarray(K @ learned.weights + learned.centres)

    @cached_property
    def _embedding(self) -> Embedding:
        """How the process sees points."""
        return Embedding(self.space, has_trend=True)

    @cached_property
    def _learned(self) -> "_Learned":
        """What lies between the configurations: of some length scales, the likeliest."""
        root = math.sqrt(len(set(self._embedding.groups.tolist())))
        return max((self._fitted(each * root) for each in LENGTH_SCALES), key=lambda e: e.evidence)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """What a name becomes, made plain, that may be that of a parameter."""
        return known_names(each.name for each in self.space.parameters)

    def is_of(self, model: str) -> bool:
        """Tell whether it is about a model, by its name or that of its class."""
        return any(names_model(model, each) for each in self.models)

    def without(self, names: frozenset[str]) -> Self | None:
        """Return the experience without data sets of these names; None if nothing is left."""
        kept = [m for m, each in enumerate(self.datasets) if each.name not in names]
        if not kept:
            return None
        datasets = tuple(self.datasets[m] for m in kept)
        return type(self)(self.models, self.space, self.X, self.regrets[:, kept], datasets)

    def _fitted(self, ell: float) -> "_Learned":
        """Return what a process of a length scale learns."""
        Z = self._embedding.embed(self.X)
        K = self._covariance(Z, Z, ell)
        is_known = ~np.isnan(self.regrets)
        weights, centres = np.zeros(self.regrets.shape), np.nanmean(self.regrets, axis=0)
        scales = np.maximum(np.nanstd(self.regrets, axis=0), np.finfo(np.float64).tiny)
        standardised = (self.regrets - centres) / scales
        evidence = 0.0
        for rows, columns in _patterns(is_known):
            factor = cho_factor(K[np.ix_(rows, rows)] + NOISE * np.eye(rows.sum()), lower=True)
            y = standardised[np.ix_(rows, columns)]
            alpha = cho_solve(factor, y)
            weights[np.ix_(rows, columns)] = alpha * scales[columns]
            determinant = np.log(np.diagonal(factor[0])).sum()
            evidence -= 0.5 * float(np.vdot(y, alpha)) + float(columns.sum() * determinant)
        return _Learned(ell, evidence, weights, centres)

    def _covariance(self, Z: Array, V: Array, ell: float) -> Array:
        """Return the covariance of embedded points, (m, N)."""
        p = len(self._embedding.groups)
        K = matern52(squared_distances(Z[:, :p] / ell, V[:, :p] / ell))
        return np.asarray((1.0 - TREND) * K + TREND * (Z[:, p:] @ V[:, p:].T))


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """What a process has learned.

    Attributes:
        ell: Its length scale.
        evidence: The logarithm of how likely it makes the regrets, up to a constant.
        weights: Of the covariances with the configurations, (N, M).
        centres: The mean regrets, (M,).
    """

    ell: float
    evidence: float
    weights: Array
    centres: Array


def _patterns(is_known: BoolArray) -> list[tuple[BoolArray, BoolArray]]:
    """Return the rows that are known together, (N,), and of which columns, (M,), of an (N, M)."""
    patterns, which = np.unique(is_known.T, axis=0, return_inverse=True)
    return [(rows, which.ravel() == i) for i, rows in enumerate(patterns)]
