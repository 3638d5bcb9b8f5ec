"""Utilities of a point: what evaluating it promises, given a normal prediction of its value.

Symbols: m points, or predictions in any shape; mean, std (m,) of the prediction; best, the value
to beat (lower is better);
z = (best - mean) / std; phi, Phi density and distribution of the standard normal;
h(z) = phi(z) + z Phi(z), so that the expected improvement is std h(z).

log h has three regimes (Ament et al., 2023, "Unexpected Improvements to Expected Improvement",
appendix A), because phi(z) and z Phi(z) cancel below zero and both underflow below -38:

- z > -1: as it stands;
- -80 < z <= -1: log phi(z) + log(1 + z Phi(z) / phi(z)), where the ratio is a scaled erfc;
- z <= -80: the sum in brackets cancels as well, its asymptotic series in 1 / z^2 does not.
"""

import math

import numpy as np
from scipy.special import erfcx, ndtr

from models.arrays import Array, BoolArray

LOG_SQRT_2PI = 0.5 * math.log(2.0 * math.pi)
SQRT_HALF_PI = math.sqrt(0.5 * math.pi)

# Below this std, derivatives (z^2 / std) could overflow; the utilities reach their limits before.
STD_FLOOR = 1e-80

# Where each regime begins. At the second bound both formulas are within 2e-12 of the truth.
ERFCX_BELOW = -1.0
SERIES_BELOW = -80.0


def expected_improvement(mean: Array, std: Array, best: float | Array) -> Array:
    """Return E[max(best - f, 0)] for f ~ N(mean, std^2), (m,); not negative, in units of mean.

    Args:
        mean: Predicted means, (m,).
        std: Predicted standard deviations, (m,), not negative.
        best: The value to beat, or several that broadcast; lower is better.

    Source:
        Jones, Schonlau and Welch (1998), equation 15.
    """
    z, std = _standardised(mean, std, best)
    high, low, is_low = _regimes(z)
    return std * np.where(is_low, np.exp(_log_h(low)), _h(high))


def log_expected_improvement(mean: Array, std: Array, best: float | Array) -> Array:
    """Return the logarithm of the expected improvement, (m,), finite where that underflows.

    Args:
        mean: Predicted means, (m,).
        std: Predicted standard deviations, (m,), not negative.
        best: The value to beat, or several that broadcast; lower is better.

    Source:
        Ament et al. (2023), equation 9.
    """
    z, std = _standardised(mean, std, best)
    high, low, is_low = _regimes(z)
    return np.where(is_low, np.log(std) + _log_h(low), np.log(std * _h(high)))


def log_expected_improvement_with_gradient(
    mean: Array, std: Array, best: float | Array
) -> tuple[Array, Array, Array]:
    """Return the log expected improvement and its derivatives by mean and by std, each (m,).

    With EI = std h(z): dEI/dmean = -Phi(z) and dEI/dstd = phi(z). Divided by EI, the factor
    phi(z) cancels, and with it every underflow.

    Args:
        mean: Predicted means, (m,).
        std: Predicted standard deviations, (m,), not negative.
        best: The value to beat, or several that broadcast; lower is better.
    """
    z, std = _standardised(mean, std, best)
    high, low, is_low = _regimes(z)
    phi, Phi, q = _phi(high), ndtr(high), _h_over_phi(low)
    h = phi + high * Phi
    value = np.log(std) + np.where(is_low, _log_phi(low) + np.log(q), np.log(h))
    Phi_over_h = np.where(is_low, _mills_ratio(low) / q, Phi / h)
    phi_over_h = np.where(is_low, 1.0 / q, phi / h)
    return value, -Phi_over_h / std, phi_over_h / std


def probability_of_improvement(mean: Array, std: Array, best: float | Array) -> Array:
    """Return P(f < best) for f ~ N(mean, std^2), (m,), in [0, 1].

    Args:
        mean: Predicted means, (m,).
        std: Predicted standard deviations, (m,), not negative.
        best: The value to beat, or several that broadcast; lower is better.
    """
    z, _ = _standardised(mean, std, best)
    return np.asarray(ndtr(z))


def _standardised(mean: Array, std: Array, best: float | Array) -> tuple[Array, Array]:
    """Return z and the std it was computed with."""
    std = np.maximum(std, STD_FLOOR)
    return (best - mean) / std, std


def _regimes(z: Array) -> tuple[Array, Array, BoolArray]:
    """Return z clipped to the upper regime, z clipped to the lower two, and which is which."""
    return np.maximum(z, ERFCX_BELOW), np.minimum(z, ERFCX_BELOW), z <= ERFCX_BELOW


def _log_h(z: Array) -> Array:
    """Return log(phi(z) + z Phi(z)), for z <= -1."""
    return np.asarray(_log_phi(z) + np.log(_h_over_phi(z)))


def _log_phi(z: Array) -> Array:
    """Return log phi(z)."""
    return np.asarray(-0.5 * z**2 - LOG_SQRT_2PI)


def _h(z: Array) -> Array:
    """Return phi(z) + z Phi(z), for z > -1."""
    return _phi(z) + z * ndtr(z)


def _h_over_phi(z: Array) -> Array:
    """Return 1 + z Phi(z) / phi(z), for z <= -1."""
    near, far = np.maximum(z, SERIES_BELOW), np.minimum(z, SERIES_BELOW)
    t = far**-2.0
    # Abramowitz and Stegun (1964), 26.2.12, of which the first term cancels the 1.
    series = t * (1.0 - 3.0 * t * (1.0 - 5.0 * t * (1.0 - 7.0 * t)))
    return np.where(z <= SERIES_BELOW, series, 1.0 + near * _mills_ratio(near))


def _phi(z: Array) -> Array:
    """Return the standard normal density."""
    return np.exp(-0.5 * z**2 - LOG_SQRT_2PI)


def _mills_ratio(z: Array) -> Array:
    """Return Phi(z) / phi(z), for z <= 0."""
    return SQRT_HALF_PI * erfcx(-z / math.sqrt(2.0))
