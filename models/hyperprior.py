"""What is believed of the hyperparameters of a Gaussian process before any trial.

Symbols as in `models.fitting`: g length scales; theta (h,) logarithms of the hyperparameters.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np

from models.arrays import Array
from models.observations import Observations

# Normal priors on the logarithms. A typical distance in the unit cube grows with the square
# root of its dimension, and so must the length scales, or every point would be far from every
# other: Hvarfner, Hellsten and Nardi (2024), "Vanilla Bayesian Optimization Performs Great in
# High Dimensions". Their constants are for another parametrisation; 0.3 sqrt(g), 0.67 at 5 and
# 0.95 at 10 dimensions, lies amid the modes of BoTorch (0.205 sqrt(g)), of Optuna's
# GPSampler (1) and of Vizier (0.71).
LENGTH_SCALE_PER_ROOT_GROUP = 0.3
LENGTH_SCALE_CENTRES = (0.3, 1.5)
LENGTH_SCALE_DEVIATION = 1.0
# The values are standardised: their variance is about 1. Where there is a trend, most of it is
# expected to be that of the trend; see decisions/0008.
SIGNAL_CENTRE = 1.0
SIGNAL_CENTRE_BESIDE_TREND = 0.3
SIGNAL_DEVIATION = 0.7
TREND_CENTRE = 1.5
TREND_DEVIATION = 1.0
# Between Vizier (0.004) and HEBO (0.01); a user's noise may well be 10 times less or more.
NOISE_CENTRE = 5e-3
NOISE_DEVIATION = 1.2

# Shorter than 0.02 of the range or longer than 30 ranges, a length scale cannot be told from 0
# or infinity. The noise floor bounds the condition number of C.
LENGTH_SCALE_BOUNDS = (0.02, 30.0)
SIGNAL_BOUNDS = (0.02, 50.0)
NOISE_BOUNDS = (1e-6, 2.0)
TREND_BOUNDS = (1e-3, 50.0)


@dataclass(frozen=True, slots=True, eq=False)
class Hyperprior:
    """Normal densities of theta, independent of each other.

    Attributes:
        centre: Means, (h,).
        deviation: Standard deviations, (h,).
        low: Bounds below, (h,).
        high: Bounds above, (h,).
    """

    centre: Array
    deviation: Array
    low: Array
    high: Array

    @classmethod
    def over(cls, observations: Observations) -> Self:
        """Return the prior on the hyperparameters that explain the observations."""
        return cls.of(observations.number_of_groups, has_trend=observations.has_trend)

    @classmethod
    @cache
    def of(cls, g: int, *, has_trend: bool) -> Self:
        """Return the prior for g length scales, with a trend or without one."""
        length_scale = np.clip(LENGTH_SCALE_PER_ROOT_GROUP * math.sqrt(g), *LENGTH_SCALE_CENTRES)
        signal = SIGNAL_CENTRE_BESIDE_TREND if has_trend else SIGNAL_CENTRE
        rows = [
            *[(length_scale, LENGTH_SCALE_DEVIATION, *LENGTH_SCALE_BOUNDS)] * g,
            (signal, SIGNAL_DEVIATION, *SIGNAL_BOUNDS),
            (NOISE_CENTRE, NOISE_DEVIATION, *NOISE_BOUNDS),
            *[(TREND_CENTRE, TREND_DEVIATION, *TREND_BOUNDS)] * has_trend,
        ]
        centre, deviation, low, high = np.array(rows).T
        columns = np.log(centre), deviation, np.log(low), np.log(high)
        for each in columns:
            # All fits of this process share them.
            each.setflags(write=False)
        return cls(*columns)
