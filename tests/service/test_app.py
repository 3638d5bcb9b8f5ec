from threading import BoundedSemaphore
from typing import Any, NoReturn

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from service.app import HEADERS, create_app
from service.metrics import Metrics
from tests.service.bodies import body
from tests.service.conftest import MAX_BODY_BYTES, collaborators


class BrokenError(Exception):
    """An optimiser that does not work."""


def broken() -> NoReturn:
    """Fail as an optimiser that does not work."""
    raise BrokenError


@pytest.fixture
def unready(log: list[Any]) -> FlaskClient:  # noqa: ARG001 # Captures from the start.
    app = create_app(
        max_body_bytes=MAX_BODY_BYTES,
        version="1",
        metrics=Metrics(),
        collaborators=collaborators(),
        slots=BoundedSemaphore(),
        warm_up=broken,
    )
    return app.test_client()


@pytest.mark.parametrize("sent", ["a", "trace/123:4~5", "x" * 128])
def test_a_sane_request_id_comes_back(client: FlaskClient, sent: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": sent})
    assert response.headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "two words", "é", "x" * 129])
def test_another_request_id_is_replaced(client: FlaskClient, sent: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": sent})
    assert response.headers["X-Request-ID"] == "made-1"


def test_every_request_without_an_id_gets_one_of_its_own(client: FlaskClient) -> None:
    ids = [client.get("/healthz").headers["X-Request-ID"] for _ in range(2)]
    assert ids == ["made-1", "made-2"]


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/metrics", "/openapi.json"])
def test_every_answer_has_an_id_and_the_headers_of_safety(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert HEADERS.items() <= dict(response.headers).items()
    assert "X-Request-ID" in response.headers


@pytest.mark.parametrize("path", ["/v1//ask", "//v1/ask", "/v1/ask/"])
def test_a_path_with_a_slash_too_many_leads_nowhere(client: FlaskClient, path: str) -> None:
    response = client.post(path, json={}, headers={"Host": "elsewhere.example"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_id_of_a_request_is_forgotten_with_it(client: FlaskClient) -> None:
    client.get("/healthz")
    assert structlog.contextvars.get_contextvars() == {}


def test_every_request_is_a_line_in_the_log(client: FlaskClient, log: list[Any]) -> None:
    client.get("/nowhere", headers={"X-Request-ID": "mine"})
    assert log == [
        {
            "event": "request",
            "log_level": "info",
            "request_id": "mine",
            "method": "GET",
            "path": "/nowhere",
            "status": 404,
            # The clock ticks once a look.
            "duration_ms": 1000.0,
        }
    ]


def test_every_request_is_counted_by_its_route(client: FlaskClient, metrics: Metrics) -> None:
    client.post("/v1/ask", json=body())
    client.get("/some/secret/path")
    text = metrics.exposition(None).decode()
    assert 'requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in text
    assert 'requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert "secret" not in text


def test_a_mistake_of_ours_is_a_logged_500(app: Flask, log: list[Any], metrics: Metrics) -> None:
    app.add_url_rule("/broken", view_func=broken)
    response = app.test_client().get("/broken", headers={"X-Request-ID": "mine"})
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    assert [(each["event"], each["request_id"]) for each in log] == [
        ("bug", "mine"),
        ("request", "mine"),
    ]
    assert 'route="/broken",status="500"} 1.0' in metrics.exposition(None).decode()


def test_a_service_whose_optimiser_fails_is_alive_but_not_ready(unready: FlaskClient) -> None:
    assert unready.get("/healthz").status_code == 200
    response = unready.get("/readyz")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert "Retry-After" in response.headers


def test_why_the_optimiser_fails_is_logged(unready: FlaskClient, log: list[Any]) -> None:
    assert unready.get("/readyz").status_code == 503
    assert [type(each.get("exc_info")) for each in log][:1] == [BrokenError]
