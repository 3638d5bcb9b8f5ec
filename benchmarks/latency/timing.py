"""The stopwatch: the same ask over HTTP and in this process.

Symbols: r repetitions.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.latency.server import post
from benchmarks.latency.workload import Ask
from models import suggest


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds that one ask took: over HTTP, and as a call of `models.suggest`."""

    http: float
    call: float


@dataclass(frozen=True, slots=True)
class Cell:
    """All pairs of one size.

    Attributes:
        d: Number of parameters.
        n: Number of past trials.
        http: Seconds over HTTP, (r,).
        call: Seconds of the same asks as calls, (r,).
    """

    d: int
    n: int
    http: Array
    call: Array

    @classmethod
    def of(cls, d: int, n: int, pairs: Sequence[Pair]) -> "Cell":
        """Return the cell of these pairs."""
        return cls(
            d, n, np.array([each.http for each in pairs]), np.array([each.call for each in pairs])
        )

    @property
    def share(self) -> Array:
        """The part of each ask that the call does not explain, (r,): HTTP, JSON, validation.

        Noise of the machine can make it negative.
        """
        return 1.0 - self.call / self.http


def time_both(ask: Ask, port: int, *, http_first: bool) -> Pair:
    """Return how long an ask takes either way.

    Args:
        ask: What is asked.
        port: Where the service listens.
        http_first: Which way is measured first; alternating, neither profits from warm caches.

    Raises:
        RuntimeError: The two answers differ, so the times are not of the same work.
    """
    if http_first:
        http, answered = _over_http(ask, port)
        call, suggested = _as_call(ask)
    else:
        call, suggested = _as_call(ask)
        http, answered = _over_http(ask, port)
    if answered != suggested:
        raise RuntimeError(f"expected the same suggestion, got {answered} and {suggested}")
    return Pair(http=http, call=call)


def _over_http(ask: Ask, port: int) -> tuple[float, object]:
    """Return the seconds from opening a connection to the last byte, and the suggestion."""
    start = time.perf_counter()
    answer = post(port, "/v1/ask", ask.body)
    seconds = time.perf_counter() - start
    return seconds, json.loads(answer)["suggestions"][0]["parameters"]


def _as_call(ask: Ask) -> tuple[float, object]:
    """Return the seconds of the call, and the suggestion."""
    rng = np.random.default_rng(ask.seed)
    start = time.perf_counter()
    answer = suggest(ask.problem, ask.trials, count=1, rng=rng)
    seconds = time.perf_counter() - start
    return seconds, dict(answer.suggestions[0].parameters)
