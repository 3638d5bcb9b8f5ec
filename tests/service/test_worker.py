import json
import queue
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from service.app import OPERATIONS
from service.operations import slow
from service.worker import told_to_stop, worker_class, write_problem

SLOW = slow(OPERATIONS)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection and the client's."""
    server, client = socket.socketpair()
    with server, client:
        yield server, client


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /healthz HTTP/1.1",
        b"HEAD / HTTP/1.1",
        b"GET /v1/studies/recommendation/trials HTTP/1.1",
        b"DELETE /v1/studies/s HTTP/1.1",
        b"POST /v1/studies/s/tell HTTP/1.1",
        b"POST /v1/studies/s/tell?lenient=true HTTP/1.1",
        b"POST /v1/studies/s/trials HTTP/1.1",
        b"POST /v1/studies/s/trials/3/heartbeat HTTP/1.1",
    ],
)
def test_a_request_that_waits_for_no_optimiser_is_quick(sent: bytes) -> None:
    assert not SLOW.match(sent)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /v1/ask HTTP/1.1",
        b"POST /v1/studies HTTP/1.1",
        b"POST /v1/studies/tell/ask HTTP/1.1",
        b"POST /v1/studies/s/predict HTTP/1.1",
        b"PATCH /v1/studies/s HTTP/1.1",
        b"GET /v1/studies/s/recommendation HTTP/1.1",
        b"GET /v1/studies/s/recommendation?x=1 HTTP/1.1",
        b"POST http://localhost:8000/v1/ask HTTP/1.1",
        b"POST /v1/studies/import HTTP/1.1",
    ],
)
def test_a_request_that_may_wait_for_the_optimiser_is_not(sent: bytes) -> None:
    assert SLOW.match(sent)


@pytest.mark.parametrize(
    ("signals", "stop"),
    [
        ([], False),
        ([signal.SIGHUP], False),
        ([signal.SIGTERM], True),
        ([signal.SIGHUP, signal.SIGINT, signal.SIGCHLD], True),
    ],
)
def test_a_stop_that_came_before_a_worker_could_take_it_is_found(
    signals: list[int], *, stop: bool
) -> None:
    pending: queue.SimpleQueue[int] = queue.SimpleQueue()
    for each in signals:
        pending.put(each)
    assert told_to_stop(pending) is stop
    assert pending.empty()


def test_a_worker_has_the_patience_it_was_made_with() -> None:
    assert worker_class(7, SLOW, str).read_timeout == 7


def test_a_request_that_is_no_http_gets_a_problem(
    pair: tuple[socket.socket, socket.socket], log: list[Any]
) -> None:
    write_problem(lambda: "made-1", pair[0], 414, "URI Too Long", "Request Line is too large")
    head, _, body = pair[1].recv(10_000).partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 414 URI Too Long"
    assert b"Content-Type: application/problem+json" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"X-Request-ID: made-1" in head.splitlines()
    assert [(each["status"], each["request_id"]) for each in log] == [(414, "made-1")]
    assert json.loads(body)["detail"] == "Request Line is too large"
