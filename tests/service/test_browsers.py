"""What browsers are told: load nothing, frame nothing, and let no other site in."""

from typing import Any

import pytest

from service.app import OPERATIONS
from tests.service.clients import Api

OF_A_SITE = {"Origin": "https://site.example", "Sec-Fetch-Site": "cross-site"}


def send(operation: Any, method: str, **options: Any) -> Any:
    """Return the response to a request for the path of an operation."""
    api = Api()
    api.create()
    api.ask()
    path = operation.path.format(study="s", number=1, model="sklearn.SVC")
    return api.client.open(path, method=method, **options)


def ids(operation: Any) -> str:
    """Return the name of an operation."""
    return str(operation.id)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/docs", 200),
        ("GET", "/v1/studies", 200),
        ("GET", "/nowhere", 404),
        ("PUT", "/v1/studies", 405),
        ("POST", "/v1/studies", 415),
        ("OPTIONS", "/v1/studies", 200),
    ],
)
def test_every_answer_is_what_it_says_and_is_framed_nowhere(
    method: str, path: str, status: int
) -> None:
    with Api().client.open(path, method=method, data=b"{}") as response:
        assert response.status_code == status
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("operation", OPERATIONS, ids=ids)
def test_no_other_site_may_read_an_answer_or_ask_whether_it_may_send(operation: Any) -> None:
    asked = {
        **OF_A_SITE,
        "Access-Control-Request-Method": operation.method,
        "Access-Control-Request-Headers": "content-type,authorization",
    }
    for method, headers in ((operation.method, OF_A_SITE), ("OPTIONS", asked)):
        response = send(operation, method, headers=headers)
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.body], ids=ids)
def test_a_form_of_another_site_is_not_taken_for_json(operation: Any, kind: str) -> None:
    response = send(operation, operation.method, data=b"{}", content_type=kind)
    assert response.status_code == 415
