from io import BytesIO
from typing import Any

import pytest
from flask import Request
from gunicorn.http.errors import InvalidChunkSize
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from service.bodies import json_bytes
from service.errors import (
    BodyTooLargeError,
    MalformedBodyError,
    MediaTypeError,
    ServiceError,
    SlowBodyError,
)

LIMIT = 100_000


class Failing(BytesIO):
    """A body that fails where it ends."""

    def __init__(self, error: Exception) -> None:
        super().__init__(b"{")
        self.error = error

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise self.error


class Endless(BytesIO):
    """A body without an end that counts how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.taken += size or 0
        return b" " * (size or 0)


def request(
    data: bytes | BytesIO = b"{}",
    content_type: str | None = "application/json",
    encoding: str = "identity",
) -> Request:
    """Return a request; a body that is a stream comes in chunks, without a length."""
    stream = data if isinstance(data, BytesIO) else BytesIO(data)
    environ = EnvironBuilder(
        method="POST",
        input_stream=stream,
        content_type=content_type,
        headers=Headers({"Content-Encoding": encoding}),
    ).get_environ()
    if isinstance(data, bytes):
        environ["CONTENT_LENGTH"] = str(len(data))
    environ["wsgi.input_terminated"] = True
    return Request(environ)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'],
)
def test_a_body_of_json_is_read(content_type: str) -> None:
    assert json_bytes(request(b'{"a":1}', content_type), LIMIT) == b'{"a":1}'


def test_a_body_that_breaks_off_is_no_body() -> None:
    broken = request(b"{} ")
    broken.environ["CONTENT_LENGTH"] = "4"
    with pytest.raises(MalformedBodyError, match="of 4 bytes, as its header says, got 3"):
        json_bytes(broken, LIMIT)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
    ],
)
def test_another_media_type_is_refused_with_the_header_to_send(content_type: str | None) -> None:
    with pytest.raises(MediaTypeError, match="Content-Type: application/json"):
        json_bytes(request(content_type=content_type), LIMIT)


def test_another_charset_is_refused() -> None:
    with pytest.raises(MediaTypeError, match="latin1"):
        json_bytes(request(content_type="application/json; charset=latin1"), LIMIT)


def test_a_compressed_body_is_refused() -> None:
    with pytest.raises(MediaTypeError, match="gzip"):
        json_bytes(request(encoding="gzip"), LIMIT)


@pytest.mark.parametrize("stream", [bytes, BytesIO])
def test_a_body_of_the_limit_is_read_whole(stream: Any) -> None:
    assert len(json_bytes(request(stream(b" " * LIMIT)), LIMIT)) == LIMIT


@pytest.mark.parametrize("stream", [bytes, BytesIO])
def test_a_body_of_one_byte_more_is_refused(stream: Any) -> None:
    with pytest.raises(BodyTooLargeError, match=f"at most {LIMIT} bytes"):
        json_bytes(request(stream(b" " * (LIMIT + 1))), LIMIT)


def test_a_body_without_an_end_is_read_no_further_than_the_limit() -> None:
    body = Endless()
    with pytest.raises(BodyTooLargeError):
        json_bytes(request(body), LIMIT)
    assert body.taken == LIMIT + 1


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (TimeoutError(), SlowBodyError),
        (ConnectionResetError(), MalformedBodyError),
        (InvalidChunkSize(b"zz"), MalformedBodyError),
    ],
)
def test_a_body_that_breaks_off_is_the_fault_of_the_client(
    failure: Exception, error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        json_bytes(request(Failing(failure)), LIMIT)
