"""A client of the service, for as much as an import needs."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from service.importing.sources import SourceError
from service.wire.text import Json

# Seconds; more than the service lets anybody wait for a turn and a database.
PATIENCE: Final = 120
PAGE: Final = 1_000
LISTED_ERRORS: Final = 20


class RefusedError(SourceError):
    """An answer that is no success."""

    def __init__(self, status: int, problem: Json) -> None:
        """Say what a problem of RFC 9457 says."""
        errors = problem.get("errors", [])
        more = [f"{each['pointer']}: {each['detail']}" for each in errors[1:LISTED_ERRORS]]
        super().__init__(f"the service answered {status}: {problem.get('detail', '')}", *more)
        self.status = status


class _NoRedirect(HTTPRedirectHandler):
    """Follows nowhere: a key is for the address that its owner has named."""

    def redirect_request(  # urllib's.
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Return no request."""


class Client:
    """Sends requests to a service."""

    def __init__(self, url: str, key: str | None) -> None:
        """Use the service at a URL.

        Args:
            url: Its address, without the path.
            key: An API key or a bearer token, if it needs one.

        Raises:
            SourceError: It is no such URL.
        """
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise SourceError(f"--url: expected http://host:port or https://host, got {url!r}")
        self._url = url.rstrip("/")
        self._headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._opener = build_opener(_NoRedirect())

    def study(self, name: str) -> Json | None:
        """Return a study, if there is one of the id or name."""
        try:
            return self._send("GET", f"/v1/studies/{quote(name, safe='')}")
        except RefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def trials(self, study: Json) -> list[Json]:
        """Return all trials of a study."""
        found: list[Json] = []
        cursor: str | None = "0"
        while cursor is not None:
            page = self._send("GET", f"{study['url']}/trials?limit={PAGE}&cursor={cursor}")
            found += page["items"]
            cursor = page["next"]
        return found

    def create(self, study: Json) -> Json:
        """Import a new study and return it."""
        return self._send("POST", "/v1/studies/import", study)

    def tell(self, study: Json, results: Json, key: str) -> Json:
        """Tell a study results, once for each Idempotency-Key."""
        return self._send(
            "POST", f"{study['url']}/tell", {"results": results}, {"Idempotency-Key": key}
        )

    def _send(
        self, method: str, path: str, body: Json = None, headers: Mapping[str, str] | None = None
    ) -> Json:
        """Return the answer to a request, or raise RefusedError."""
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        sent = {"Content-Type": "application/json", **self._headers, **(headers or {})}
        # The scheme was checked above.
        request = Request(f"{self._url}{path}", data, sent, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=PATIENCE) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise RefusedError(error.code, _problem(error)) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise SourceError(
                f"no answer from {self._url}: {reason}; --url or TRIALWISE_URL says where the "
                "service is, and to repeat the command does no harm"
            ) from error


def _problem(error: HTTPError) -> Json:
    """Return the problem that an answer tells; an empty one if it is not the service's."""
    try:
        told = json.load(error)
    except ValueError:
        return {"detail": error.reason}
    return told if isinstance(told, dict) else {}
