"""Who may do what: every operation of the OpenAPI document, with every kind of key and token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import pytest

from service.access import EVERYBODY, Scope, Tenant, issue
from service.app import OPERATIONS
from service.operations import PLACES
from service.tokens import TokenVerifier, TrustedIssuer
from service.trial import SECOND
from tests.service import issuer as issuers
from tests.service.bodies import X, body
from tests.service.clients import Api
from tests.service.conftest import NOW
from tests.service.issuer import AUDIENCE, RSA, STRANGE, Issuer
from tests.service.test_study_routes import problem

OTHER: Final = Tenant("other")
# What needs no key: it tells nothing of studies.
OPEN: Final = {
    *("/healthz", "/readyz", "/metrics"),
    *("/", "/openapi.json", "/docs", "/docs/<name>"),
}
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation as the OpenAPI document has it, and a request of it that changes something."""

    id: str
    method: str
    path: str
    scope: Scope
    body: Any


# Where the example of the document is of another study than the one here.
BODIES: Final[dict[str, Any]] = {
    "askStudy": {},
    "tellStudy": {"results": [{"trial": 1, "values": {"loss": 1}}]},
    "queueTrial": {"parameters": {"x": 0.5}},
    "reportTrial": {"step": 1, "values": {"loss": 1}},
    "predict": {"configurations": [{"x": 0.5}]},
    "changeStudy": {"state": "stopped"},
}


def calls() -> Iterator[Call]:
    """Yield every operation that the document says a key is needed for."""
    document = Api().client.get("/openapi.json").get_json()
    scopes = {each.id: each.scope for each in OPERATIONS}
    for path, item in document["paths"].items():
        for method, told in item.items():
            if "security" in told:
                name = told["operationId"]
                examples = told.get("requestBody", {}).get("content", {}).values()
                example = [one["value"] for each in examples for one in each["examples"].values()]
                sent = BODIES.get(name, example[0] if example else None)
                yield Call(name, method.upper(), path, scopes[name] or Scope.ADMIN, sent)


CALLS: Final = list(calls())
OF_A_STUDY: Final = [each for each in CALLS if "{study}" in each.path]


class World(Api):
    """A service with keys, which trusts an issuer, and a study of everybody's."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        trust = TrustedIssuer(issuer.url, AUDIENCE, "", "tenant", "scope", "")
        super().__init__(verify_token=TokenVerifier(trust, lambda: 0.0).verify)
        self.header = self.key(Scope.ADMIN)
        self.send("POST", "", {"name": "s", **body(X)}, Authorization=self.header)
        self.send("POST", "/s/ask", {}, Authorization=self.header)

    def key(self, *scopes: Scope, tenant: Tenant = EVERYBODY, **fields: int) -> str:
        """Make a key and return the header that sends it."""
        number = next(numbers)
        key, text = issue(
            *(tenant, frozenset(scopes), NOW, fields.get("expires_at")),
            lambda size: f"{number:0{2 * size}x}",
        )
        self.store.put_key(key.revoked(NOW) if "revoked" in fields else key)
        return f"Bearer {text}"

    def token(self, *scopes: Scope, **claims: Any) -> str:
        """Return the header that sends a token."""
        signed_with = claims.pop("signed_with", RSA)
        given = {"tenant": EVERYBODY, "scope": " ".join(scopes), **claims}
        return f"Bearer {self.issuer.token(signed_with, **given)}"

    def use(self, call: Call, header: str | None) -> Any:
        """Return the response to a call."""
        path = call.path.format(study="s", number=1, model="sklearn.SVC")
        headers = {} if header is None else {"Authorization": header}
        return self.client.open(path, method=call.method, json=call.body, headers=headers)

    def seen(self) -> Any:
        """Return all that there is."""
        return [
            self.client.get(path, headers={"Authorization": self.header}).get_json()
            for path in ("/v1/studies", "/v1/studies/s", "/v1/studies/s/trials")
        ]


def all_but(scope: Scope) -> set[Scope]:
    """Return the scopes that do not open what a scope opens."""
    return {*Scope} - {scope, Scope.ADMIN}


def other_secret(header: str) -> str:
    """Return a key with a wrong secret."""
    return header[:-1] + ("0" if header[-1] != "0" else "1")


Wrong = Callable[[World, Scope], str | None]
UNKNOWN: Final[dict[str, Wrong]] = {
    "no key": lambda _, __: None,
    "no bearer": lambda _, __: "Basic dTpw",
    "an unknown key": lambda _, __: "Bearer tw_" + "f" * 12 + "_" + "f" * 64,
    "another secret": lambda world, _: other_secret(world.key(Scope.ADMIN)),
    "an expired key": lambda world, _: world.key(Scope.ADMIN, expires_at=NOW),
    "a revoked key": lambda world, _: world.key(Scope.ADMIN, revoked=1),
    "no token": lambda _, __: "Bearer a.b.c",
    "an expired token": lambda world, _: world.token(Scope.ADMIN, exp=1),
    "a token for others": lambda world, _: world.token(Scope.ADMIN, aud="other"),
    "a token of others": lambda world, _: world.token(Scope.ADMIN, iss="https://other"),
    "a forged token": lambda world, _: world.token(Scope.ADMIN, signed_with=STRANGE),
    "a token of no tenant": lambda world, _: world.token(Scope.ADMIN, tenant=None),
}
INSUFFICIENT: Final[dict[str, Wrong]] = {
    "a key": lambda world, scope: world.key(*all_but(scope)),
    "a token": lambda world, scope: world.token(*all_but(scope)),
}
STRANGERS: Final[dict[str, Callable[[World], str]]] = {
    "a key": lambda world: world.key(Scope.ADMIN, tenant=OTHER),
    "a token": lambda world: world.token(Scope.ADMIN, tenant=OTHER),
}
GOOD: Final[dict[str, Callable[[World, Scope], str]]] = {
    "a key": lambda world, scope: world.key(scope),
    "the same scheme": lambda world, scope: world.key(scope).replace("Bearer", "BEARER"),
    "a token": lambda world, scope: world.token(scope),
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with issuers.running() as running:
        yield running


@pytest.fixture(scope="module")
def shared(issuer: Issuer) -> World:
    """Return a world for requests that change nothing, as the tests see."""
    return World(issuer)


@pytest.fixture
def world(issuer: Issuer) -> World:
    return World(issuer)


def ids(call: Call) -> str:
    """Return the name of a call."""
    return call.id


every_call = pytest.mark.parametrize("call", CALLS, ids=ids)


@every_call
@pytest.mark.parametrize("kind", UNKNOWN)
def test_without_a_valid_key_nothing_is_shown_or_changed(
    shared: World, call: Call, kind: str
) -> None:
    before = shared.seen()
    response = shared.use(call, UNKNOWN[kind](shared, call.scope))
    assert problem(response, 401) == "key-invalid"
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert shared.seen() == before


@every_call
@pytest.mark.parametrize("kind", INSUFFICIENT)
def test_without_its_scope_nothing_is_shown_or_changed(
    shared: World, call: Call, kind: str
) -> None:
    before = shared.seen()
    response = shared.use(call, INSUFFICIENT[kind](shared, call.scope))
    assert problem(response, 403) == "key-insufficient"
    assert shared.seen() == before


@pytest.mark.parametrize("call", OF_A_STUDY, ids=ids)
@pytest.mark.parametrize("kind", STRANGERS)
def test_the_studies_of_a_tenant_are_not_there_for_another(
    shared: World, call: Call, kind: str
) -> None:
    before = shared.seen()
    assert problem(shared.use(call, STRANGERS[kind](shared)), 404) == "study-not-found"
    assert shared.seen() == before


@every_call
@pytest.mark.parametrize("kind", STRANGERS)
def test_no_request_of_another_tenant_shows_or_changes_a_study(
    world: World, call: Call, kind: str
) -> None:
    before = world.seen()
    response = world.use(call, STRANGERS[kind](world))
    assert before[1]["id"] not in response.get_data(as_text=True)
    assert world.seen() == before


@every_call
@pytest.mark.parametrize("kind", GOOD)
def test_with_its_scope_it_is_answered(world: World, call: Call, kind: str) -> None:
    response = world.use(call, GOOD[kind](world, call.scope))
    assert response.status_code not in (401, 403, 404, 422), response.data


@every_call
def test_a_key_that_expires_is_good_until_then(world: World, call: Call) -> None:
    header = world.key(Scope.ADMIN, expires_at=NOW + SECOND)
    assert world.use(call, header).status_code not in (401, 403)
    world.wait(1)
    assert world.use(call, header).status_code == 401


@every_call
def test_without_keys_nobody_may_do_anything_where_others_can_come(call: Call) -> None:
    path = call.path.format(study="s", number=1, model="sklearn.SVC")
    response = Api(anonymous=False).client.open(path, method=call.method, json=call.body)
    assert problem(response, 401) == "key-invalid"
    assert "`trialwise keys create` makes one" in response.get_json()["detail"]


@every_call
def test_where_an_issuer_is_trusted_nobody_comes_without_a_token(call: Call) -> None:
    api = Api(verify_token=TokenVerifier(TrustedIssuer("", "", "", "", "", ""), lambda: 0.0).verify)
    path = call.path.format(study="s", number=1, model="sklearn.SVC")
    response = api.client.open(path, method=call.method, json=call.body)
    assert problem(response, 401) == "key-invalid"


def test_a_token_that_cannot_be_checked_is_a_503_that_says_when_to_come_back(
    log: list[Any],
) -> None:
    with issuers.running() as away:
        away.is_down = True
        trust = TrustedIssuer(away.url, AUDIENCE, "", "tenant", "scope", "")
        api = Api(verify_token=TokenVerifier(trust, lambda: 0.0).verify)
        response = api.send("GET", "", Authorization=f"Bearer {away.token()}")
    assert problem(response, 503) == "issuer-unavailable"
    assert response.headers["Retry-After"] == "5"
    assert "no keys of the issuer" in [each["event"] for each in log]


def test_every_path_that_is_served_needs_a_key_or_is_known_to_need_none() -> None:
    rules = {rule.rule for rule in Api().client.application.url_map.iter_rules()}
    described = {each.path for each in CALLS}
    for name, place in PLACES.items():
        described = {each.replace(name, place) for each in described}
    assert rules == described | OPEN


def test_the_document_says_of_exactly_those_that_a_key_is_needed() -> None:
    assert {each.id for each in CALLS} == {each.id for each in OPERATIONS if each.scope}
