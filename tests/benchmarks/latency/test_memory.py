import os
import sys

import numpy as np
import pytest

from benchmarks.latency.memory import peak_of, peaks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak is Linux's to tell")


def test_a_peak_remembers_what_was_given_back() -> None:
    before = peak_of(os.getpid())
    size = int(before) + 64
    np.ones((size, 2**17))
    assert peak_of(os.getpid()) >= size


def test_the_memory_of_a_worker_is_read_before_and_after_its_asks() -> None:
    found = peaks([(2, 12), (5, 12)])
    assert [(each.d, each.n) for each in found] == [(0, 0), (2, 12), (5, 12)]
    first, second, third = (each.mebibytes for each in found)
    # An interpreter with NumPy takes tens of mebibytes.
    assert 10.0 < first <= second <= third < 1_000.0
