"""Which request may do what: every operation, with every kind of key."""

from itertools import count
from typing import Any

import pytest

from service.access import EVERYBODY, ApiKey, KeyId, Scope, Tenant, issue, parts
from service.app import OPERATIONS
from service.errors import KeyInsufficientError, KeyInvalidError
from service.trial import SECOND
from tests.service.bodies import X, body
from tests.service.clients import Api, answered
from tests.service.conftest import NOW
from tests.service.test_study_routes import problem

OTHER = Tenant("other")
GUARDED = [each for each in OPERATIONS if each.scope is not None]
numbers = count(1)
OF_A_STUDY = [each for each in GUARDED if "{study}" in each.path]


def drawn(size: int) -> str:
    """Return bytes that are always the same."""
    return "ab" * size


def made(*scopes: Scope, tenant: Tenant = EVERYBODY, **fields: int) -> tuple[ApiKey, str]:
    """Return a key and its text."""
    number = next(numbers)
    expires_at = fields.get("expires_at")
    return issue(tenant, frozenset(scopes), NOW, expires_at, lambda n: f"{number:0{2 * n}x}")


class Locked(Api):
    """A api with a study, whose service has keys."""

    def admit(self, *scopes: Scope, tenant: Tenant = EVERYBODY, **fields: int) -> dict[str, str]:
        """Make a key and return the header that sends it."""
        key, text = made(*scopes, tenant=tenant, **fields)
        self.store.put_key(key)
        return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def api() -> Locked:
    api = Locked()
    api.create()
    api.ask()
    api.admit(Scope.ADMIN)
    return api


def use(api: Api, operation: Any, headers: dict[str, str]) -> Any:
    """Return the response to a request of an operation."""
    path = operation.path.format(study="s", number=1)
    sent: Any = None if operation.body is None else {}
    return api.client.open(path, method=operation.method, json=sent, headers=headers)


def ids(operation: Any) -> str:
    """Return the name of an operation."""
    return str(operation.id)


@pytest.mark.parametrize("operation", GUARDED, ids=ids)
class TestEveryOperation:
    def test_needs_a_key(self, api: Locked, operation: Any) -> None:
        response = use(api, operation, {})
        assert problem(response, 401) == "key-invalid"
        assert response.headers["WWW-Authenticate"] == "Bearer"

    def test_needs_a_key_that_is_known(self, api: Locked, operation: Any) -> None:
        _, text = made(Scope.ADMIN)
        assert use(api, operation, {"Authorization": f"Bearer {text}"}).status_code == 401

    def test_needs_the_whole_secret_of_a_key(self, api: Locked, operation: Any) -> None:
        sent = api.admit(Scope.ADMIN)["Authorization"]
        other = sent[:-1] + ("0" if sent[-1] != "0" else "1")
        assert use(api, operation, {"Authorization": other}).status_code == 401

    def test_needs_a_key_with_its_scope(self, api: Locked, operation: Any) -> None:
        others = {*Scope} - {operation.scope, Scope.ADMIN}
        response = use(api, operation, api.admit(*others))
        assert problem(response, 403) == "key-insufficient"

    def test_needs_a_key_that_has_not_expired(self, api: Locked, operation: Any) -> None:
        sent = api.admit(Scope.ADMIN, expires_at=NOW + SECOND)
        assert use(api, operation, sent).status_code not in (401, 403)
        api.wait(1)
        assert use(api, operation, sent).status_code == 401

    def test_needs_a_key_that_is_not_revoked(self, api: Locked, operation: Any) -> None:
        key, text = made(Scope.ADMIN)
        api.store.put_key(key.revoked(NOW))
        assert use(api, operation, {"Authorization": f"Bearer {text}"}).status_code == 401

    @pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
    def test_takes_a_key_with_its_scope(self, api: Locked, operation: Any, scheme: str) -> None:
        sent = api.admit(operation.scope)["Authorization"].replace("Bearer", scheme)
        assert use(api, operation, {"Authorization": sent}).status_code not in (401, 403, 404)


@pytest.mark.parametrize("operation", OF_A_STUDY, ids=ids)
def test_the_studies_of_a_tenant_are_not_there_for_another(api: Locked, operation: Any) -> None:
    sent = {"step": 1, "values": {"loss": 1}}
    bodies = {
        "tellStudy": {"results": [{"trial": 1, "values": {"loss": 1}}]},
        "queueTrial": {"parameters": {"x": 0.5}},
        "reportTrial": sent,
        "predict": {"configurations": [{"x": 0.5}]},
    }
    response = api.client.open(
        operation.path.format(study="s", number=1),
        method=operation.method,
        json=None if operation.body is None else bodies.get(operation.id, {}),
        headers=api.admit(Scope.ADMIN, tenant=OTHER),
    )
    assert problem(response, 404) == "study-not-found"
    found = api.client.get("/v1/studies/s/trials", headers=api.admit(Scope.READ)).get_json()
    assert [each["state"] for each in found["items"]] == ["running"]


def test_a_tenant_lists_its_own_studies(api: Locked) -> None:
    other = api.admit(Scope.ADMIN, tenant=OTHER)
    assert api.client.get("/v1/studies", headers=other).get_json()["items"] == []


def test_tenants_share_neither_names_nor_keys_of_requests(api: Locked) -> None:
    sent = {"name": "s", **body(X)}
    answers = []
    for tenant in (OTHER, Tenant("third")):
        headers = {**api.admit(Scope.ADMIN, tenant=tenant), "Idempotency-Key": "k"}
        response = api.client.post("/v1/studies", json=sent, headers=headers)
        answers.append(answered(response, 201)["id"])
    assert len(set(answers)) == 2


def test_without_keys_everybody_may_do_everything() -> None:
    api = Api()
    api.create()
    assert api.send("DELETE", "/s").status_code == 204


@pytest.mark.parametrize("operation", GUARDED, ids=ids)
def test_without_keys_nobody_may_do_anything_where_others_can_come(operation: Any) -> None:
    response = use(Api(anonymous=False), operation, {})
    assert problem(response, 401) == "key-invalid"
    assert "`trialwise keys create` makes one" in response.get_json()["detail"]


def test_the_first_key_counts_at_once() -> None:
    api = Locked(anonymous=False)
    sent = api.admit(Scope.ADMIN)
    assert api.client.get("/v1/studies", headers=sent).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"])
def test_operators_and_readers_need_no_key(api: Locked, path: str) -> None:
    with api.client.get(path) as response:
        assert response.status_code == 200


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer tw_x_y", "Bearer é", "tw_" + "a" * 77]
)
def test_what_is_no_key_is_refused_even_without_keys(sent: str) -> None:
    response = Api().client.get("/v1/studies", headers={"Authorization": sent})
    assert response.status_code == 401


def test_the_text_of_a_key_has_its_id_and_its_secret() -> None:
    key, text = issue(OTHER, frozenset({Scope.ASK}), NOW, None, drawn)
    name, secret = parts(text)
    assert (name, secret) == (key.id, "ab" * 32)
    assert secret not in repr(key)
    key.check(secret, NOW)


def test_only_the_owner_of_a_key_learns_why_it_is_refused() -> None:
    key, text = issue(OTHER, frozenset(), NOW, NOW, drawn)
    _, secret = parts(text)
    with pytest.raises(KeyInvalidError, match="expired"):
        key.check(secret, NOW)
    with pytest.raises(KeyInvalidError, match="unknown"):
        key.check("0" * 64, NOW)


def test_whoever_administrates_may_do_everything() -> None:
    key = ApiKey(KeyId("1"), OTHER, frozenset({Scope.ADMIN}), "", NOW)
    for each in Scope:
        key.allow(each)
    with pytest.raises(KeyInsufficientError, match="admin"):
        ApiKey(KeyId("1"), OTHER, frozenset({Scope.READ}), "", NOW).allow(Scope.ADMIN)
