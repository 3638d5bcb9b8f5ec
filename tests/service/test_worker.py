import json
import queue
import signal
import socket
from collections.abc import Iterator

import pytest

from service.app import OPERATIONS
from service.operations import slow
from service.worker import PatientSocket, told_to_stop, worker_class, write_problem

# Far longer than what is tested takes, so that only the deadline can end it.
LONG = 60.0
SLOW = slow(OPERATIONS)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection and the client's."""
    server, client = socket.socketpair()
    with server, client:
        yield server, client


def test_what_arrives_in_time_is_received(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        patient.begin_request()
        pair[1].sendall(b"hello")
        assert patient.recv(100) == b"hello"


def test_a_client_that_sends_nothing_is_late(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], 0.01) as patient:
        patient.begin_request()
        with pytest.raises(TimeoutError):
            patient.recv(100)


def test_a_client_that_sends_for_ever_is_late(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], 0.0) as patient:
        patient.begin_request()
        pair[1].sendall(b"one byte more")
        with pytest.raises(TimeoutError):
            patient.recv(1)


def test_every_request_has_its_own_time(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        patient.begin_request()
        first = patient.deadline
        patient.begin_request()
        assert patient.deadline > first


def test_an_answer_arrives_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        patient.sendall(b"x" * 10_000)
        assert len(pair[1].recv(10_000, socket.MSG_WAITALL)) == 10_000


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


def test_what_has_arrived_is_still_there_after_a_look(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        patient.begin_request()
        pair[1].sendall(b"GET /")
        assert patient.arrived() == b"GET /"
        assert patient.recv(100) == b"GET /"


def test_a_look_does_not_wait(pair: tuple[socket.socket, socket.socket]) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        patient.settimeout(LONG)
        assert patient.arrived() == b""
        assert patient.gettimeout() == LONG


def test_of_a_client_that_is_gone_nothing_has_arrived(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    with PatientSocket.take(pair[0], LONG) as patient:
        pair[1].close()
        assert patient.arrived() == b""


def test_the_other_socket_is_closed_when_it_is_taken(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    with PatientSocket.take(pair[0], LONG):
        assert pair[0].fileno() == -1


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
    assert worker_class(7, SLOW).read_timeout == 7


def test_a_request_that_is_no_http_gets_a_problem(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    write_problem(pair[0], 414, "URI Too Long", "Request Line is too large")
    head, _, body = pair[1].recv(10_000).partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 414 URI Too Long"
    assert b"Content-Type: application/problem+json" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body)["detail"] == "Request Line is too large"
