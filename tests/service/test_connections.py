import socket
from collections.abc import Iterator

import pytest

from service.connections import PatientSocket

# Far longer than what is tested takes, so that only the deadline can end it.
LONG = 60.0


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
