import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # Has no types.
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.app import OPERATIONS
from service.documentation import DOCUMENT
from service.problems import KINDS
from service.wire import study_examples

ALL = (*OPERATIONS, DOCUMENT)
REQUESTS = [(each, name) for each in ALL for name in each.examples]
NO_PROBLEMS_OF_ANY_OPERATION = {"404", "405"}


@pytest.fixture
def document(client: FlaskClient) -> Any:
    return client.get("/openapi.json").get_json()


def conforms(document: Any, shape: str, value: Any) -> bool:
    """Return whether a value is of a shape of the document."""
    schema = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    return bool(Draft202012Validator(schema).is_valid(value))


def test_the_document_is_valid(document: Any) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_route_is_documented_but_the_pages_for_people(app: Flask, document: Any) -> None:
    routes = {
        re.sub(r"<(?:[^>]*:)?(\w+)>", r"{\1}", each.rule) for each in app.url_map.iter_rules()
    }
    pages = {each for each in routes if each == "/" or each.startswith("/docs")}
    assert routes - pages == set(document["paths"])


def test_the_document_tells_the_version(document: Any) -> None:
    assert document["info"]["version"] == "1.2.3"


@pytest.mark.parametrize("operation", ALL, ids=lambda each: each.id)
def test_every_operation_has_an_example_and_says_what_can_go_wrong(
    document: Any, operation: Any
) -> None:
    described = document["paths"][operation.path][operation.method.lower()]
    status = str(int(operation.answer.status))
    for answer in described["responses"][status].get("content", {}).values():
        assert answer["example"]
    assert set(described["responses"]) == {status, "500"} | {
        str(int(KINDS[each].status)) for each in operation.problems
    }


@pytest.mark.parametrize("operation", ALL, ids=lambda each: each.id)
def test_the_example_of_an_answer_conforms(document: Any, operation: Any) -> None:
    shape, example = operation.answer.shape, json.dumps(operation.answer.example, default=dict)
    assert shape is None or conforms(document, shape.__name__, json.loads(example))


@pytest.mark.parametrize(
    ("operation", "name"), REQUESTS, ids=lambda each: getattr(each, "id", each)
)
def test_the_example_of_a_request_conforms_and_so_does_its_answer(
    client: FlaskClient, document: Any, operation: Any, name: str
) -> None:
    prepared = json.dumps({**study_examples.STUDY, "name": "prepared"}, default=dict)
    sent = {"data": prepared, "content_type": "application/json"}
    assert client.post("/v1/studies", **sent).status_code == 201
    assert client.post("/v1/studies/prepared/ask", json={"count": 2}).status_code == 201
    told = {"parameters": {"eta": 0.5, "rounds": 9}, "values": {"accuracy": 0.5}}
    assert client.post("/v1/studies/prepared/tell", json={"results": [told]}).status_code == 200
    described = document["paths"][operation.path][operation.method.lower()]
    examples = described["requestBody"]["content"]["application/json"]["examples"]
    example = examples[name]["value"]
    assert conforms(document, operation.body.__name__, example)
    path = operation.path.format(study="prepared", number=1, model="sklearn.SVC")
    response = client.open(path, method=operation.method, json=example)
    assert response.status_code == operation.answer.status
    assert ("Location" in response.headers) == operation.answer.has_location
    assert conforms(document, operation.answer.shape.__name__, response.get_json())


@pytest.mark.parametrize("data", [b"", b"{}", b"[", b'{"objectives": 3, "x": 1}'])
def test_a_problem_conforms(client: FlaskClient, document: Any, data: bytes) -> None:
    response = client.post("/v1/ask", data=data, content_type="application/json")
    assert response.status_code >= 400
    assert conforms(document, "Problem", response.get_json())


def test_the_example_of_a_problem_conforms(document: Any) -> None:
    response = document["paths"]["/v1/ask"]["post"]["responses"]["422"]
    example = response["content"]["application/problem+json"]["example"]
    assert conforms(document, "Problem", example)


def test_a_schema_refuses_what_the_service_refuses(document: Any) -> None:
    assert not conforms(document, "AskBody", {})


def test_no_field_is_titled_with_its_own_name(document: Any) -> None:
    titles = {each.get("title") for each in document["components"]["schemas"].values()}
    assert titles == set(document["components"]["schemas"])
    fields = [each.get("properties", {}) for each in document["components"]["schemas"].values()]
    assert [field for each in fields for field in each.values() if "title" in field] == []
