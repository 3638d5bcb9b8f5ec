"""How much the data sets of earlier studies have in common with another one.

Symbols: M data sets, f facts; F (M, f) facts of theirs, x (f,) those of the other, NaN where
unknown.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from models.arrays import Array
from models.dataset import Dataset

# A weight that every data set has besides that of its likeness: the facts say little about which
# configurations are good, and on a data set unlike all others they say nothing.
EVERYBODY = 0.5
# Facts are compared in units of their spread, at least this one: in decades, or shares.
LEAST_SPREAD = 0.05
# The square of how far apart two data sets can be in one fact: one that is larger than all others
# is still more like some of them than like the rest.
MOST_APART = 4.0

# Counts act through their logarithms: 75 and 7,500 rows are unlike, 75,000 and 82,425 are not.
FACTS: tuple[Callable[[Dataset], float | None], ...] = (
    lambda each: _decades(each.n_rows),
    lambda each: _decades(each.n_features),
    lambda each: _decades(each.n_classes),
    lambda each: _ratio(each.n_rows, each.n_features),
    lambda each: _share(each.n_categorical_features, each.n_features),
    lambda each: each.missing_fraction,
    lambda each: each.minority_class_fraction,
)


def distances(dataset: Dataset, others: Sequence[Dataset]) -> Array | None:
    """Return how unlike others are, (M,): 1 is as far apart as they usually are from each other.

    None if no fact is known of both. A fact that is not known of one of the others counts as
    the usual distance.

    Args:
        dataset: The data set.
        others: M others, at least 1.
    """
    F, x = np.array([_facts(each) for each in others]), _facts(dataset)
    usable = [j for j in range(F.shape[1]) if np.isfinite(x[j]) and np.isfinite(F[:, j]).any()]
    if not usable:
        return None
    squares = np.empty((len(usable), len(others)))
    for row, j in enumerate(usable):
        known = F[np.isfinite(F[:, j]), j]
        # For normal facts, the mean square of a difference of two is twice their variance.
        spread = max(1.4826 * float(np.median(np.abs(known - np.median(known)))), LEAST_SPREAD)
        apart = np.minimum((F[:, j] - x[j]) ** 2 / (2 * spread**2), MOST_APART)
        squares[row] = np.where(np.isfinite(F[:, j]), apart, 1.0)
    return np.asarray(np.sqrt(squares.mean(axis=0)))


def weights(dataset: Dataset | None, others: Sequence[Dataset]) -> Array:
    """Return how much each of the others counts, (M,), summing to 1; alike if nothing is known.

    Args:
        dataset: The data set; None if nothing is known of it.
        others: M others, at least 1.
    """
    found = None if dataset is None else distances(dataset, others)
    near = np.ones(len(others)) if found is None else np.exp(-0.5 * found**2)
    shares = near + EVERYBODY
    return np.asarray(shares / shares.sum())


def _facts(dataset: Dataset) -> Array:
    """Return the facts of a data set, (f,)."""
    return np.array([math.nan if fact is None else fact for fact in (of(dataset) for of in FACTS)])


def _decades(count: int | None) -> float | None:
    """Return the logarithm of a count."""
    return None if not count else math.log10(count)


def _ratio(count: int | None, other: int | None) -> float | None:
    """Return the logarithm of the ratio of two counts."""
    return None if not count or not other else math.log10(count) - math.log10(other)


def _share(part: int | None, whole: int | None) -> float | None:
    """Return the share of a count in another."""
    return None if part is None or not whole else min(part / whole, 1.0)
