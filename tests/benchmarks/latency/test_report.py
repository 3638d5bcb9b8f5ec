import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.report import numbers, render
from benchmarks.latency.timing import Cell, Pair
from tests.benchmarks.test_markdown import ENVIRONMENT

CELL = Cell.of(5, 20, [Pair(http=0.010, call=0.008), Pair(http=0.020, call=0.020)])


def test_the_share_of_http_is_what_the_call_does_not_explain() -> None:
    assert_allclose(CELL.share, [0.2, 0.0], atol=1e-15)


def test_a_row_has_times_in_milliseconds_and_the_share_in_percent() -> None:
    # Linear between the two: 95 % of the way from 10 to 20 ms, and from 0 to 20 %.
    assert "| 5 | 20 | 15.0 | 19.5 | 14.0 | 1.0 | 10 [1, 19] |" in render([CELL], ENVIRONMENT)


def test_the_report_says_how_many_asks_stand_behind_a_row() -> None:
    assert "2 asks of\neach size" in render([CELL], ENVIRONMENT)


def test_every_time_is_kept_in_milliseconds() -> None:
    (kept,) = json.loads(json.dumps(numbers([CELL])))
    assert kept == {
        "parameters": 5,
        "past_trials": 20,
        "http_ms": pytest.approx([10.0, 20.0]),
        "call_ms": pytest.approx([8.0, 20.0]),
    }


def test_a_cell_holds_its_pairs_in_their_order() -> None:
    assert np.array_equal([CELL.http, CELL.call], [[0.010, 0.020], [0.008, 0.020]])
