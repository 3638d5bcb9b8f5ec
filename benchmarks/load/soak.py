"""A long run of all that clients do, over a few studies: whatever grows then is a leak.

Both kinds of database at a time, two processes each, and never more than so many studies: one that
has become long is deleted, and another made. Clients pause between requests, so that the machine
is not full and the run can be long.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from threading import Event

import numpy as np

from benchmarks.arrays import Array
from benchmarks.console import say
from benchmarks.latency.workload import OBJECTIVE
from benchmarks.load.client import AUTO, RANDOM, Client
from benchmarks.load.databases import Databases, Kind
from benchmarks.server import Server, serving

PROCESSES = 2
CLIENTS = 4
# Trials after which a study is deleted: each client has one study at a time.
LONG = 60
PAUSE_SECONDS = 0.2
# Of the memory, in the whole run.
SAMPLES = 120
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Soak:
    """What was seen of one service.

    Attributes:
        minutes: When, (s,).
        mebibytes: Resident memory of all processes that answer together, (s,).
        pairs: How many pairs were made.
    """

    minutes: Array
    mebibytes: Array
    pairs: int

    def at(self, share: float) -> float:
        """Return the memory after a share of the time."""
        return float(self.mebibytes[round(share * (len(self.mebibytes) - 1))])

    @property
    def growth(self) -> float:
        """Mebibytes an hour in the second half, when everything has been used once.

        The median of the slopes between all samples, which single steps do not move.

        Source:
            Sen (1968), "Estimates of the regression coefficient based on Kendall's tau".
        """
        late = self.minutes >= 0.5 * self.minutes[-1]
        t, y = self.minutes[late], self.mebibytes[late]
        first, second = np.triu_indices(len(t), 1)
        return float(np.median((y[second] - y[first]) / (t[second] - t[first]))) * 60.0


def soak(minutes: float, databases: Databases) -> Mapping[Kind, Soak]:
    """Return what was seen of both services in so many minutes."""
    over = Event()
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(serving(stack.enter_context(databases.new(kind)), PROCESSES))
            for kind in Kind
        }
        threads = stack.enter_context(ThreadPoolExecutor(CLIENTS * len(Kind)))
        # Threads end before the services do.
        stack.callback(over.set)
        working = {
            kind: [threads.submit(_work, server.port, i, over) for i in range(CLIENTS)]
            for kind, server in servers.items()
        }
        samples = [*_watched(servers, minutes, over)]
        over.set()
        pairs = {kind: sum(each.result() for each in own) for kind, own in working.items()}
    times = np.array([at for at, _ in samples])
    return {
        kind: Soak(times, np.array([sizes[kind] for _, sizes in samples]), pairs[kind])
        for kind in Kind
    }


def _watched(
    servers: Mapping[Kind, Server], minutes: float, over: Event
) -> Iterator[tuple[float, Mapping[Kind, float]]]:
    """Yield minutes since the beginning and the memory of each service."""
    begun, step = time.monotonic(), 60.0 * minutes / SAMPLES
    for i in range(SAMPLES + 1):
        over.wait(max(0.0, begun + i * step - time.monotonic()))
        sizes = {kind: _mebibytes(server) for kind, server in servers.items()}
        now = (time.monotonic() - begun) / 60.0
        if i % (SAMPLES // 10) == 0:
            said = ", ".join(f"{kind} {size:.0f} MiB" for kind, size in sizes.items())
            say(f"soak           {now:.1f} min, {said}")
        yield now, sizes


def _mebibytes(server: Server) -> float:
    """Return the resident memory of all processes that answer together."""
    sizes: list[int] = [each.memory_info().rss for each in server.workers]
    return sum(sizes) / MEBIBYTE


def _work(port: int, number: int, over: Event) -> int:
    """Do what clients do until it is over, and return how many pairs that were."""
    pairs = 0
    with Client(port) as client:
        for i in count():
            study = client.create(f"{number}-{i}", (AUTO, RANDOM)[(i + number) % 2])
            for _ in range(LONG):
                if over.wait(PAUSE_SECONDS):
                    return pairs
                _step(client, study)
                pairs += 1
            _look(client, study)
            client.send("DELETE", study)
    raise AssertionError("there is always another study")


def _step(client: Client, study: str) -> None:
    """Evaluate a trial, and say so in between."""
    (number,) = client.ask(study, worker="soak", lease=60)
    values = {OBJECTIVE.name: number / LONG}
    client.send("POST", f"{study}/trials/{number}/report", {"step": 1, "values": values})
    client.send("POST", f"{study}/trials/{number}/heartbeat")
    client.tell(study, number)


def _look(client: Client, study: str) -> None:
    """Read all that can be read of a study and of the service."""
    paths: Sequence[str] = ("", "/trials", "/recommendation", "/export")
    for path in (*(f"{study}{each}" for each in paths), "/v1/studies", "/metrics"):
        client.send("GET", path)
