"""An application on a store in memory, whose time the test sets, and a client of its studies."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import Any

from flask.testing import FlaskClient

from service.access import Caller
from service.app import create_app
from service.fits import FitCache
from service.metrics import Metrics
from service.quotas import UNLIMITED, Quota
from service.stores import MemoryStore, Store
from service.studies import Ahead, NotAhead
from service.trial import SECOND
from tests.service.bodies import OBJECTIVES, X
from tests.service.conftest import MAX_BODY_BYTES, NOW, collaborators, fit_cache

STUDIES = "/v1/studies"


@dataclass
class Api:
    """A client, and the time of day of the application."""

    now: int = NOW
    quota: Quota = UNLIMITED
    anonymous: bool = True
    verify_token: Callable[[str], Caller] | None = None
    slots: AbstractContextManager[object] = field(default_factory=BoundedSemaphore)
    fits: FitCache = field(default_factory=fit_cache)
    ahead: Ahead = field(default_factory=NotAhead)
    client: FlaskClient = field(init=False)
    store: Store = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        world = replace(
            collaborators(),
            now=lambda: self.now,
            store=self.store,
            fits=self.fits,
            ahead=self.ahead,
            quota=self.quota,
            anonymous=self.anonymous,
            verify_token=self.verify_token,
        )
        app = create_app(
            max_body_bytes=MAX_BODY_BYTES,
            version="1",
            metrics=Metrics(),
            collaborators=world,
            slots=self.slots,
        )
        self.client = app.test_client()

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds * SECOND

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the response to a request below `/v1/studies`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"{STUDIES}{path}", method=method, json=body, headers=named)

    def create(self, *parameters: Any, name: str = "s", **fields: Any) -> Any:
        """Create a study and return it."""
        space = {"parameters": list(parameters) or [X], **fields.pop("rules", {})}
        body = {"name": name, "space": space, "objectives": OBJECTIVES, **fields}
        return answered(self.send("POST", "", body), 201)

    def ask(self, study: str = "s", **fields: Any) -> list[Any]:
        """Ask a study for trials, and return them."""
        trials = answered(self.send("POST", f"/{study}/ask", fields), 201)["trials"]
        assert isinstance(trials, list)
        return trials

    def tell(self, *results: Any, study: str = "s") -> list[Any]:
        """Tell a study results, and return the trials."""
        body = {"results": list(results)}
        trials = answered(self.send("POST", f"/{study}/tell", body), 200)["trials"]
        assert isinstance(trials, list)
        return trials

    def trials(self, study: str = "s", query: str = "") -> list[Any]:
        """Return the trials of a study."""
        items = answered(self.send("GET", f"/{study}/trials{query}"), 200)["items"]
        assert isinstance(items, list)
        return items

    def get(self, path: str) -> Any:
        """Return the JSON of what is there."""
        return answered(self.send("GET", path), 200)


def answered(response: Any, status: int) -> Any:
    """Return the JSON of a response that must have a status."""
    assert response.status_code == status, response.data
    return response.get_json()


def loss(trial: int, value: float, **fields: Any) -> dict[str, Any]:
    """Return the result of a trial."""
    return {"trial": trial, "values": {"loss": value}, **fields}
