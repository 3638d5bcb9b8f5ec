"""What clients of stored studies do, over HTTP."""

from typing import Any
from uuid import uuid4

from tests.e2e.process import Reply, Service
from tests.service.bodies import OBJECTIVES, X


def create(service: Service, *parameters: Any, **fields: Any) -> str:
    """Create a study of a new name, and return its path."""
    body = {
        "name": uuid4().hex[:12],
        "space": {"parameters": list(parameters) or [X]},
        "objectives": OBJECTIVES,
        **fields,
    }
    reply = service.request("POST", "/v1/studies", body)
    assert reply.status == 201, reply.body
    return reply.headers["Location"]


def ask(service: Service, study: str, **fields: Any) -> list[Any]:
    """Ask a study for trials, and return them."""
    reply = service.request("POST", f"{study}/ask", fields)
    assert reply.status == 201, reply.body
    trials = reply.json["trials"]
    assert isinstance(trials, list)
    return trials


def tell(service: Service, study: str, *results: Any) -> Reply:
    """Tell a study results, and return the reply."""
    return service.request("POST", f"{study}/tell", {"results": results})


def trials(service: Service, study: str) -> list[Any]:
    """Return all trials of a study, through as many pages as it takes."""
    found: list[Any] = []
    cursor: Any = "0"
    while cursor is not None:
        page = service.request("GET", f"{study}/trials?limit=1000&cursor={cursor}").json
        found += page["items"]
        cursor = page["next"]
    return found
