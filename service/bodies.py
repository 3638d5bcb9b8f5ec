"""The body of a request, read no further than it may be long, and that of a response."""

from http import HTTPStatus
from typing import Final

from flask import Request, Response
from gunicorn.http.errors import ParseException

from service.errors import BodyTooLargeError, MalformedBodyError, MediaTypeError, SlowBodyError

JSON: Final = "application/json"
UTF_8: Final = ("utf-8", "utf8")
CHUNK: Final = 65_536


def json_bytes(request: Request, limit: int) -> bytes:
    """Return the bytes of a JSON body.

    Args:
        request: The request.
        limit: How many bytes it may have.

    Raises:
        MediaTypeError: It says that it is something other than JSON in UTF-8.
        BodyTooLargeError: It is longer, whether it says so or turns out to be.
        MalformedBodyError: It breaks off, or its chunks are none.
        SlowBodyError: It did not arrive in time.
    """
    _check_media_type(request)
    if (request.content_length or 0) > limit:
        raise BodyTooLargeError(limit)
    try:
        return _read(request, limit)
    except TimeoutError as error:
        raise SlowBodyError from error
    except (OSError, ParseException) as error:
        raise MalformedBodyError(
            "expected a body as its headers describe it, got something else"
        ) from error


def json_response(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return JSON as a response, with the end of a line: it is also read in terminals."""
    return Response(f"{text}\n", status=status, content_type=JSON)


def _check_media_type(request: Request) -> None:
    """Refuse what is not JSON in UTF-8, uncompressed."""
    if request.mimetype != JSON:
        got = request.mimetype[:100] or "none"
        raise MediaTypeError(f"expected the header Content-Type: {JSON}, got {got}")
    charset = request.mimetype_params.get("charset", UTF_8[0])
    if charset.lower() not in UTF_8:
        raise MediaTypeError(f"expected the charset utf-8, got {charset[:100]}")
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise MediaTypeError(f"expected a body that is not compressed, got {encoding[:100]}")


def _read(request: Request, limit: int) -> bytes:
    """Return all bytes of a body.

    werkzeug's own limit would cut a chunked body off and go on as if that were all of it, and
    gunicorn takes a body that breaks off for a short one.
    """
    chunks, left = [], limit + 1
    while left > 0 and (chunk := request.stream.read(min(CHUNK, left))):
        chunks.append(chunk)
        left -= len(chunk)
    if left == 0:
        raise BodyTooLargeError(limit)
    body = b"".join(chunks)
    if len(body) < (request.content_length or 0):
        raise MalformedBodyError(
            f"expected a body of {request.content_length} bytes, as its header says, "
            f"got {len(body)}; send it again"
        )
    return body
