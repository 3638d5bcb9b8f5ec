"""API keys: what they are, and whom they let in; test_isolation has every operation."""

from itertools import count

import pytest

from service.access import EVERYBODY, ApiKey, Caller, Scope, Tenant, issue, parts
from service.errors import KeyInsufficientError, KeyInvalidError
from tests.service.bodies import X, body
from tests.service.clients import Api, answered
from tests.service.conftest import NOW

OTHER = Tenant("other")
numbers = count(1)


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
    caller = Caller("1", OTHER, frozenset({Scope.ADMIN}))
    for each in Scope:
        caller.allow(each)
    with pytest.raises(KeyInsufficientError, match="admin"):
        Caller("1", OTHER, frozenset({Scope.READ})).allow(Scope.ADMIN)
