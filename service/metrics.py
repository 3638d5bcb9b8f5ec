"""Metrics as Prometheus reads them, of one process or of all the processes of a server.

Processes share their numbers through files in a folder, which prometheus_client must find in
PROMETHEUS_MULTIPROC_DIR when it is first imported.
"""

from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from service.census import Census
from service.gauges import Counted

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
# Anyone can invent methods, and every new label is a new series.
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER: Final = "other"

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
TRIALS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


class Metrics:
    """What is counted and measured."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin at nothing.

        Args:
            folder: Where the processes of a server share their numbers; None if there is one.
        """
        self._folder = folder
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "trialwise_http_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._durations = Histogram(
            "trialwise_http_request_duration_seconds",
            "Time from the head of a request to its answer.",
            ["method", "route"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._asks = Histogram(
            "trialwise_ask_duration_seconds",
            "Time the optimiser took for an ask, by the source of its first suggestion.",
            ["source"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._trials = Histogram(
            "trialwise_ask_trials",
            "Trials that came with an ask.",
            buckets=TRIALS,
            registry=self._registry,
        )

        self._fits = Histogram(
            "trialwise_fit_duration_seconds",
            "Time to learn from trials, by where that came from: memory, the database, or a fit "
            "and how it ended.",
            ["origin"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._ahead = Counter(
            "trialwise_fits_ahead",
            "Studies whose results were to be learned from before the next ask, by what became of "
            "it: done, busy (no slot was free), full (too many waited) or failed.",
            ["outcome"],
            registry=self._registry,
        )
        self._handed = Counter(
            "trialwise_trials_handed_out",
            "Trials of studies handed out: new ones, queued ones, and those whose lease ran out.",
            ["kind"],
            registry=self._registry,
        )
        self._expired = Counter(
            "trialwise_leases_expired",
            "Leases of trials that ran out, by what came then: the trial was handed out again, or "
            "its worker told a result or renewed the lease after all. Those of which nothing came "
            "yet are the stale trials.",
            ["then"],
            registry=self._registry,
        )
        self._asking = Gauge(
            "trialwise_asks",
            "Asks that wait for a slot of the optimiser, and those it works on.",
            ["state"],
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._waits = Histogram(
            "trialwise_http_request_wait_seconds",
            "Time that requests waited for a thread, by the kind of thread.",
            ["threads"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._told = Counter(
            "trialwise_results_told",
            "Results of trials of studies that were told, repetitions included.",
            ["state"],
            registry=self._registry,
        )

    def handed_out(self, kind: str, count: int) -> None:
        """Count trials that were handed out."""
        self._handed.labels(kind).inc(count)

    def told(self, state: str) -> None:
        """Count a result."""
        self._told.labels(state).inc()

    def expired(self, then: str, count: int) -> None:
        """Count leases that have run out."""
        self._expired.labels(then).inc(count)

    def asking(self, state: str, change: int) -> None:
        """Count how many more asks are in a state."""
        self._asking.labels(state).inc(change)

    def waited(self, threads: str, seconds: float) -> None:
        """Count how long a request waited for a thread."""
        self._waits.labels(threads).observe(seconds)

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; a route is the rule it matched, None if it matched none."""
        method, route = method if method in METHODS else OTHER, route or OTHER
        self._requests.labels(method, route, str(status)).inc()
        self._durations.labels(method, route).observe(seconds)

    def asked(self, source: str, trials: int, seconds: float) -> None:
        """Count an ask."""
        self._asks.labels(source).observe(seconds)
        self._trials.observe(trials)

    def fitted(self, origin: str, seconds: float) -> None:
        """Count what was learned."""
        self._fits.labels(origin).observe(seconds)

    def fitted_ahead(self, outcome: str) -> None:
        """Count a study whose results were to be learned from before the next ask."""
        self._ahead.labels(outcome).inc()

    def exposition(self, census: Census | None) -> bytes:
        """Return all numbers of all processes in Prometheus's text format.

        Args:
            census: How much there is of what; None if the database does not say.
        """
        whole = CollectorRegistry()
        whole.register(Counted(census))
        if self._folder is None:
            return generate_latest(self._registry) + generate_latest(whole)
        MultiProcessCollector(whole, path=str(self._folder))  # type: ignore[no-untyped-call] # Has no types.
        return generate_latest(whole)


def forget(process: int, folder: Path) -> None:
    """Forget what a process that has ended was doing; what it has done still counts."""
    mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call] # Has no types.
