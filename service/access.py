"""Who may do what: API keys, the scopes they have, and whose studies they open.

A key is `tw_<id>_<secret>`. The id finds it; of the secret, 256 random bits, only the SHA-256 is
kept, which is enough for a secret that nobody can guess.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NewType, Self

from service import limits
from service.errors import KeyInsufficientError, KeyInvalidError
from service.quotas import UNLIMITED, Quota
from service.trial import Moment

Tenant = NewType("Tenant", str)
KeyId = NewType("KeyId", str)
# Whose everything is as long as there are no keys, and a key's unless it says otherwise.
EVERYBODY: Final = Tenant("default")
ID_BYTES: Final = 6
SECRET_BYTES: Final = 32
PREFIX: Final = "tw_"
FORM: Final = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_([0-9a-f]{{64}})")


class Scope(StrEnum):
    """What a key is good for."""

    READ = "read"
    ASK = "ask"
    TELL = "tell"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, as far as its key or token tells.

    Attributes:
        name: Tells it from others; no secret.
        tenant: Whose studies it may see.
        scopes: What it may do; whoever may administrate may do everything.
        quota: What it may have; where that says nothing, the settings do.
    """

    name: str
    tenant: Tenant
    scopes: frozenset[Scope]
    quota: Quota = UNLIMITED

    def allow(self, scope: Scope) -> None:
        """Raise KeyInsufficientError unless it may do something."""
        if not {scope, Scope.ADMIN} & self.scopes:
            raise KeyInsufficientError(scope)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, but for its secret.

    Attributes:
        id: Unique everywhere, and no secret.
        tenant: Whose studies it opens.
        scopes: What it is good for.
        digest: The SHA-256 of its secret, in hexadecimal.
        created_at: When it was made.
        expires_at: From when on it is good for nothing; None for never.
        revoked_at: When it was revoked; None if it was not.
        quota: What whoever sends it may have; where that says nothing, the settings do.
    """

    id: KeyId
    tenant: Tenant
    scopes: frozenset[Scope]
    digest: str
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    quota: Quota = UNLIMITED

    def check(self, secret: str, now: Moment) -> None:
        """Raise KeyInvalidError unless a secret is its own and it is good at a moment."""
        # First, so that only its owner learns more.
        if not hmac.compare_digest(self.digest, digest_of(secret)):
            raise KeyInvalidError("unknown")
        if self.revoked_at is not None:
            raise KeyInvalidError("revoked")
        if self.expires_at is not None and self.expires_at <= now:
            raise KeyInvalidError("expired")

    @property
    def caller(self) -> Caller:
        """Who sends it."""
        return Caller(self.id, self.tenant, self.scopes, self.quota)

    def revoked(self, now: Moment) -> Self:
        """Return it revoked; itself if it was before."""
        return self if self.revoked_at is not None else replace(self, revoked_at=now)


def is_tenant(name: str) -> bool:
    """Tell whether a tenant can be called that."""
    return name.isprintable() and 0 < len(name) <= limits.NAME_LENGTH


def issue(
    tenant: Tenant,
    scopes: frozenset[Scope],
    now: Moment,
    expires_at: Moment | None,
    draw: Callable[[int], str],
) -> tuple[ApiKey, str]:
    """Return a new key, and the text of it that its owner sends.

    Args:
        tenant: Whose studies it opens.
        scopes: What it is good for.
        now: When it is made.
        expires_at: From when on it is good for nothing; None for never.
        draw: Returns so many random bytes, in hexadecimal.
    """
    name, secret = KeyId(draw(ID_BYTES)), draw(SECRET_BYTES)
    key = ApiKey(name, tenant, scopes, digest_of(secret), now, expires_at)
    return key, f"{PREFIX}{name}_{secret}"


def parts(text: str) -> tuple[KeyId, str]:
    """Return the id and the secret of a key's text.

    Raises:
        KeyInvalidError: It is none.
    """
    found = FORM.fullmatch(text)
    if found is None:
        raise KeyInvalidError("unknown")
    return KeyId(found[1]), found[2]


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
