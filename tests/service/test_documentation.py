import re
from collections.abc import Mapping
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.documentation import FILES, STATIC

# Of swagger-ui-dist 5.35.0.
VENDORED = {
    "swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
    "favicon-32x32.png": "3ed612f41e050ca5e7000cad6f1cbe7e7da39f65fca99c02e99e6591056e5837",
}


def get(client: FlaskClient, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
    """Return a response that is read to its end, so that its file is closed."""
    return client.get(path, headers=headers, buffered=True)


@pytest.fixture
def page(client: FlaskClient) -> str:
    return get(client, "/docs").get_data(as_text=True)


def test_the_page_loads_only_what_this_server_has(client: FlaskClient, page: str) -> None:
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {get(client, each).status_code for each in loaded} == {200}


def test_the_page_has_nothing_inline(page: str) -> None:
    assert re.findall(r"<script>|<style|style=|\son\w+=|javascript:", page) == []


def test_the_page_may_load_from_this_server_alone(client: FlaskClient) -> None:
    policy = get(client, "/docs").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("docs.js", "text/javascript"),
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("favicon-32x32.png", "image/png"),
    ],
)
def test_a_file_of_the_page_has_its_media_type(
    client: FlaskClient, name: str, media_type: str
) -> None:
    assert get(client, f"/docs/{name}").mimetype == media_type


@pytest.mark.parametrize(
    "name", ["LICENSE", "docs.html", "none", "..%2fapp.py", "%2e%2e/app.py", "%00"]
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    response = get(client, f"/docs/{name}")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(("name", "digest"), VENDORED.items())
def test_what_is_vendored_is_as_it_was_published(name: str, digest: str) -> None:
    assert sha256((FILES[name] / name).read_bytes()).hexdigest() == digest


def test_what_is_vendored_has_its_licences() -> None:
    licences = {each.name for each in (STATIC / "swagger-ui").iterdir()} - set(FILES)
    assert licences == {"LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"}


def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    etag = get(client, "/docs/swagger-ui.css").headers["ETag"]
    response = get(client, "/docs/swagger-ui.css", {"If-None-Match": etag})
    assert response.status_code == 304
