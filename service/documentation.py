"""What people read: the OpenAPI document, and a page that shows it and asks no other server."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_from_directory

from service import openapi
from service.bodies import JSON, json_response
from service.operations import Answer, Operation

STATIC: Final = Path(__file__).parent / "static"
# What the page loads. The rest of the folder is licences.
FILES: Final = {
    "docs.js": STATIC,
    "favicon-32x32.png": STATIC / "swagger-ui",
    "swagger-ui-bundle.js": STATIC / "swagger-ui",
    "swagger-ui.css": STATIC / "swagger-ui",
}
# Swagger UI draws icons from data: URLs and sets styles of elements, but runs nothing inline.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

DOCUMENT: Final = Operation(
    id="openapi",
    method="GET",
    path="/openapi.json",
    summary="Read this document",
    description="The OpenAPI 3.1 document of this version; /docs shows it.",
    answer=Answer("This document.", JSON, None, {"openapi": "3.1.0"}),
)


def blueprint(operations: Sequence[Operation], *, version: str, max_body_bytes: int) -> Blueprint:
    """Return the routes.

    Args:
        operations: What to document, beside the document itself.
        version: The version of this service.
        max_body_bytes: How long a body may be.
    """
    pages = Blueprint("documentation", __name__)
    described = openapi.document(
        (*operations, DOCUMENT), version=version, max_body_bytes=max_body_bytes
    )
    text = json.dumps(described, default=dict)

    def document() -> Response:
        return json_response(text)

    def root() -> Response:
        response = Response("The documentation is at /docs.\n", HTTPStatus.FOUND)
        response.content_type = "text/plain; charset=utf-8"
        # Relative: a proxy may serve all of this below a path of its own.
        response.headers["Location"] = "docs"
        return response

    def page() -> Response:
        response = send_from_directory(STATIC, "docs.html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def file(name: str) -> Response:
        return send_from_directory(FILES.get(name, STATIC / "none"), name)

    DOCUMENT.add_to(pages, document)
    pages.add_url_rule("/", "root", root)
    pages.add_url_rule("/docs", "page", page)
    pages.add_url_rule("/docs/<name>", "file", file)
    return pages
