import numpy as np
from numpy.testing import assert_allclose

from benchmarks.latency.floor import SIDE, floor, rate, seconds_of_multiplication
from benchmarks.latency.operations import count
from benchmarks.latency.workload import make_ask, mixed


def test_the_rate_is_that_of_the_median_product() -> None:
    assert_allclose(rate(np.array([1.0, 2.0, 9.0])), SIDE**3)


def test_a_product_of_large_matrices_is_done_at_a_rate_that_processors_have() -> None:
    # From a slow core that is busy to a fast one with all its threads, operations per second.
    assert 1e8 < rate(np.array([seconds_of_multiplication()])) < 1e13


def test_the_floor_is_that_of_the_ask_with_the_median_count() -> None:
    counts = sorted(count(make_ask(mixed(5), 20, each)).total for each in range(3))
    found = floor(mixed(5), 20, range(3), 1e9, np.array([0.5, 1.0, 2.0]))
    assert found.operations.total == counts[1]
    assert_allclose([found.seconds, found.ratio], [counts[1] / 1e9, 1e9 / counts[1]])
