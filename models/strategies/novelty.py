"""Points that have not been tried yet.

Symbols: m points, d parameters; X (m, d) points.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from models.arrays import Array
from models.space import Region, enumerated

# Batches of points looked through before a region is listed or given up.
BATCHES = 6
# Points whose keys are made at a time: often the first few are enough.
FIRST_CHUNK, CHUNK = 16, 1024


def novel(region: Region, X: Array, taken: AbstractSet[bytes], count: int) -> Array:
    """Return the first distinct points that are not taken, at most count of them."""
    seen, rows = set(taken), list[int]()
    starts = [0, *range(FIRST_CHUNK, len(X), CHUNK)]
    for start, end in pairwise([*starts, len(X)]):
        for i, key in enumerate(region.space.keys(X[start:end]), start):
            if len(rows) == count:
                return X[rows]
            if key not in seen:
                seen.add(key)
                rows.append(i)
    return X[rows]


def novel_from(
    region: Region,
    batch: Callable[[int], Array],
    taken: AbstractSet[bytes],
    count: int,
    rng: np.random.Generator,
) -> Array:
    """Return distinct points that are not taken, count of them unless no more are left.

    Args:
        region: Where they lie.
        batch: Returns feasible points, about as many as it is told; other ones each time.
        taken: Keys of the points that do not count.
        count: How many are wanted.
        rng: Source of randomness, for the rest of a region that is nearly exhausted.
    """
    X = np.empty((0, region.space.d))
    for i in range(BATCHES):
        X = novel(region, np.vstack([X, batch(count * 2**i)]), taken, count)
        if len(X) == count:
            return X
    remaining = enumerated(region)
    if remaining is None:
        return X
    return novel(region, np.vstack([X, rng.permutation(remaining)]), taken, count)
