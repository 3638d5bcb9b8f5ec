"""An operation: a route and what the OpenAPI document says of it, in one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from flask import Blueprint
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from service.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter that is true or false."""

    name: str
    description: str


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
    """

    description: str
    media_type: str
    shape: type[BaseModel] | None
    example: object


@dataclass(frozen=True, slots=True)
class Operation:
    """A route with its documentation.

    Attributes:
        id: Its name, unique.
        method: Its method.
        path: Its path, without parameters.
        summary: What it does, in a few words.
        description: What else there is to know.
        answer: What a good request gets.
        body: Of what shape the request's JSON is; None if it has none.
        examples: Bodies, by name.
        query: Its query parameters.
        problems: Errors that its requests can get.
    """

    id: str
    method: str
    path: str
    summary: str
    description: str
    answer: Answer
    body: type[BaseModel] | None = None
    examples: Mapping[str, Example] = field(default_factory=lambda: MappingProxyType({}))
    query: tuple[Query, ...] = ()
    problems: tuple[type[ServiceError], ...] = ()

    def add_to(self, blueprint: Blueprint, view: Callable[[], ResponseReturnValue]) -> None:
        """Let a view answer the requests of this operation."""
        blueprint.add_url_rule(self.path, self.id, view, methods=[self.method])
