"""Lets a request in or not: who sends it, and may they?"""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, g, request

from service.access import EVERYBODY, ApiKey, Scope, Tenant, parts
from service.errors import KeyInvalidError
from service.rates import RateLimiter
from service.stores import Store
from service.trial import Moment

SCHEME: Final = "bearer "


def init_app(
    app: Flask,
    store: Store,
    now: Callable[[], Moment],
    scopes: Mapping[str, Scope | None],
    limiter: RateLimiter,
    *,
    anonymous: bool,
) -> None:
    """Let an application answer only those who may ask.

    Args:
        app: The application.
        store: Where keys are.
        now: Tells the time.
        scopes: The scope that each operation needs, by its id; None for one that all may use.
        limiter: How often each of them may ask.
        anonymous: Whether those without a key may, as long as there are no keys.
    """

    def admit() -> None:
        operation = (request.endpoint or "").rpartition(".")[2]
        scope = scopes.get(operation)
        if scope is not None:
            sent = request.headers.get("Authorization")
            if sent is None:
                key = None
                check_anonymous(store, anonymous=anonymous)
            else:
                key = admitted(store, sent, scope, now())
            limiter.take(request.remote_addr or "" if key is None else key.id)
            g.tenant = EVERYBODY if key is None else key.tenant

    app.before_request(admit)


def check_anonymous(store: Store, *, anonymous: bool) -> None:
    """Raise KeyInvalidError unless a request may come without a key."""
    if store.has_keys():
        raise KeyInvalidError("missing")
    if not anonymous:
        raise KeyInvalidError("missing, and there is none yet: `trialwise keys create` makes one")


def admitted(store: Store, sent: str, scope: Scope, now: Moment) -> ApiKey:
    """Return the key of a request.

    Args:
        store: Where keys are.
        sent: The header Authorization.
        scope: What the request needs.
        now: The time.

    Raises:
        KeyInvalidError: It has no valid one.
        KeyInsufficientError: Its key has not this scope.
    """
    if not sent.lower().startswith(SCHEME):
        raise KeyInvalidError("missing")
    name, secret = parts(sent[len(SCHEME) :].strip())
    key = store.key(name)
    if key is None:
        raise KeyInvalidError("unknown")
    key.check(secret, now)
    key.allow(scope)
    return key


def tenant() -> Tenant:
    """Return whose studies the request may see."""
    found: Tenant = g.tenant
    return found
