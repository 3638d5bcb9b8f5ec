"""Errors become `application/problem+json` (RFC 9457): one table, which knows HTTP.

Plain HTTP errors have the type `about:blank` and the title of their status, as the RFC says.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from service import limits
from service.errors import (
    BodyTooLargeError,
    BusyError,
    Fault,
    InvalidHeaderError,
    InvalidQueryError,
    InvalidRequestError,
    IssuerUnavailableError,
    KeyInsufficientError,
    KeyInvalidError,
    KeyReusedError,
    MalformedBodyError,
    MediaTypeError,
    ModelNotFoundError,
    NothingObservedError,
    NotReadyError,
    Path,
    QuotaExceededError,
    ServiceError,
    SlowBodyError,
    StoreUnavailableError,
    StudyClosedError,
    StudyExistsError,
    StudyFullError,
    StudyNotFoundError,
    TooManyRequestsError,
    TrialCompletedError,
    TrialNotFoundError,
    TrialNotRunningError,
)

MEDIA_TYPE: Final = "application/problem+json"
BLANK: Final = "about:blank"
RETRY_AFTER_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """What an error is in HTTP.

    Attributes:
        status: Its status.
        slug: The end of its type, below `/problems/`; None for a plain HTTP error.
        title: What all of its kind have in common; None for the words of the status.
    """

    status: HTTPStatus
    slug: str | None = None
    title: str | None = None


KINDS: Final[Mapping[type[ServiceError], Kind]] = MappingProxyType(
    {
        MalformedBodyError: Kind(HTTPStatus.BAD_REQUEST),
        SlowBodyError: Kind(HTTPStatus.REQUEST_TIMEOUT),
        BodyTooLargeError: Kind(HTTPStatus(413)),
        MediaTypeError: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        KeyInvalidError: Kind(HTTPStatus.UNAUTHORIZED, "key-invalid", "A valid key is needed"),
        KeyInsufficientError: Kind(
            HTTPStatus.FORBIDDEN, "key-insufficient", "The key lacks a scope"
        ),
        TooManyRequestsError: Kind(
            HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", "Too many requests"
        ),
        QuotaExceededError: Kind(
            HTTPStatus.FORBIDDEN, "quota-exceeded", "There would be more than the quota allows"
        ),
        InvalidQueryError: Kind(HTTPStatus(422), "invalid-query", "A query parameter is invalid"),
        InvalidHeaderError: Kind(HTTPStatus(422), "invalid-header", "A header is invalid"),
        InvalidRequestError: Kind(HTTPStatus(422), "invalid-request", "The request is invalid"),
        KeyReusedError: Kind(
            HTTPStatus(422), "key-reused", "The Idempotency-Key belongs to another request"
        ),
        ModelNotFoundError: Kind(HTTPStatus.NOT_FOUND, "model-not-found", "There is no such model"),
        StudyNotFoundError: Kind(HTTPStatus.NOT_FOUND, "study-not-found", "There is no such study"),
        TrialNotFoundError: Kind(HTTPStatus.NOT_FOUND, "trial-not-found", "There is no such trial"),
        StudyExistsError: Kind(HTTPStatus.CONFLICT, "study-exists", "The name is taken"),
        StudyClosedError: Kind(HTTPStatus.CONFLICT, "study-closed", "The study is stopped"),
        StudyFullError: Kind(HTTPStatus.CONFLICT, "study-full", "The study is full"),
        TrialCompletedError: Kind(
            HTTPStatus.CONFLICT, "trial-completed", "The trial has ended in another way"
        ),
        TrialNotRunningError: Kind(
            HTTPStatus.CONFLICT, "trial-not-running", "The trial does not run"
        ),
        NothingObservedError: Kind(
            HTTPStatus.CONFLICT, "nothing-observed", "No completed trial informs the model"
        ),
        BusyError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "Too many ask at once"),
        StoreUnavailableError: Kind(
            HTTPStatus.SERVICE_UNAVAILABLE, "store-unavailable", "The database does not answer"
        ),
        IssuerUnavailableError: Kind(
            HTTPStatus.SERVICE_UNAVAILABLE, "issuer-unavailable", "The issuer does not answer"
        ),
        NotReadyError: Kind(HTTPStatus.SERVICE_UNAVAILABLE),
    }
)

# What a status means here, for the documentation.
MEANINGS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "The body is not the JSON this service accepts.",
        401: "A key or token is needed, and the request has no valid one.",
        403: "The key lacks the scope of this operation, or its quota is used up.",
        404: "There is no such study, trial or model.",
        408: "The body did not arrive in time.",
        409: "The request contradicts what is stored.",
        413: "The body is longer than the limit.",
        415: "The body is not declared as uncompressed JSON in UTF-8.",
        422: "The JSON breaks the schema or the search space; `errors` points to where.",
        429: "Whoever asks has sent too many requests; `Retry-After` says when to come back.",
        500: "A mistake in the service, which its log describes.",
        503: "The service cannot answer now.",
    }
)
# Newer than the titles of older Pythons (RFC 9110).
TITLES: Final = MappingProxyType(
    {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
)


def init_app(app: Flask) -> None:
    """Let an application answer every error with a problem."""
    app.register_error_handler(ServiceError, _service_problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _bug)


def problem(kind: Kind, detail: str, faults: Sequence[Fault] = ()) -> Response:
    """Return the response of a kind of error."""
    body: dict[str, object] = {
        "type": BLANK if kind.slug is None else f"/problems/{kind.slug}",
        "title": kind.title or TITLES.get(kind.status, kind.status.phrase),
        "status": int(kind.status),
        "detail": detail,
    }
    if faults:
        body["errors"] = [
            {"pointer": pointer(each.path), "detail": _named(each)}
            for each in faults[: limits.ERRORS]
        ]
    return Response(f"{json.dumps(body)}\n", status=kind.status, content_type=MEDIA_TYPE)


def pointer(path: Path) -> str:
    """Return the JSON pointer (RFC 6901) of a path."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _named(fault: Fault) -> str:
    """Return the message of a fault behind the name of the field it is about."""
    names = [each for each in enumerate(fault.path) if isinstance(each[1], str)]
    if not names:
        return fault.message
    last, name = names[-1]
    indices = "".join(f"[{each}]" for each in fault.path[last + 1 :])
    return f"{name}{indices}: {fault.message}"


def _service_problem(error: ServiceError) -> Response:
    """Return the problem that an error of ours is."""
    kind = KINDS[type(error)]
    if isinstance(error, InvalidRequestError):
        return problem(kind, _summary(error.faults), error.faults)
    response = problem(kind, str(error))
    if kind.status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = str(error.seconds)
    if kind.status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _summary(faults: Sequence[Fault]) -> str:
    """Return one sentence on all faults, which leads with the first.

    Not all are looked for when there are more than fit into the answer.
    """
    first = f"{pointer(faults[0].path) or 'the body'}: {faults[0].message}"
    if len(faults) == 1:
        return first
    if len(faults) <= limits.ERRORS:
        return f"{first} (and {len(faults) - 1} more)"
    return f"{first} (and more; the first {limits.ERRORS} are listed)"


def _http_problem(error: HTTPException) -> Response:
    """Return the problem that an error of Flask or werkzeug is."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        raise error
    detail = _remedy(error)
    response = problem(Kind(HTTPStatus(error.code)), detail)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _remedy(error: HTTPException) -> str:
    """Return what to do about an error of Flask or werkzeug."""
    match error:
        case MethodNotAllowed() if error.valid_methods:
            return f"expected one of the methods {', '.join(sorted(error.valid_methods))}"
        case NotFound():
            return "nothing is here; /openapi.json lists what there is"
        case InternalServerError():
            return ""
        case _:
            return error.description or ""


def _bug(error: Exception) -> Response:
    """Return the problem that says nothing of a mistake of ours, which the log describes."""
    structlog.get_logger().error("bug", exc_info=error)
    return problem(Kind(HTTPStatus.INTERNAL_SERVER_ERROR), "")
