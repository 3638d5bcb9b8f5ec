"""The hyperparameters of a Gaussian process that explain its observations.

Symbols: n observations; p columns, g length scales, q features of a trend, if there is one;
theta (h,) = ln length scales (g,), ln signal variance, ln noise variance and, with a trend, ln
variance of its weights: h = g + 2 or g + 3; U (n, p) points in length scales, R (n, n) their
squared distances; F (n, q) features; s2 signal variance, t2 that of the weights, 0 without a
trend; N (n,) noise variances; C = s2 k(R) + t2 F F^T + diag(N); alpha = C^-1 y.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from scipy.linalg import blas, lapack
from scipy.optimize import Bounds, minimize

from models.arrays import Array, IntArray
from models.errors import SurrogateError
from models.hyperprior import Hyperprior
from models.kernels import in_length_scales, matern52_with_slope, squared_distances
from models.observations import Hyperparameters, Observations
from models.posterior import draws

# The second start, relative to the length scales of the first: the evidence often has one
# optimum that explains the values by a fast function and one that explains them by noise.
SHORT_START = 0.25

# Of L-BFGS-B, from each start.
MAX_ITERATIONS = 40

# Up to so many observations, several draws are worth more than the mode; see decisions/0008.
FEW_OBSERVATIONS = 120
DRAWS = 4
# Towards the mode, before the first draw.
FIRST_ITERATIONS = 10
# Between the slopes that tell the curvature there, in deviations of the prior.
CURVATURE_STEP = 0.02

LOG_2PI = math.log(2.0 * math.pi)


class Outcome(StrEnum):
    """How a fit ended."""

    FITTED = "fitted"
    # No search succeeded: the centre of the prior stands in.
    FAILED = "failed"
    # Time was up: the likeliest that was looked at stands in.
    LATE = "late"


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a fit has found.

    Attributes:
        hyperparameters: At least one.
        outcome: Whether they are what was looked for, or what stands in for it.
    """

    hyperparameters: tuple[Hyperparameters, ...]
    outcome: Outcome


def never() -> bool:
    """Tell that there is time."""
    return False


def fit(observations: Observations, is_late: Callable[[], bool] = never) -> Fit:
    """Return hyperparameters that explain the observations.

    After few observations, draws from the posterior; after many, when it has only one mode left
    that matters, the mode.

    Args:
        observations: What is to be explained. The same give the same hyperparameters, unless time
            is up before they are found.
        is_late: Tells whether time is up; asked before each evaluation of the posterior.
    """
    posterior = _Posterior(observations, is_late)
    is_few = len(observations.y) <= FEW_OBSERVATIONS
    try:
        found = _drawn(posterior) if is_few else _mode(posterior)
        outcome = Outcome.FITTED if found else Outcome.FAILED
    except _LateError:
        found, outcome = [posterior.likeliest], Outcome.LATE
    g = observations.number_of_groups
    thetas = found or [Hyperprior.over(observations).centre]
    return Fit(tuple(hyperparameters_at(theta, g) for theta in thetas), outcome)


class _LateError(Exception):
    """Time is up; `fit` catches it."""


@dataclass(slots=True, eq=False)
class _Posterior:
    """The negative log posterior as a search sees it, which remembers where it was lowest.

    Attributes:
        observations: What is to be explained.
        is_late: Tells whether time is up.
        lowest: The least value so far.
        likeliest: Where it was, (h,); the centre of the prior before the first look.
    """

    observations: Observations
    is_late: Callable[[], bool]
    lowest: float = math.inf
    likeliest: Array = field(init=False)

    def __post_init__(self) -> None:
        """Begin at the centre of the prior."""
        self.likeliest = self.prior.centre

    @property
    def prior(self) -> Hyperprior:
        """What is believed before any observation."""
        return Hyperprior.over(self.observations)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """Return what `negative_log_posterior` does, as long as there is time."""
        if self.is_late():
            raise _LateError
        value, gradient = negative_log_posterior(theta, self.observations)
        if value < self.lowest:
            self.lowest, self.likeliest = value, theta.copy()
        return value, gradient


def hyperparameters_at(theta: Array, g: int) -> Hyperparameters:
    """Return the hyperparameters of which theta, (h,), holds the logarithms, g length scales."""
    signal_variance, noise_variance, *trend_variance = np.exp(theta[g:])
    return Hyperparameters(np.exp(theta[:g]), signal_variance, noise_variance, *trend_variance)


def negative_log_posterior(theta: Array, observations: Observations) -> tuple[float, Array]:
    """Return -log p(theta | y) up to a constant, and its gradient by theta, (h,).

    Args:
        theta: Logarithms of the hyperparameters, (h,).
        observations: What was observed.

    Raises:
        SurrogateError: The covariance is not positive definite, or the value not finite.
    """
    value, gradient = negative_log_evidence(theta, observations)
    prior = Hyperprior.over(observations)
    z = (theta - prior.centre) / prior.deviation
    return value + 0.5 * float(z @ z), gradient + z / prior.deviation


def negative_log_evidence(theta: Array, observations: Observations) -> tuple[float, Array]:
    """Return -log p(y | Z, theta) and its gradient by theta, (h,).

    With A = C^-1 - alpha alpha^T, the derivative by any parameter is 1/2 <A, dC>. By ln t2,
    dC = t2 F F^T; by ln s2, dC = C - diag(N) - t2 F F^T, for which the inner product collapses to
    n - y^T alpha - sum_i N_i A_ii - t2 <A, F F^T>.

    Args:
        theta: Logarithms of the hyperparameters, (h,).
        observations: What was observed.

    Raises:
        SurrogateError: The covariance is not positive definite, or the value not finite.

    Source:
        Rasmussen and Williams (2006), equations 2.30 and 5.9.
    """
    y, n, g = observations.y, len(observations.y), observations.number_of_groups
    U = in_length_scales(observations.columns, np.exp(theta[:g]), observations.groups)
    s2, noise, *t2 = np.exp(theta[g:])
    K, slope = matern52_with_slope(squared_distances(U, U))
    K *= s2
    F = observations.features
    if t2:
        K += t2[0] * (F @ F.T)
    N = noise + observations.extra_noise
    A, alpha, half_log_determinant = _inverted(K, N, y)
    quadratic, diagonal = y @ alpha, np.diagonal(A)
    value = 0.5 * quadratic + half_log_determinant + 0.5 * n * LOG_2PI
    by_trend = [each * float(np.vdot(F, blas.dsymm(1.0, A, F, lower=True))) for each in t2]
    by_variances = [n - quadratic - N @ diagonal - sum(by_trend), noise * diagonal.sum(), *by_trend]
    gradient = np.append(
        _length_scale_gradient(A, slope, U, observations.groups) * s2, 0.5 * np.array(by_variances)
    )
    if not (math.isfinite(value) and np.isfinite(gradient).all()):
        raise SurrogateError(n, float(noise))
    return float(value), gradient


def _inverted(K: Array, N: Array, y: Array) -> tuple[Array, Array, float]:
    """Return A, alpha and 1/2 ln |C| for C = K + diag(N); K is overwritten.

    Of A only the lower triangle has a meaning; the rest is what LAPACK left there.
    """
    K.flat[:: len(y) + 1] += N
    L, failed_at = lapack.dpotrf(K.T, lower=True, clean=False, overwrite_a=True)
    if failed_at:
        raise SurrogateError(len(y), float(N.min()))
    half_log_determinant = float(np.log(np.diagonal(L)).sum())
    alpha, _ = lapack.dpotrs(L, y, lower=True)
    inverse, _ = lapack.dpotri(L, lower=True, overwrite_c=True)
    A = blas.dsyr(-1.0, alpha, lower=True, a=inverse, overwrite_a=True)
    return A, alpha, half_log_determinant


def _length_scale_gradient(A: Array, slope: Array, U: Array, groups: IntArray) -> Array:
    """Return 1/2 <A, dk(R)> by every ln length scale, (g,); of A the lower triangle is read.

    With M = A * slope, a column contributes -sum_ij M_ij (u_i - u_j)^2, that is
    -2 (sum_i u_i^2 (M 1)_i - sum_i u_i (M u)_i).
    """
    M = A * slope.T
    MU = blas.dsymm(1.0, M, np.column_stack([U, np.ones(len(U))]), lower=True)
    columns = -2.0 * np.einsum("ij,ij->j", U, U * MU[:, -1:] - MU[:, :-1])
    return np.asarray(np.bincount(groups, weights=columns), dtype=np.float64)


def _mode(posterior: _Posterior) -> list[Array]:
    """Return the theta of highest posterior density that was found; none if no search succeeded."""
    centre = posterior.prior.centre
    short = centre.copy()
    short[: posterior.observations.number_of_groups] += math.log(SHORT_START)
    optima = [_optimum(start, posterior, MAX_ITERATIONS) for start in (centre, short)]
    value, theta = min(optima, key=lambda optimum: optimum[0])
    return [theta] if math.isfinite(value) else []


def _drawn(posterior: _Posterior) -> list[Array]:
    """Return draws of theta from the posterior; none if there is no place to begin."""
    prior = posterior.prior
    value, theta = _optimum(prior.centre, posterior, FIRST_ITERATIONS)
    if not math.isfinite(value):
        return []
    with np.errstate(over="ignore", invalid="ignore"):
        scale = _posterior_deviation(theta, posterior)

        def potential(z: Array) -> tuple[float, Array]:
            value, gradient = posterior(theta + scale * z)
            return value, scale * gradient

        low, high = (prior.low - theta) / scale, (prior.high - theta) / scale
        rng = np.random.default_rng(len(posterior.observations.y))
        drawn = draws(potential, np.zeros(len(theta)), low, high, DRAWS, rng)
    return [theta + scale * z for z in drawn]


def _posterior_deviation(theta: Array, posterior: _Posterior) -> Array:
    """Return about how far theta may be off, (h,), from the curvature along each coordinate.

    No more than before any observation, which is what the prior says.
    """
    deviation = posterior.prior.deviation
    _, before = posterior(theta)
    curvature = np.empty(len(theta))
    for j, step in enumerate(CURVATURE_STEP * deviation):
        moved = theta.copy()
        moved[j] += step
        try:
            _, after = posterior(moved)
            curvature[j] = (after[j] - before[j]) / step
        except SurrogateError:
            curvature[j] = 0.0
    return np.asarray(1.0 / np.sqrt(np.maximum(curvature, deviation**-2)))


def _optimum(start: Array, posterior: _Posterior, most_iterations: int) -> tuple[float, Array]:
    """Return the lowest value found from a start, infinite if the search failed, and where."""
    prior = posterior.prior
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            result = minimize(
                posterior,
                start,
                method="L-BFGS-B",
                jac=True,
                bounds=Bounds(prior.low, prior.high),
                options={"maxiter": most_iterations, "ftol": 1e-7, "gtol": 1e-3},
            )
    except SurrogateError:
        return math.inf, start
    return float(result.fun), result.x
