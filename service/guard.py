"""Lets a request in or not: who sends it, and may they?"""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, g, request

from service.access import EVERYBODY, Scope, Tenant, parts
from service.errors import KeyInvalidError
from service.stores import Store
from service.trial import Moment

SCHEME: Final = "bearer "


def init_app(
    app: Flask, store: Store, now: Callable[[], Moment], scopes: Mapping[str, Scope | None]
) -> None:
    """Let an application answer only those who may ask.

    Args:
        app: The application.
        store: Where keys are.
        now: Tells the time.
        scopes: The scope that each operation needs, by its id; None for one that all may use.
    """

    def admit() -> None:
        operation = (request.endpoint or "").rpartition(".")[2]
        scope = scopes.get(operation)
        if scope is not None:
            g.tenant = admitted(store, request.headers.get("Authorization"), scope, now())

    app.before_request(admit)


def admitted(store: Store, sent: str | None, scope: Scope, now: Moment) -> Tenant:
    """Return whose studies a request may see.

    Args:
        store: Where keys are.
        sent: The header Authorization.
        scope: What the request needs.
        now: The time.

    Raises:
        KeyInvalidError: There are keys, and it has no valid one.
        KeyInsufficientError: Its key has not this scope.
    """
    if sent is None:
        if store.has_keys():
            raise KeyInvalidError("missing")
        return EVERYBODY
    if not sent.lower().startswith(SCHEME):
        raise KeyInvalidError("missing")
    name, secret = parts(sent[len(SCHEME) :].strip())
    key = store.key(name)
    if key is None:
        raise KeyInvalidError("unknown")
    key.check(secret, now)
    key.allow(scope)
    return key.tenant


def tenant() -> Tenant:
    """Return whose studies the request may see."""
    found: Tenant = g.tenant
    return found
