"""The real service as a process of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import psutil

from benchmarks.environment import ROOT

HOST = "127.0.0.1"
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 15.0
SECONDS_TO_ANSWER = 300.0


@dataclass(frozen=True, slots=True)
class Server:
    """A service that is ready.

    Attributes:
        port: Where it listens.
        pid: Its process, whose children answer.
    """

    port: int
    pid: int

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        return [*psutil.Process(self.pid).children()]


@contextmanager
def serving(url: str | None = None, workers: int = 1) -> Iterator[Server]:
    """Serve while the context lasts.

    Args:
        url: Of the database, ready for use; by default a new one of SQLite.
        workers: How many processes answer.

    Raises:
        RuntimeError: The service does not become ready.
    """
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        settings = {
            "TRIALWISE_HOST": HOST,
            "TRIALWISE_PORT": str(port),
            "TRIALWISE_WORKERS": str(workers),
            "TRIALWISE_DATABASE_URL": url or f"sqlite:///{folder}/trialwise.db",
        }
        with (
            log.open("wb") as output,
            subprocess.Popen(
                [sys.executable, "-m", "service", "serve"],
                cwd=ROOT,
                env=os.environ | settings,
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                _wait(process, port, log)
                yield Server(port, process.pid)
            finally:
                _stop(process)


def post(port: int, path: str, body: bytes) -> bytes:
    """Return the answer to a request over a connection of its own.

    Raises:
        RuntimeError: The status is not 200.
    """
    connection = HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        raise RuntimeError(f"expected status 200, got {response.status}: {answer.decode()}")
    return answer


def _free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the service is ready, or raise RuntimeError with its log."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if _is_ready(port):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the service did not become ready:\n{log.read_text(errors='replace')}")


def _is_ready(port: int) -> bool:
    """Tell whether the service answers and says that it is ready."""
    connection = HTTPConnection(HOST, port, timeout=1.0)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to stop, and do not take no for an answer."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
