"""The stopwatches: the same ask over HTTP and in this process, and a peer's ask in its own.

Times are in seconds.
"""

import json
import time
from collections.abc import Mapping
from typing import Protocol

import numpy as np

from benchmarks.latency.plan import CALL, HTTP, Case, Plan
from benchmarks.latency.workload import OBJECTIVE, Ask, bowl, make_ask
from benchmarks.quality.peers import Peer, Start, start_peer
from benchmarks.server import post
from models import suggest

# With fewer completed trials, peers still draw at random.
LEAST_TRIALS = 10


class Stopwatch(Protocol):
    """Asks, and says how long it took."""

    def time(self, repetition: int) -> Mapping[str, float]:
        """Return the seconds of asks that no repetition before has made, by who was asked."""
        ...


class Ours:
    """An ask of ours, over HTTP and as a call of `models.suggest`.

    Args:
        case: What is asked.
        port: Where the service listens.
    """

    def __init__(self, case: Case, port: int) -> None:
        self._case, self._port = case, port

    def time(self, repetition: int) -> Mapping[str, float]:
        """Return both times. In turn either way is first: neither profits from warm caches.

        Raises:
            RuntimeError: The two answers differ, so the times are not of the same work.
        """
        ask = make_ask(self._case.space, self._case.n, repetition)
        if repetition % 2:
            http, answered = over_http(ask, self._port)
            call, suggested = as_call(ask)
        else:
            call, suggested = as_call(ask)
            http, answered = over_http(ask, self._port)
        if answered != suggested:
            raise RuntimeError(f"expected the same suggestion, got {answered} and {suggested}")
        return {HTTP: http, CALL: call}


class Rival:
    """A study of a peer. It grows by a trial from ask to ask, so that no answer is known before.

    In the middle of the rounds that count it has as many trials as the case says, but it begins
    with `LEAST_TRIALS` at least.

    Args:
        name: Of the peer.
        case: What is asked.
        plan: How often.

    Raises:
        PeerError: It has no environment, or cannot be started.
    """

    def __init__(self, name: str, case: Case, plan: Plan) -> None:
        self._name, self._space = name, case.space
        asks = plan.rounds + plan.warm_up
        first = max(case.n - plan.rounds // 2 - plan.warm_up, LEAST_TRIALS)
        start = Start(case.space, OBJECTIVE, seed=1, trials=first + asks, batch=1)
        self._peer = start_peer(name, start)
        # Before anything is told, peers answer at once and at random.
        self._ask_and_tell(self._peer, first)

    def time(self, repetition: int) -> Mapping[str, float]:
        """Return how long an ask takes inside the process, with the tell before it."""
        del repetition
        self._ask_and_tell(self._peer, 1)
        return {self._name: self._peer.seconds}

    def close(self) -> None:
        """End the process."""
        self._peer.close()

    def _ask_and_tell(self, peer: Peer, count: int) -> None:
        """Ask for trials, and tell what the bowl says of them."""
        configurations = peer.ask(count)
        peer.tell(configurations, [*bowl(self._space, configurations, seed=0)])


def over_http(ask: Ask, port: int) -> tuple[float, object]:
    """Return the seconds from opening a connection to the last byte, and the suggestion."""
    start = time.perf_counter()
    answer = post(port, "/v1/ask", ask.body)
    seconds = time.perf_counter() - start
    return seconds, json.loads(answer)["suggestions"][0]["parameters"]


def as_call(ask: Ask) -> tuple[float, object]:
    """Return the seconds of the call, and the suggestion."""
    rng = np.random.default_rng(ask.seed)
    start = time.perf_counter()
    answer = suggest(ask.problem, ask.trials, count=1, rng=rng)
    seconds = time.perf_counter() - start
    return seconds, dict(answer.suggestions[0].parameters)
