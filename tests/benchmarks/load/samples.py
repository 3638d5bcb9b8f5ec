"""Small outcomes, as the parts of the benchmark would have them."""

import numpy as np

from benchmarks.environment import Environment
from benchmarks.load.client import RANDOM
from benchmarks.load.crowd import Run
from benchmarks.load.databases import Kind
from benchmarks.load.duel import OURS, THEIRS, Match
from benchmarks.load.reports import duels
from benchmarks.load.throughput import Cell, Throughput

ENVIRONMENT = Environment(
    command="python -m benchmarks load",
    date="2026-11-24",
    commit="abc",
    source="def",
    python="3.11",
    packages={"numpy": "2.4"},
    processor="a processor",
    cores=2,
    load=0.5,
    system="Linux",
)


def run(rate: float, pairs: int = 20) -> Run:
    """Return a run of so many pairs per second, whose tells take half as long as its asks."""
    asks = np.full(pairs, 1.0 / rate)
    return Run(pairs / rate, asks, 0.5 * asks)


def report_of_duels() -> str:
    """Return the report of two duels."""
    match = Match(Kind.POSTGRESQL, RANDOM, 1)
    found = {(match, OURS): [run(10.0), run(6.0)], (match, THEIRS): [run(4.0), run(3.0)]}
    return duels.render(found, ENVIRONMENT)


def measured() -> Throughput:
    """Return two rounds over services with one and with two processes, and one or nine studies."""
    runs = {
        Cell(kind, processes, studies, clients): [
            run(10.0 * processes + clients),
            run(20.0 * processes + clients),
        ]
        for kind in Kind
        for processes in (1, 2)
        for studies in (1, 9)
        for clients in (1, 8)
    }
    return Throughput(runs, [0.001, 0.003])
