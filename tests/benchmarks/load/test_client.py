import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from benchmarks.load.client import Client

BUSY, WRONG = 503, 422


class Moody(BaseHTTPRequestHandler):
    """Is busy twice, and then says what it was sent; it never likes what is wrong."""

    protocol_version = "HTTP/1.1"
    seen = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Moody.seen += 1
        is_wrong = self.path == "/wrong"
        self.send_response(WRONG if is_wrong else BUSY if Moody.seen <= 2 else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def moody() -> Iterator[int]:
    Moody.seen = 0
    with HTTPServer(("127.0.0.1", 0), Moody) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_client_that_is_told_to_come_back_does_so_and_counts_it(moody: int) -> None:
    with Client(moody) as client:
        assert json.loads(client.send("POST", "/", {"a": 1})) == {"a": 1}
        assert client.refused == 2


def test_a_client_does_not_hide_an_error(moody: int) -> None:
    with Client(moody) as client, pytest.raises(RuntimeError, match="/wrong: status 422"):
        client.send("POST", "/wrong", {})
