"""The hyperparameters of a Gaussian process that explain its observations.

Symbols: n observations; p columns, g length scales; theta (g + 2,) = ln length scales,
ln signal variance, ln noise variance; U (n, p) points in length scales, R (n, n) their squared
distances; s2 signal variance; N (n,) noise variances; C = s2 k(R) + diag(N); alpha = C^-1 y.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import blas, lapack
from scipy.optimize import Bounds, minimize

from models.arrays import Array, IntArray
from models.errors import SurrogateError
from models.kernels import in_length_scales, matern52_with_slope, squared_distances
from models.observations import Hyperparameters, Observations
from models.posterior import draws

# Normal priors on the logarithms. A typical distance in the unit cube grows with the square
# root of its dimension, and so must the length scales, or every point would be far from every
# other: Hvarfner, Hellsten and Nardi (2024), "Vanilla Bayesian Optimization Performs Great in
# High Dimensions". Their constants are for another parametrisation; 0.3 sqrt(g), 0.67 at 5 and
# 0.95 at 10 dimensions, lies amid the modes of BoTorch (0.205 sqrt(g)), of Optuna's
# GPSampler (1) and of Vizier (0.71).
LENGTH_SCALE_PER_ROOT_GROUP = 0.3
LENGTH_SCALE_CENTRES = (0.3, 1.5)
LENGTH_SCALE_DEVIATION = 1.0
# The values are standardised: their variance is about 1.
SIGNAL_CENTRE = 1.0
SIGNAL_DEVIATION = 0.7
# Between Vizier (0.004) and HEBO (0.01); a user's noise may well be 10 times less or more.
NOISE_CENTRE = 5e-3
NOISE_DEVIATION = 1.2

# Shorter than 0.02 of the range or longer than 30 ranges, a length scale cannot be told from 0
# or infinity. The noise floor bounds the condition number of C.
LENGTH_SCALE_BOUNDS = (0.02, 30.0)
SIGNAL_BOUNDS = (0.02, 50.0)
NOISE_BOUNDS = (1e-6, 2.0)

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


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The outcome of a fit.

    Attributes:
        hyperparameters: Those found, at least one; the centre of the prior if none were.
        converged: Whether they were found; False says that the centre stands in.
    """

    hyperparameters: tuple[Hyperparameters, ...]
    converged: bool


def fit(observations: Observations) -> Fit:
    """Return hyperparameters that explain the observations; the same for the same input.

    After few observations, draws from the posterior; after many, when it has only one mode left
    that matters, the mode.
    """
    is_few = len(observations.y) <= FEW_OBSERVATIONS
    found = _drawn(observations) if is_few else _mode(observations)
    thetas = found or [prior_centre(observations.number_of_groups)]
    return Fit(tuple(hyperparameters_at(theta) for theta in thetas), converged=bool(found))


def hyperparameters_at(theta: Array) -> Hyperparameters:
    """Return the hyperparameters of which theta, (g + 2,), holds the logarithms."""
    *length_scales, signal_variance, noise_variance = np.exp(theta)
    return Hyperparameters(np.array(length_scales), signal_variance, noise_variance)


def prior_centre(g: int) -> Array:
    """Return the centre of the prior on theta for g length scales, (g + 2,)."""
    length_scale = np.clip(LENGTH_SCALE_PER_ROOT_GROUP * math.sqrt(g), *LENGTH_SCALE_CENTRES)
    return np.log([*np.full(g, length_scale), SIGNAL_CENTRE, NOISE_CENTRE])


def prior_deviation(g: int) -> Array:
    """Return the standard deviations of the prior on theta for g length scales, (g + 2,)."""
    return np.array([*np.full(g, LENGTH_SCALE_DEVIATION), SIGNAL_DEVIATION, NOISE_DEVIATION])


def bounds(g: int) -> Bounds:
    """Return the bounds of theta for g length scales, (g + 2,)."""
    rows = np.log([*[LENGTH_SCALE_BOUNDS] * g, SIGNAL_BOUNDS, NOISE_BOUNDS])
    return Bounds(rows[:, 0], rows[:, 1])


def negative_log_posterior(theta: Array, observations: Observations) -> tuple[float, Array]:
    """Return -log p(theta | y) up to a constant, and its gradient by theta, (g + 2,).

    Args:
        theta: Logarithms of the hyperparameters, (g + 2,).
        observations: What was observed.

    Raises:
        SurrogateError: The covariance is not positive definite, or the value not finite.
    """
    value, gradient = negative_log_evidence(theta, observations)
    g = observations.number_of_groups
    deviation = prior_deviation(g)
    z = (theta - prior_centre(g)) / deviation
    return value + 0.5 * float(z @ z), gradient + z / deviation


def negative_log_evidence(theta: Array, observations: Observations) -> tuple[float, Array]:
    """Return -log p(y | Z, theta) and its gradient by theta, (g + 2,).

    With A = C^-1 - alpha alpha^T, the derivative by any parameter is 1/2 <A, dC>. By ln s2,
    dC = C - diag(N), for which the inner product collapses to n - y^T alpha - sum_i N_i A_ii.

    Args:
        theta: Logarithms of the hyperparameters, (g + 2,).
        observations: What was observed.

    Raises:
        SurrogateError: The covariance is not positive definite, or the value not finite.

    Source:
        Rasmussen and Williams (2006), equations 2.30 and 5.9.
    """
    y, n = observations.y, len(observations.y)
    U = in_length_scales(observations.Z, np.exp(theta[:-2]), observations.groups)
    s2, noise = np.exp(theta[-2:])
    K, slope = matern52_with_slope(squared_distances(U, U))
    N = noise + observations.extra_noise
    A, alpha, half_log_determinant = _inverted(s2 * K, N, y)
    quadratic, diagonal = y @ alpha, np.diagonal(A)
    value = 0.5 * quadratic + half_log_determinant + 0.5 * n * LOG_2PI
    gradient = np.array(
        [
            *_length_scale_gradient(A, slope, U, observations.groups) * s2,
            0.5 * (n - quadratic - N @ diagonal),
            0.5 * noise * diagonal.sum(),
        ]
    )
    if not (math.isfinite(value) and np.isfinite(gradient).all()):
        raise SurrogateError(n, float(noise))
    return float(value), gradient


def _inverted(K: Array, N: Array, y: Array) -> tuple[Array, Array, float]:
    """Return A, alpha and 1/2 ln |C| for C = K + diag(N); K is overwritten.

    Of A only the lower triangle has a meaning; the rest is what LAPACK left there.
    """
    K[np.diag_indices_from(K)] += N
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


def _mode(observations: Observations) -> list[Array]:
    """Return the theta of highest posterior density that was found; none if no search succeeded."""
    centre = prior_centre(observations.number_of_groups)
    short = centre.copy()
    short[:-2] += math.log(SHORT_START)
    optima = [_optimum(start, observations, MAX_ITERATIONS) for start in (centre, short)]
    value, theta = min(optima, key=lambda optimum: optimum[0])
    return [theta] if math.isfinite(value) else []


def _drawn(observations: Observations) -> list[Array]:
    """Return draws of theta from the posterior; none if there is no place to begin."""
    g = observations.number_of_groups
    value, theta = _optimum(prior_centre(g), observations, FIRST_ITERATIONS)
    if not math.isfinite(value):
        return []
    with np.errstate(over="ignore", invalid="ignore"):
        scale, box = _posterior_deviation(theta, observations), bounds(g)

        def potential(z: Array) -> tuple[float, Array]:
            value, gradient = negative_log_posterior(theta + scale * z, observations)
            return value, scale * gradient

        low, high = (box.lb - theta) / scale, (box.ub - theta) / scale
        rng = np.random.default_rng(len(observations.y))
        drawn = draws(potential, np.zeros(g + 2), low, high, DRAWS, rng)
    return [theta + scale * z for z in drawn]


def _posterior_deviation(theta: Array, observations: Observations) -> Array:
    """Return about how far theta may be off, (g + 2,), from the curvature along each coordinate.

    No more than before any observation, which is what the prior says.
    """
    deviation = prior_deviation(observations.number_of_groups)
    _, before = negative_log_posterior(theta, observations)
    curvature = np.empty(len(theta))
    for j, step in enumerate(CURVATURE_STEP * deviation):
        moved = theta.copy()
        moved[j] += step
        try:
            _, after = negative_log_posterior(moved, observations)
            curvature[j] = (after[j] - before[j]) / step
        except SurrogateError:
            curvature[j] = 0.0
    return np.asarray(1.0 / np.sqrt(np.maximum(curvature, deviation**-2)))


def _optimum(start: Array, observations: Observations, most_iterations: int) -> tuple[float, Array]:
    """Return the lowest value found from a start, infinite if the search failed, and where."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            result = minimize(
                negative_log_posterior,
                start,
                args=(observations,),
                method="L-BFGS-B",
                jac=True,
                bounds=bounds(observations.number_of_groups),
                options={"maxiter": most_iterations, "ftol": 1e-7, "gtol": 1e-3},
            )
    except SurrogateError:
        return math.inf, start
    return float(result.fun), result.x
