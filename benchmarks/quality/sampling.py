"""Random configurations, always the same: they do not come from the optimiser under test."""

import numpy as np

from models import Configuration, SearchSpace

# Points drawn at a time.
BATCH = 1000


def sample(space: SearchSpace, count: int, seed: int = 0) -> list[Configuration]:
    """Return random configurations within the constraints, uniform on the scales of the space.

    Args:
        space: Of which constraints leave a fair part.
        count: How many.
        seed: Draws them.
    """
    rng = np.random.default_rng([seed, count])
    found: list[Configuration] = []
    while len(found) < count:
        points = space.project(rng.random((BATCH, space.d)))
        found += space.decode_all(points[space.violation(points) == 0.0])
    return found[:count]
