"""The time below which no ask can be: its operations at the rate of a large matrix product."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.latency.operations import Operations, count
from benchmarks.latency.workload import make_ask
from models import SearchSpace

# Of a square matrix: its product with another takes some tenths of a second.
SIDE = 1_200


@dataclass(frozen=True, slots=True)
class Floor:
    """How far asks of one size are from the floor.

    Attributes:
        n: Number of past trials.
        operations: Of the ask with the median number of operations.
        seconds: What its operations take at the rate of the product.
        call: Median seconds of the calls of this size.
    """

    n: int
    operations: Operations
    seconds: float
    call: float

    @property
    def ratio(self) -> float:
        """How many times as long as the floor a call takes."""
        return self.call / self.seconds


def rate(multiplications: Array) -> float:
    """Return operations per second of products, of their seconds, (r,)."""
    return float(2.0 * SIDE**3 / np.median(multiplications))


def seconds_of_multiplication() -> float:
    """Return how long one product of two large matrices takes."""
    one, other = np.random.default_rng(0).normal(size=(2, SIDE, SIDE))
    start = time.perf_counter()
    one @ other
    return time.perf_counter() - start


def floor(
    space: SearchSpace, n: int, repetitions: Sequence[int], rate: float, calls: Array
) -> Floor:
    """Return the floor of a size.

    Args:
        space: Where is searched.
        n: Number of past trials.
        repetitions: Of the asks whose operations are counted.
        rate: Operations per second.
        calls: Seconds of calls of this size, (r,).
    """
    counted = sorted(
        (count(make_ask(space, n, each)) for each in repetitions), key=lambda each: each.total
    )
    middle = counted[len(counted) // 2]
    return Floor(n, middle, middle.total / rate, float(np.median(calls)))
