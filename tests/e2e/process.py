"""The service as users start it: a process of its own, on a socket of its own."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from typing import IO, Any

# Far more than anything takes, so that a hang is a failure and a slow machine is none.
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def exchange(
    connection: HTTPConnection, method: str, path: str, body: Any = None, **headers: str
) -> Reply:
    """Return the reply to a request, whose body is sent as JSON unless it is bytes."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body)
    kind = {} if body is None else {"Content-Type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, data, {**kind, **named})
        response = connection.getresponse()
        return Reply(response.status, dict(response.headers), response.read())
    finally:
        connection.close()


class Log:
    """What a process writes to standard error: one JSON object a line."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.entries: list[Any] = []
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def wait_for(self, event: str, **fields: Any) -> Any:
        """Return the next entry whose event begins so and that has these fields."""
        while line := self._lines.get(timeout=PATIENCE_SECONDS):
            entry = json.loads(line)
            self.entries.append(entry)
            if entry["event"].startswith(event) and fields.items() <= entry.items():
                return entry
        raise AssertionError(f"the process ended without {event} {fields}: {self.entries}")

    def close(self) -> None:
        """Read to the end, after which `entries` is all of it."""
        self._reader.join(PATIENCE_SECONDS)
        while line := self._lines.get(timeout=PATIENCE_SECONDS):
            self.entries.append(json.loads(line))

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(b"")


@dataclass(frozen=True, slots=True)
class Service:
    """A running service on 127.0.0.1."""

    process: subprocess.Popen[bytes]
    log: Log
    port: int = field(init=False)

    def __post_init__(self) -> None:
        listening = self.log.wait_for("Listening at: ")["event"]
        port = re.search(r":(\d+) ", listening)
        assert port is not None
        object.__setattr__(self, "port", int(port[1]))

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Return the reply to a request, whose body is sent as JSON unless it is bytes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        return exchange(connection, method, path, body, **headers)

    def connect(self) -> socket.socket:
        """Return a connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def raw(self, data: bytes) -> bytes:
        """Return everything that comes back for these bytes, until the service closes."""
        with self.connect() as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def stop(self) -> int:
        """End it as an operator would, and return its status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE_SECONDS)
        self.log.close()
        return status


def command(name: str = "serve", **settings: str) -> dict[str, Any]:
    """Return how to start a service, or another command, with these settings, for `subprocess`."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TRIALWISE_")}
    return {
        "args": [sys.executable, "-m", "service", name],
        "env": {**inherited, "TRIALWISE_PORT": "0", "TRIALWISE_WORKERS": "1", **settings},
        "stderr": subprocess.PIPE,
    }


@contextmanager
def running(**settings: str) -> Iterator[Service]:
    """Run a service with these settings, by default on a database of its own; end it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"TRIALWISE_DATABASE_URL": f"sqlite:///{folder}/trialwise.db"}
        process = subprocess.Popen(**command(**{**own, **settings}))
        yield from _until_the_end(process)


def _until_the_end(process: subprocess.Popen[bytes]) -> Iterator[Service]:
    """Yield the service that a process is, and end it."""
    assert process.stderr is not None
    try:
        yield Service(process, Log(process.stderr))
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            # Of no effect unless it did not end.
            process.kill()
            process.wait()
