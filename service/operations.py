"""An operation: a route and what the OpenAPI document says of it, in one value."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from werkzeug.routing import BaseConverter

from service import limits
from service.access import Scope
from service.errors import (
    BodyTooLargeError,
    InvalidHeaderError,
    InvalidQueryError,
    InvalidRequestError,
    IssuerUnavailableError,
    KeyInsufficientError,
    KeyInvalidError,
    KeyReusedError,
    MalformedBodyError,
    MediaTypeError,
    ServiceError,
    SlowBodyError,
    StoreUnavailableError,
    TooManyRequestsError,
)

# What can be wrong with any request below /v1, with any that has a body, and with any that has an
# Idempotency-Key.
ANY: Final = (
    KeyInvalidError,
    KeyInsufficientError,
    IssuerUnavailableError,
    TooManyRequestsError,
    InvalidQueryError,
    StoreUnavailableError,
)
BODY: Final = (
    MalformedBodyError,
    SlowBodyError,
    BodyTooLargeError,
    MediaTypeError,
    InvalidRequestError,
)
KEYED: Final = (InvalidHeaderError, KeyReusedError)

TRUE_OR_FALSE: Final = MappingProxyType({"type": "boolean", "default": False})
# A part of a path in braces, and how Flask writes it.
PLACES: Final = MappingProxyType(
    {
        "{model}": "<model>",
        "{study}": "<study:study>",
        "{number}": f"<int(min=1,max={limits.TRIALS}):number>",
    }
)


class StudyConverter(BaseConverter):
    """The place of a study in a path, where `import` is a path of its own."""

    regex = r"(?!import(?:/|$))[^/]+"


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter, by default one that is true or false."""

    name: str
    description: str
    schema: Mapping[str, object] = field(default_factory=lambda: TRUE_OR_FALSE)


@dataclass(frozen=True, slots=True)
class Example:
    """A request body that is answered as the operation says."""

    summary: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request that is no error gets.

    Attributes:
        description: What it says.
        media_type: Its media type.
        shape: Of what shape its JSON is; None if it is no JSON of a shape of ours.
        example: How it may look.
        status: Its status; an answer without content has no media type.
        has_location: Whether a header Location says where to find what was made.
    """

    description: str
    media_type: str
    shape: type[BaseModel] | None
    example: object
    status: HTTPStatus = HTTPStatus.OK
    has_location: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A route with its documentation.

    Attributes:
        id: Its name, unique.
        method: Its method.
        path: Its path, with parameters in braces.
        summary: What it does, in a few words.
        description: What else there is to know.
        answer: What a good request gets.
        body: Of what shape the request's JSON is; None if it has none.
        may_lack_body: Whether a request without a body is one with an empty object.
        is_keyed: Whether a request may have an Idempotency-Key.
        examples: Bodies, by name.
        query: Its query parameters.
        is_slow: Whether a request may wait for the optimiser.
        scope: What a key must be good for, once there are keys; None if anybody may send it.
        problems: Errors that its requests can get.
    """

    id: str
    method: str
    path: str
    summary: str
    description: str
    answer: Answer
    body: type[BaseModel] | None = None
    may_lack_body: bool = False
    is_keyed: bool = False
    examples: Mapping[str, Example] = field(default_factory=lambda: MappingProxyType({}))
    query: tuple[Query, ...] = ()
    is_slow: bool = False
    scope: Scope | None = None
    problems: tuple[type[ServiceError], ...] = ()

    def add_to(self, blueprint: Blueprint, view: Callable[..., ResponseReturnValue]) -> None:
        """Let a view answer the requests of this operation; it gets the path's parameters."""
        rule = self.path
        for name, place in PLACES.items():
            rule = rule.replace(name, place)
        blueprint.add_url_rule(rule, self.id, view, methods=[self.method])


def slow(operations: Iterable[Operation]) -> re.Pattern[bytes]:
    """Return how the requests begin, as they arrive, that may wait for the optimiser."""
    return re.compile("|".join(_beginning(each) for each in operations if each.is_slow).encode())


def _beginning(operation: Operation) -> str:
    """Return the pattern of the first line of a request of an operation, up to the query."""
    method = "(?:GET|HEAD)" if operation.method == "GET" else operation.method
    # What stands in braces is anything but the next part of the path.
    path = re.sub(r"{[^}]*}", r"[^/?\\s]+", operation.path)
    # A client that takes this for a proxy sends the whole address.
    return rf"{method} (?:https?://[^/\s]*)?{path}[? ]"
