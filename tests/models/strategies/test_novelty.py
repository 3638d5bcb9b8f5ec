import numpy as np
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space import Region, enumerated
from models.strategies.novelty import CHUNK, novel, novel_from
from tests.models.problems import SIX, SQUARE

REGION = Region(SQUARE)


def taken(X: Array) -> set[bytes]:
    return set(SQUARE.keys(X))


def test_points_that_are_taken_and_repeats_are_left_out() -> None:
    X = np.array([[0.1, 0.1], [0.2, 0.2], [0.1, 0.1], [0.3, 0.3], [0.4, 0.4]])
    assert_array_equal(novel(REGION, X, taken(X[1:2]), 2), [[0.1, 0.1], [0.3, 0.3]])


def test_repeats_are_found_across_chunks() -> None:
    X = np.tile([[0.5, 0.5]], (CHUNK + 2, 1))
    assert len(novel(REGION, X, set(), 5)) == 1


def test_batches_are_drawn_until_there_is_enough(rng: np.random.Generator) -> None:
    sizes: list[int] = []

    def batch(m: int) -> Array:
        sizes.append(m)
        return np.full((m, 2), 0.25 * len(sizes))

    X = novel_from(REGION, batch, set(), 3, rng)
    assert_array_equal(X, [[0.25, 0.25], [0.5, 0.5], [0.75, 0.75]])
    assert sizes == [3, 6, 12]


def test_the_rest_of_a_finite_region_is_found_in_its_list(rng: np.random.Generator) -> None:
    region = Region(SIX)
    listed = enumerated(region)
    assert listed is not None
    first = listed[:1]
    X = novel_from(region, lambda m: np.tile(first, (m, 1)), set(SIX.keys(first)), 9, rng)
    assert len(X) == 5
    assert SIX.keys(first)[0] not in SIX.keys(X)
