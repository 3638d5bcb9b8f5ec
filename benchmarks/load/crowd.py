"""Many clients at once, each with a connection and a thread of its own."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Lock

import numpy as np

from benchmarks.arrays import Array
from benchmarks.load.client import Client, Pair


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a crowd has met with.

    Attributes:
        seconds: From the first request to the last answer.
        asks: Seconds of every ask, (p,).
        tells: Seconds of the tell of the same trial, (p,).
        refused: How many tries were told to come back later.
    """

    seconds: float
    asks: Array
    tells: Array
    refused: int = 0

    @classmethod
    def of(cls, seconds: float, pairs: Sequence[Pair], refused: int = 0) -> "Run":
        """Return the run that pairs make, in any order."""
        asks, tells = np.array([[each.ask, each.tell] for each in pairs]).T
        return cls(seconds, asks, tells, refused)

    @property
    def rate(self) -> float:
        """Pairs per second."""
        return len(self.asks) / self.seconds


class Tickets:
    """Hands out the numbers from 0 to count - 1, each of them once."""

    def __init__(self, count: int) -> None:
        self._left = iter(range(count))
        self._lock = Lock()

    def __iter__(self) -> Iterator[int]:
        while (ticket := self._next()) is not None:
            yield ticket

    def _next(self) -> int | None:
        """Return a number, None if there is none left."""
        with self._lock:
            return next(self._left, None)


def crowd(port: int, studies: Sequence[str], *, clients: int, pairs: int) -> Run:
    """Return what clients meet with that together ask for trials and tell their values.

    Args:
        port: Where the service listens.
        studies: Paths of the studies, which get the pairs in turn.
        clients: How many of them, each of which sends a request when the one before is answered.
        pairs: How many pairs.
    """
    # One more for the clock, which starts when everybody is connected.
    start, tickets = Barrier(clients + 1), Tickets(pairs)

    def work(_: int) -> tuple[list[Pair], int]:
        with Client(port) as client:
            client.send("GET", "/healthz")
            start.wait()
            return [client.pair(studies[i % len(studies)]) for i in tickets], client.refused

    with ThreadPoolExecutor(clients) as threads:
        working = [threads.submit(work, i) for i in range(clients)]
        start.wait()
        begun = time.perf_counter()
        done = [each.result() for each in working]
        seconds = time.perf_counter() - begun
    return Run.of(
        seconds,
        [pair for own, _ in done for pair in own],
        sum(refused for _, refused in done),
    )
