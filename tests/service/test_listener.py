import socket
from dataclasses import replace

import pytest

from service import settings
from service.listener import ListenError, listen, refuse_newcomers

ANY = settings.read({"TRIALWISE_PORT": "0"})


def test_an_address_that_is_free_is_listened_on() -> None:
    with listen(ANY) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_an_address_that_is_taken_is_an_error_that_names_it() -> None:
    with listen(ANY) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ListenError, match=rf"127\.0\.0\.1 port {port}: .* in use"):
            listen(replace(ANY, port=port))


def test_a_host_that_does_not_exist_is_an_error_that_names_it() -> None:
    with pytest.raises(ListenError, match=r"no\.such\.host\.invalid"):
        listen(replace(ANY, host="no.such.host.invalid"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_newcomers_are_not_heard_and_those_who_came_before_are(host: str) -> None:
    with listen(replace(ANY, host=host)) as listener, socket.socket(listener.family) as late:
        before = socket.create_connection(listener.getsockname()[:2])
        before.sendall(b"before")
        refuse_newcomers(listener)
        late.settimeout(0.2)
        with pytest.raises(TimeoutError):
            late.connect(listener.getsockname())
        taken, _ = listener.accept()
        with before, taken:
            assert taken.recv(10) == b"before"
            before.sendall(b"after")
            assert taken.recv(10) == b"after"
