"""Measurements that tests know by heart."""

from collections.abc import Mapping

import numpy as np

from benchmarks.arrays import Array
from benchmarks.latency.floor import Floor
from benchmarks.latency.memory import Peak
from benchmarks.latency.operations import Operations
from benchmarks.latency.plan import CALL, GP, HTTP, TPE, Case, Part
from benchmarks.latency.report import Outcome
from benchmarks.latency.rounds import Measured

HEADLINE = Case(Part.PEERS, 14, 60, (TPE, GP))
EMPTY = Case(Part.TRIALS, 15, 0)
MIDDLE = Case(Part.TRIALS, 15, 60, (TPE, GP))
LONG = Case(Part.TRIALS, 15, 1_000, (TPE,))
WIDE = Case(Part.PARAMETERS, 200, 60, (TPE,))


def times(*milliseconds: float) -> Array:
    return np.array(milliseconds) / 1e3


def measured(absent: Mapping[str, str] | None = None) -> Measured:
    return Measured(
        {
            (HEADLINE, HTTP): times(20.0, 40.0, 30.0),
            (HEADLINE, CALL): times(10.0, 30.0, 20.0),
            (HEADLINE, TPE): times(10.0, 20.0, 15.0),
            (HEADLINE, GP): times(100.0, 200.0, 150.0),
            (EMPTY, HTTP): times(3.0, 3.0, 3.0),
            (EMPTY, CALL): times(1.0, 1.0, 1.0),
            (MIDDLE, HTTP): times(40.0, 40.0, 40.0),
            (MIDDLE, CALL): times(35.0, 36.0, 37.0),
            (MIDDLE, TPE): times(20.0, 20.0, 20.0),
            (MIDDLE, GP): times(400.0, 400.0, 400.0),
            (LONG, HTTP): times(600.0, 700.0, 800.0),
            (LONG, CALL): times(500.0, 600.0, 700.0),
            (LONG, TPE): times(100.0, 100.0, 100.0),
            (WIDE, HTTP): times(200.0, 200.0, 200.0),
            (WIDE, CALL): times(150.0, 150.0, 150.0),
            (WIDE, TPE): times(100.0, 100.0, 100.0),
        },
        times(40.0, 50.0, 60.0),
        absent or {},
    )


def outcome(absent: Mapping[str, str] | None = None) -> Outcome:
    operations = Operations(
        {"fit": 66, "screening": 1_389, "ascent": 80},
        {"fit": 31e6, "screening": 4e7, "ascent": 5e6},
    )
    return Outcome(
        measured(absent),
        {TPE: "5.0.0-1", GP: "5.0.0-1"},
        [Floor(60, operations, seconds=0.002, call=0.036)],
        [Peak(0, 0, 97.4), Peak(15, 10_000, 181.2)],
    )
