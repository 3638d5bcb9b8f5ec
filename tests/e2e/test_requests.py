"""What a client sends, good and bad, over a real socket."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from service.problems import MEDIA_TYPE
from tests.e2e.process import Service
from tests.service.bodies import X, body, done

HEAD = (
    b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
)
MEGABYTE = 1_000_000


def chunks(piece: bytes, count: int) -> Iterator[bytes]:
    """Yield a body in chunks, as a client does that does not know its length."""
    yield from repeat(b"%x\r\n%b\r\n" % (len(piece), piece), count)
    yield b"0\r\n\r\n"


def test_an_ask_is_answered(service: Service) -> None:
    reply = service.request("POST", "/v1/ask", body(seed=7))
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.json["seed"] == 7


def test_every_process_gives_the_same_answer(service: Service) -> None:
    sent = body(seed=7, count=3, trials=[done(x * x, x=x) for x in (0.1, 0.4, 0.6, 0.8, 0.9)])
    with ThreadPoolExecutor(4) as pool:
        replies = pool.map(lambda _: service.request("POST", "/v1/ask", sent).body, range(12))
    assert len(set(replies)) == 1


def test_a_body_in_chunks_is_read(service: Service) -> None:
    data = json.dumps(body()).encode()
    reply = service.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunks(data, 1)))
    assert reply.startswith(b"HTTP/1.1 200 OK")


def test_a_body_of_100_mb_is_refused(service: Service) -> None:
    reply = service.request("POST", "/v1/ask", b" " * 100 * MEGABYTE)
    assert (reply.status, reply.headers["Content-Type"]) == (413, MEDIA_TYPE)


def test_a_body_of_100_mb_in_chunks_is_refused(service: Service) -> None:
    with service.connect() as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for each in chunks(b" " * MEGABYTE, 20):
            connection.sendall(each)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"G<>T / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (HEAD + b"Content-Length: -3\r\n\r\n{}", 400),
        (HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n", 400),
        (HEAD + b"Content-Length: 2\r\n\r\n[}", 400),
    ],
)
def test_what_is_hardly_http_gets_a_problem(service: Service, data: bytes, status: int) -> None:
    head, _, text = service.raw(data).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(text)["status"] == status
    assert re.search(rb"\r\nX-Request-ID: [0-9a-f]{32}(\r\n|$)", head)


def test_brackets_without_end_are_refused_at_once(service: Service) -> None:
    reply = service.request("POST", "/v1/ask", b"[" * 10_000_000)
    assert (reply.status, reply.headers["Content-Type"]) == (400, MEDIA_TYPE)


def test_a_constraint_of_endless_powers_ends(service: Service) -> None:
    sent = body(X)
    sent["space"]["constraints"] = [
        "9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 > x",
        "x" + " + x" * 200 + "> 0",
    ]
    assert service.request("POST", "/v1/ask", sent).status in (200, 422)


def test_nobody_learns_the_version_of_the_server(service: Service) -> None:
    assert service.request("GET", "/healthz").headers["Server"] == "gunicorn"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"])
def test_what_operators_and_readers_ask_is_answered(service: Service, path: str) -> None:
    assert service.request("GET", path).status == 200


def test_who_comes_to_the_root_is_led_to_the_documentation(service: Service) -> None:
    reply = service.request("GET", "/")
    assert (reply.status, reply.headers["Location"]) == (302, "docs")


def test_a_request_id_is_in_the_answer_and_in_the_log(service: Service) -> None:
    reply = service.request("POST", "/v1/ask", body(), X_Request_ID="my-request")
    entry = service.log.wait_for("request", request_id="my-request")
    assert reply.headers["X-Request-ID"] == "my-request"
    assert (entry["path"], entry["status"], entry["suggestions"]) == ("/v1/ask", 200, 1)
