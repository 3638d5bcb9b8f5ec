"""What requests cost beside many stored trials, against the same requests in an empty database."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.arrays import Array
from benchmarks.console import say
from benchmarks.load.client import AUTO, RANDOM, Client
from benchmarks.load.databases import Databases, Kind
from benchmarks.load.plan import Plan
from benchmarks.server import serving
from service.access import EVERYBODY
from service.stores import open_store
from service.study import StudyId

# Requests before those that count: the first of a process also connects and compiles.
WARM_UP = 5
Timed = Callable[[Client], float]
"""Sends a request, and returns its seconds."""


@dataclass(frozen=True, slots=True)
class Sized:
    """What was found.

    Attributes:
        full: Seconds of a request beside the many trials, (n,), by kind of database and request.
        empty: The same in a database with nothing else.
        seconds: That it took to store the trials, by kind of database.
    """

    full: Mapping[tuple[Kind, str], Array]
    empty: Mapping[tuple[Kind, str], Array]
    seconds: Mapping[Kind, float]


def sized(plan: Plan, databases: Databases) -> Sized:
    """Return what requests cost in either database, asked in turn."""
    full: dict[tuple[Kind, str], Array] = {}
    empty: dict[tuple[Kind, str], Array] = {}
    seconds = {}
    for kind in Kind:
        with (
            databases.new(kind) as crowded,
            databases.new(kind) as bare,
            serving(crowded) as server,
            serving(bare) as other,
            Client(server.port) as client,
            Client(other.port) as lonely,
        ):
            for each in (client, lonely):
                _furnish(each, plan.trials)
            start = time.perf_counter()
            fill(crowded, plan.filled)
            seconds[kind] = time.perf_counter() - start
            say(f"size           {kind}, filled in {seconds[kind]:.0f} s")
            for name, timed in REQUESTS.items():
                times = [(timed(client), timed(lonely)) for _ in range(plan.asks + WARM_UP)]
                full[kind, name], empty[kind, name] = np.array(times[WARM_UP:]).T
            say(f"size           {kind}, asked")
    return Sized(full, empty, seconds)


def fill(url: str, studies: int) -> None:
    """Put so many copies of the study of random trials into a database."""
    store = open_store(url, 1)
    try:
        model = store.snapshot(EVERYBODY, RANDOM)
        for i in range(studies):
            name = f"copy-{i}"
            store.create(replace(model.study, id=StudyId(name), name=name), model.trials, None)
    finally:
        store.close()


def _furnish(client: Client, trials: int) -> None:
    """Make the studies that are asked, with so many trials in each."""
    for algorithm in (RANDOM, AUTO):
        study = client.create(algorithm, algorithm)
        for _ in range(trials):
            client.pair(study)


def _ask(study: str, client: Client) -> float:
    """Ask of a study, and tell outside the time."""
    return client.pair(f"/v1/studies/{study}").ask


def _tell(client: Client) -> float:
    """Tell the value of a trial that was asked for outside the time."""
    return client.pair(f"/v1/studies/{RANDOM}").tell


def _read(path: str, client: Client) -> float:
    """Read what is at a path."""
    start = time.perf_counter()
    client.send("GET", path)
    return time.perf_counter() - start


REQUESTS: Mapping[str, Timed] = {
    "ask, `random`": partial(_ask, RANDOM),
    "ask, `auto`": partial(_ask, AUTO),
    "tell": _tell,
    "read a study": partial(_read, f"/v1/studies/{RANDOM}"),
    "a page of 100 trials": partial(_read, f"/v1/studies/{RANDOM}/trials"),
    "a page of 2 studies": partial(_read, "/v1/studies?limit=2"),
}
