"""Gaussian processes to test with. Symbols as in `models.gaussian_process`."""

from dataclasses import replace

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from models.arrays import Array
from models.committee import Committee
from models.gaussian_process import GaussianProcess
from models.observations import Hyperparameters, Observations

# Columns 1 and 2 share a length scale.
GROUPS = np.array([0, 1, 1])
HYPERPARAMETERS = Hyperparameters(np.array([0.3, 0.8]), 1.7, 0.01)
BESIDE_TREND = replace(HYPERPARAMETERS, trend_variance=0.6)
ELL = np.array([0.3, 0.8, 0.8])


def observed(rng: np.random.Generator, n: int = 12) -> Observations:
    """Return observations in three columns with some noise of their own."""
    return Observations(rng.random((n, 3)), rng.normal(size=n), GROUPS, 0.05 * rng.random(n))


def with_trend(rng: np.random.Generator, n: int = 12) -> Observations:
    """Return observations in the same columns and two features of a trend."""
    return Observations(rng.random((n, 5)), rng.normal(size=n), GROUPS, 0.05 * rng.random(n))


def in_one_dimension(
    Z: list[float], y: list[float], *, noise: float = 1e-6, ell: float = 0.5
) -> GaussianProcess:
    """Return a process of signal variance 1 that has seen values at numbers."""
    column = np.array(Z)[:, np.newaxis]
    observations = Observations(column, np.array(y), np.array([0]), np.zeros(len(y)))
    return GaussianProcess.conditioned(observations, Hyperparameters(np.array([ell]), 1.0, noise))


def scikit_learn(observations: Observations) -> GaussianProcessRegressor:
    """Return the process of `HYPERPARAMETERS` after observations, as scikit-learn has it."""
    kernel = ConstantKernel(HYPERPARAMETERS.signal_variance) * Matern(ELL, nu=2.5)
    noise = HYPERPARAMETERS.noise_variance + observations.extra_noise
    oracle = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None)
    return oracle.fit(observations.Z, observations.y)


def predicted(process: GaussianProcess, Z: Array) -> tuple[Array, Array]:
    """Return mean and variance of a single process at points, (m, p), each (m,)."""
    mean, variance = Committee.of([process]).predict(Z)
    return mean[0], variance[0]


def predicted_with_gradient(process: GaussianProcess, Z: Array) -> tuple[Array, ...]:
    """Return the same, and their gradients, each (m, p)."""
    return tuple(each[0] for each in Committee.of([process]).predict_with_gradient(Z))
