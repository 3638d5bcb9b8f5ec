"""The OpenAPI document, made from the types that requests are read with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from service import limits, problems
from service.bodies import JSON
from service.operations import Operation
from service.wire.problem import Problem

Json = dict[str, object]

DESCRIPTION: Final = (
    "Recommends hyperparameters. Send a search space and past trials, get the next configurations "
    "and the reason for each.\n\n"
    "Every error is `application/problem+json` (RFC 9457); where the body is at fault, `errors` "
    "points into it. What no schema can state: "
    f"a body nests at most {limits.NESTING} deep, no object of it has more than {limits.MEMBERS:,} "
    "members or a key twice, and all numbers are finite. A body may have {:,} bytes."
)
EXAMPLE_PROBLEM: Final = {
    "type": "/problems/invalid-request",
    "title": "The request is invalid",
    "status": 422,
    "detail": "/space/parameters/0/bounds: expected two finite bounds, the lower one first, "
    "got [1.0, 0.0]",
    "errors": [
        {
            "pointer": "/space/parameters/0/bounds",
            "detail": "bounds: expected two finite bounds, the lower one first, got [1.0, 0.0]",
        }
    ],
}
KEY: Final[Json] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that `trialwise keys create` has printed, or a token of the issuer of "
    "`TRIALWISE_OIDC_ISSUER`, with the scope of the operation. As long as there are neither keys "
    "nor an issuer, nobody needs one.",
}
PATH_PARAMETERS: Final[Mapping[str, Json]] = MappingProxyType(
    {
        "model": {
            "description": "The name of a model of the catalogue.",
            "schema": {"type": "string", "minLength": 1, "maxLength": limits.NAME_LENGTH},
        },
        "study": {
            "description": "The id or the name of a study.",
            "schema": {"type": "string", "minLength": 1, "maxLength": limits.NAME_LENGTH},
        },
        "number": {
            "description": "The number of a trial in its study.",
            "schema": {"type": "integer", "minimum": 1, "maximum": limits.TRIALS},
        },
    }
)
IDEMPOTENCY_KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and request get the same answer again, for a week; the same key "
    "with another request is a 422.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": limits.KEY_LENGTH,
        "pattern": "^[!-~]+$",
    },
}


class _Untitled(GenerateJsonSchema):
    """Schemas of which no field is titled with its own name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 # Of no schema.
        """Say no."""
        return False


def document(operations: Sequence[Operation], *, version: str, max_body_bytes: int) -> Json:
    """Return the OpenAPI 3.1 document of these operations."""
    paths: dict[str, Json] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trialwise",
            "version": version,
            "description": DESCRIPTION.format(max_body_bytes),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": _schemas(operations), "securitySchemes": {"key": KEY}},
    }


def _operation(operation: Operation) -> Json:
    """Return what the document says of an operation."""
    described: Json = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "responses": {
            str(operation.answer.status.value): _answer(operation),
            **dict(_problems(operation)),
        },
    }
    if operation.scope is not None:
        # Or none, as long as there are no keys.
        described["security"] = [{"key": []}, {}]
    parameters = list(_parameters(operation))
    if parameters:
        described["parameters"] = parameters
    if operation.body is not None:
        required = not operation.may_lack_body
        described["requestBody"] = {"required": required, "content": {JSON: _body(operation)}}
    return described


def _parameters(operation: Operation) -> Iterator[Json]:
    """Yield what an operation takes beside its body."""
    for name, described in PATH_PARAMETERS.items():
        if f"{{{name}}}" in operation.path:
            yield {"name": name, "in": "path", "required": True, **described}
    for each in operation.query:
        yield {
            "name": each.name,
            "in": "query",
            "description": each.description,
            "schema": dict(each.schema),
        }
    if operation.is_keyed:
        yield IDEMPOTENCY_KEY


def _body(operation: Operation) -> Json:
    """Return the content of the requests of an operation."""
    examples = {
        name: {"summary": each.summary, "value": each.body}
        for name, each in operation.examples.items()
    }
    return {"schema": _reference(operation.body), "examples": examples}


def _answer(operation: Operation) -> Json:
    """Return the response to a good request."""
    answer = operation.answer
    headers = _headers()
    if answer.has_location:
        description = "Where to find what was made."
        headers["Location"] = {"description": description, "schema": {"type": "string"}}
    described: Json = {"description": answer.description, "headers": headers}
    if answer.media_type:
        content = {"schema": _reference(answer.shape), "example": answer.example}
        described["content"] = {answer.media_type: content}
    return described


def _problems(operation: Operation) -> Iterator[tuple[str, Json]]:
    """Yield the responses to other requests, by status."""
    kinds = [problems.KINDS[each] for each in operation.problems]
    for status in sorted({each.status for each in kinds} | {HTTPStatus.INTERNAL_SERVER_ERROR}):
        content: Json = {"schema": _reference(Problem)}
        if status == EXAMPLE_PROBLEM["status"]:
            content["example"] = EXAMPLE_PROBLEM
        yield (
            str(status.value),
            {
                "description": problems.MEANINGS[status],
                "headers": _headers(),
                "content": {problems.MEDIA_TYPE: content},
            },
        )


def _headers() -> Json:
    """Return the headers that every response has."""
    description = "The id of the request, as it was sent or made; it stands in the log."
    return {"X-Request-ID": {"description": description, "schema": {"type": "string"}}}


def _reference(shape: type[BaseModel] | None) -> Json:
    """Return where the schema of a shape stands; text has none of its own."""
    return (
        {"type": "string"} if shape is None else {"$ref": f"#/components/schemas/{shape.__name__}"}
    )


def _schemas(operations: Iterable[Operation]) -> object:
    """Return the schemas of all shapes, and of the shapes they are made of."""
    shapes: list[type[BaseModel]] = [Problem]
    for each in operations:
        shapes += [shape for shape in (each.body, each.answer.shape) if shape is not None]
    mode: JsonSchemaMode = "validation"
    _, schemas = models_json_schema(
        [(shape, mode) for shape in dict.fromkeys(shapes)],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Untitled,
    )
    return schemas["$defs"]
