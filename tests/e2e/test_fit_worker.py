"""Fits ahead of asks: by a thread of the service, and by a worker of its own."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from service.fits import LONG
from service.stores import migrate
from tests import databases
from tests.e2e.process import PATIENCE_SECONDS, Log, Service, command, running
from tests.service.bodies import OBJECTIVES, X

STUDY = {"space": {"parameters": [X]}, "objectives": OBJECTIVES, "seed": 1}


@pytest.fixture
def url(postgresql: str) -> Iterator[str]:
    with databases.database(postgresql) as url:
        migrate(url)
        yield url


@dataclass(frozen=True, slots=True)
class Worker:
    """A running worker."""

    process: subprocess.Popen[bytes]
    log: Log

    def end(self, number: signal.Signals) -> int:
        """Send it a signal, and return its status."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE_SECONDS)
        self.log.close()
        return status


@contextmanager
def working(url: str) -> Iterator[Worker]:
    """Run a worker that says what it does, and end it in the end."""
    process = subprocess.Popen(
        **command("worker", TRIALWISE_DATABASE_URL=url, TRIALWISE_LOG_LEVEL="debug")
    )
    assert process.stderr is not None
    worker = Worker(process, Log(process.stderr))
    try:
        worker.log.wait_for("waiting for results")
        yield worker
    finally:
        process.kill()
        process.wait()


def told(service: Service, name: str, n: int = LONG) -> None:
    """Create a study, and tell the service so many results of it."""
    assert service.request("POST", "/v1/studies", {**STUDY, "name": name}).status == 201
    results = [
        {"parameters": {"x": i / n}, "values": {"loss": (i / n - 0.4) ** 2}} for i in range(n)
    ]
    for start in range(0, n, 1_000):
        sent = {"results": results[start : start + 1_000]}
        assert service.request("POST", f"/v1/studies/{name}/tell", sent).status == 200


def asked(service: Service, name: str) -> Any:
    """Return a trial that the service hands out."""
    reply = service.request("POST", f"/v1/studies/{name}/ask", {})
    assert reply.status == 201
    return reply.json["trials"][0]


def fits(service: Service) -> dict[str, int]:
    """Return how many fits the service had from where."""
    text = service.request("GET", "/metrics").body.decode()
    counted = re.findall(r'trialwise_fit_duration_seconds_count\{origin="(\w+)"\} (\d+)', text)
    return {origin: int(count) for origin, count in counted if count != "0"}


def test_a_service_that_has_time_learns_before_it_is_asked_and_ends_at_once() -> None:
    with running() as service:
        told(service, "s")
        while not fits(service):
            pass
        asked(service, "s")
        assert fits(service) == {"fitted": 1, "memory": 1}
        told(service, "t")
        assert service.stop() == 0


def test_a_worker_learns_for_services_and_stops_when_it_is_told_to(url: str) -> None:
    settings = {"TRIALWISE_DATABASE_URL": url, "TRIALWISE_FIT_AHEAD": "worker"}
    with running(**settings) as service, running(TRIALWISE_FIT_AHEAD="never") as cold:
        with working(url) as worker:
            told(service, "s")
            worker.log.wait_for("fit", origin="fitted")
            worker.log.wait_for("learned")
            assert worker.end(signal.SIGTERM) == 0
        assert worker.log.entries[-1]["event"] == "stopped"
        trial = asked(service, "s")
        assert fits(service) == {"database": 1}
        told(cold, "s")
        same = asked(cold, "s")
        assert (trial["parameters"], trial["reason"]) == (same["parameters"], same["reason"])


def test_nothing_is_lost_with_a_worker_that_is_killed_in_the_middle_of_a_fit(url: str) -> None:
    settings = {"TRIALWISE_DATABASE_URL": url, "TRIALWISE_FIT_AHEAD": "worker"}
    with running(**settings) as service:
        with working(url) as worker:
            told(service, "s", 3_000)
            worker.log.wait_for("learning")
            assert worker.end(signal.SIGKILL) == -signal.SIGKILL
        # The service does what nobody has done for it.
        trial = asked(service, "s")
        assert trial["number"] == 3_001
        assert fits(service) == {"fitted": 1}
        with working(url) as worker:
            result = {"trial": trial["number"], "values": {"loss": 0.1}}
            reply = service.request("POST", "/v1/studies/s/tell", {"results": [result]})
            assert reply.status == 200
            worker.log.wait_for("learned")
        assert asked(service, "s")["number"] == 3_002
        assert fits(service) == {"fitted": 1, "database": 1}
        counts = service.request("GET", "/v1/studies/s").json["trials"]
        assert counts["completed"] == 3_001


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///data/trialwise.db", b"needs a PostgreSQL database"),
        ("postgresql://nobody@127.0.0.1:1/none", b"does not answer"),
    ],
)
def test_a_worker_that_cannot_work_says_why(url: str, said: bytes) -> None:
    how = {**command("worker", TRIALWISE_DATABASE_URL=url), "timeout": PATIENCE_SECONDS}
    ended = subprocess.run(**how, check=False)
    assert ended.returncode != 0
    assert said in ended.stderr


def test_a_worker_on_tables_of_another_version_names_the_remedy(postgresql: str) -> None:
    with databases.database(postgresql) as url:
        how = {**command("worker", TRIALWISE_DATABASE_URL=url), "timeout": PATIENCE_SECONDS}
        ended = subprocess.run(**how, check=False)
    assert ended.returncode == 1
    assert b"`trialwise migrate`" in ended.stderr
