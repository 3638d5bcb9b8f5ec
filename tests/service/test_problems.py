import json
from http import HTTPStatus
from typing import Any, NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import errors, limits, problems
from service.errors import (
    Fault,
    InvalidQueryError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    ServiceError,
)
from service.problems import KINDS, MEANINGS, pointer

FAULTS = [
    Fault(("space", "parameters", 3, "bounds", 0), "expected a number"),
    Fault(("trials", 4, "parameters", "a/b~c"), "expected none"),
]


class RaisesError(Exception):
    """A mistake of ours."""


def respond(error: Exception) -> Any:
    """Return the response of an application whose view raises an error."""
    app = Flask(__name__)
    problems.init_app(app)

    @app.get("/")
    def view() -> NoReturn:
        raise error

    return app.test_client().get("/")


def test_the_table_knows_every_error() -> None:
    raised = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, ServiceError)
    }
    assert set(KINDS) == raised - {ServiceError}


def test_every_status_of_the_table_has_a_meaning() -> None:
    assert {each.status for each in KINDS.values()} <= set(MEANINGS)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("a", 0, "b"), "/a/0/b"),
        (("a/b", "c~d", "~1", ""), "/a~1b/c~0d/~01/"),
    ],
)
def test_a_path_becomes_a_json_pointer(path: tuple[str | int, ...], text: str) -> None:
    assert pointer(path) == text


def test_a_plain_error_has_no_type_of_its_own() -> None:
    response = respond(MalformedBodyError("no JSON"))
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "no JSON",
    }


def test_an_invalid_request_points_at_every_fault_by_name() -> None:
    response = respond(InvalidRequestError(FAULTS))
    assert response.status_code == 422
    assert response.json == {
        "type": "/problems/invalid-request",
        "title": "The request is invalid",
        "status": 422,
        "detail": "/space/parameters/3/bounds/0: expected a number (and 1 more)",
        "errors": [
            {
                "pointer": "/space/parameters/3/bounds/0",
                "detail": "bounds[0]: expected a number",
            },
            {"pointer": "/trials/4/parameters/a~1b~0c", "detail": "a/b~c: expected none"},
        ],
    }


def test_a_fault_of_the_whole_body_has_the_empty_pointer() -> None:
    response = respond(InvalidRequestError([Fault((), "expected an object")]))
    assert response.json["detail"] == "the body: expected an object"
    assert response.json["errors"] == [{"pointer": "", "detail": "expected an object"}]


def test_of_many_faults_the_first_are_listed() -> None:
    response = respond(InvalidRequestError(FAULTS * 50))
    assert len(response.json["errors"]) == limits.ERRORS
    assert response.json["detail"].endswith("(and more; the first 20 are listed)")


def test_a_query_is_told_from_a_body() -> None:
    response = respond(InvalidQueryError("lenient", "expected one value, got 2"))
    assert response.status_code == 422
    assert response.json["type"] == "/problems/invalid-query"
    assert response.json["detail"] == "query parameter lenient: expected one value, got 2"


def test_who_is_not_ready_says_when_to_come_back() -> None:
    response = respond(NotReadyError("starting"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_a_mistake_of_ours_says_nothing(log: list[Any]) -> None:
    response = respond(RaisesError("secret"))
    assert response.json == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "",
    }
    assert [type(each["exc_info"]) for each in log] == [RaisesError]


def test_a_page_that_is_not_there_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert (response.status_code, response.content_type) == (404, problems.MEDIA_TYPE)
    assert "/openapi.json" in response.get_json()["detail"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "INVENTED"])
def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(
    client: FlaskClient, method: str
) -> None:
    response = client.open("/v1/ask", method=method)
    assert (response.status_code, response.content_type) == (405, problems.MEDIA_TYPE)
    assert response.headers["Allow"] == "OPTIONS, POST"


def test_text_that_utf_8_cannot_carry_is_escaped() -> None:
    response = respond(InvalidRequestError([Fault(("\ud800",), "unknown field")]))
    assert json.loads(response.data)["errors"][0]["pointer"] == "/\ud800"


@pytest.mark.parametrize(
    ("status", "title"), [(413, "Content Too Large"), (422, "Unprocessable Content")]
)
def test_titles_are_the_same_on_every_python(status: int, title: str) -> None:
    kind = problems.Kind(HTTPStatus(status))
    assert json.loads(problems.problem(kind, "").data)["title"] == title
