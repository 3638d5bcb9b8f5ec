"""Statistics of columns. All are those of a population: sums are divided by n, not by n - 1.

Symbols: n rows; x (n,) values; m2, m3, m4 their central moments; p features.
"""

import math
from collections.abc import Sequence

import numpy as np

from models.arrays import Array
from models.description.columns import Column

# Correlations of more features than these would take longer than reading them.
MOST_CORRELATED = 100
# Below this share of the largest value, a spread is the rounding of a constant.
ROUNDING = 1e-12


def standardised(x: Array) -> Array | None:
    """Return values with mean 0 and standard deviation 1; None of a constant or of nothing."""
    largest = float(np.abs(x).max(initial=0.0))
    if largest == 0.0:
        return None
    # Powers of large numbers are infinite, those of small ones 0.
    z = x / largest
    z = z - z.mean()
    std = float(np.sqrt(np.mean(z**2)))
    return None if std <= ROUNDING else z / std


def skewness(x: Array) -> float | None:
    """Return m3 / m2 ** (3/2); None of a constant."""
    z = standardised(x)
    return None if z is None else float(np.mean(z**3))


def kurtosis(x: Array) -> float | None:
    """Return m4 / m2 ** 2 - 3, which is 0 of a normal distribution; None of a constant."""
    z = standardised(x)
    return None if z is None else float(np.mean(z**4)) - 3.0


def entropy(shares: Array) -> float:
    """Return the entropy of shares that sum to 1, none of which is 0, in bits."""
    # Adding zero turns the -0.0 of a single share into 0.0.
    return -float(np.sum(shares * np.log2(shares))) + 0.0


def summary(name: str, values: Sequence[float]) -> dict[str, float]:
    """Return mean, standard deviation, least and greatest of values; nothing of none."""
    if not values:
        return {}
    return {
        f"mean_{name}": float(np.mean(values)),
        f"std_{name}": float(np.std(values)),
        f"min_{name}": min(values),
        f"max_{name}": max(values),
    }


def mean_absolute_correlation(columns: Sequence[Column]) -> float | None:
    """Return the mean of |r| over all pairs of columns of numbers, where r is Pearson's.

    A missing value counts as the mean of its column. Constants are left out, and so are columns
    behind the first hundred of the others. None if there is no pair.
    """
    rows = []
    for each in columns:
        z = standardised(each.known)
        if z is not None:
            filled = np.zeros(len(each.x))
            filled[~each.is_missing] = z
            rows.append(filled / math.sqrt(float(np.sum(filled**2))))
        if len(rows) == MOST_CORRELATED:
            break
    p = len(rows)
    if p < 2:  # noqa: PLR2004 # A pair.
        return None
    Z = np.stack(rows)
    R = np.clip(np.abs(Z @ Z.T), 0.0, 1.0)
    return float((R.sum() - np.trace(R)) / (p * (p - 1)))
