"""Lets a request in or not: who sends it, and may they?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, g, request

from service.access import EVERYBODY, PREFIX, Caller, Scope, Tenant, parts
from service.errors import KeyInvalidError
from service.quotas import Quota
from service.rates import RateLimiter
from service.stores import Store
from service.trial import Moment

SCHEME: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Finds out who sends a request.

    Attributes:
        store: Where keys are.
        now: Tells the time.
        verify_token: Returns who sends a bearer token of another issuer; None if none are taken.
        anonymous: Whether those without a key may do everything, as long as there are no keys.
    """

    store: Store
    now: Callable[[], Moment]
    verify_token: Callable[[str], Caller] | None
    anonymous: bool

    def caller(self, sent: str | None, scope: Scope) -> Caller | None:
        """Return who sends a request; None for somebody without a key, as none is needed.

        Args:
            sent: The header Authorization.
            scope: What the request needs.

        Raises:
            KeyInvalidError: A key is needed, and it has no valid one.
            KeyInsufficientError: Its key has not this scope.
            IssuerUnavailableError: It has a token that cannot be checked.
        """
        if sent is None:
            self._check_anonymous()
            return None
        if not sent.lower().startswith(SCHEME):
            raise KeyInvalidError("missing")
        found = self._bearer(sent[len(SCHEME) :].strip())
        found.allow(scope)
        return found

    def _check_anonymous(self) -> None:
        """Raise KeyInvalidError unless a request may come without a key."""
        if self.verify_token is not None or self.store.has_keys():
            raise KeyInvalidError("missing")
        if not self.anonymous:
            raise KeyInvalidError(
                "missing, and there is none yet: `trialwise keys create` makes one"
            )

    def _bearer(self, text: str) -> Caller:
        """Return whose a key or a token is, or raise KeyInvalidError."""
        if self.verify_token is not None and not text.startswith(PREFIX):
            return self.verify_token(text)
        name, secret = parts(text)
        key = self.store.key(name)
        if key is None:
            raise KeyInvalidError("unknown")
        key.check(secret, self.now())
        return key.caller


def init_app(
    app: Flask,
    authenticator: Authenticator,
    scopes: Mapping[str, Scope | None],
    limiter: RateLimiter,
    quota: Quota,
) -> None:
    """Let an application answer only those who may ask.

    Args:
        app: The application.
        authenticator: Finds out who sends a request.
        scopes: The scope that each operation needs, by its id; None for one that all may use.
        limiter: Bounds how often each of them asks.
        quota: What those may have whose keys do not say.
    """

    def admit() -> None:
        operation = (request.endpoint or "").rpartition(".")[2]
        scope = scopes.get(operation)
        if scope is not None:
            caller = authenticator.caller(request.headers.get("Authorization"), scope)
            found = caller or Caller(request.remote_addr or "", EVERYBODY, frozenset(Scope))
            g.tenant = found.tenant
            g.quota = found.quota.or_else(quota)
            limiter.take(found.name, g.quota.requests)

    app.before_request(admit)


def tenant() -> Tenant:
    """Return whose studies the request may see."""
    found: Tenant = g.tenant
    return found


def quota() -> Quota:
    """Return what whoever sends the request may have."""
    found: Quota = g.quota
    return found
