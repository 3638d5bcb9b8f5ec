"""Bearer tokens of an OpenID Connect issuer, which may be used instead of API keys.

A token is a signed JWT (RFC 7519). What signs it is the issuer's: its public keys come from its key
set (RFC 7517), which is fetched when it is needed, kept for a while, and fetched again when a token
names a key that it lacks, so that an issuer may change its keys at any time.
"""

import http.client
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

import jwt
import structlog
from jwt import PyJWK, PyJWKClient, PyJWTError

from service.access import Caller, Scope, Tenant, is_tenant
from service.errors import IssuerUnavailableError, KeyInvalidError
from service.settings import is_private

# Only signatures that nobody can make with what the issuer publishes.
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
# Seconds by which the clocks of the issuer and of this machine may differ.
LEEWAY: Final = 60
# Seconds after which keys are fetched again; for which they count if that fails; and between two
# tries, so that tokens with invented keys are no load on the issuer.
FRESH: Final = 300.0
KEPT: Final = 3_600.0
PAUSE: Final = 10.0
# Seconds that the issuer has for an answer.
PATIENCE: Final = 5.0
DISCOVERY: Final = "/.well-known/openid-configuration"

Keys = Mapping[str, PyJWK]


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """Whose tokens are taken, and how they are read.

    Attributes:
        issuer: The issuer, as its tokens name it.
        audience: Whom a token must be for.
        key_set: The URL of the issuer's keys; empty to learn it from the issuer.
        tenant_claim: The claim that names the tenant: its name, or a JSON pointer to it.
        scope_claim: The claim that lists scopes, in the same way.
        scope_prefix: What every scope of ours begins with there.
    """

    issuer: str
    audience: str
    key_set: str
    tenant_claim: str
    scope_claim: str
    scope_prefix: str


class KeySet:
    """The public keys of an issuer, by name."""

    def __init__(self, fetch: Callable[[], Keys], clock: Callable[[], float]) -> None:
        """Begin without any.

        Args:
            fetch: Returns all of them, or raises IssuerUnavailableError.
            clock: Seconds, never going back.
        """
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: Keys = {}
        self._fetched = self._tried = -math.inf

    def key(self, name: str) -> PyJWK:
        """Return the key of a name.

        Raises:
            KeyInvalidError: The issuer has none.
            IssuerUnavailableError: Nobody knows, because the issuer does not answer.
        """
        is_known = name in self._keys and self._age < KEPT
        # Whoever needs nothing new does not wait for those who do.
        if self._wants(name) and self._lock.acquire(timeout=-1 if not is_known else 0):
            try:
                if self._wants(name):
                    self._refresh()
            finally:
                self._lock.release()
        if self._age >= KEPT or (name not in self._keys and self._tried > self._fetched):
            raise IssuerUnavailableError
        if name not in self._keys:
            raise KeyInvalidError("a token that is signed with a key its issuer does not have")
        return self._keys[name]

    @property
    def _age(self) -> float:
        """Seconds since the keys were fetched."""
        return self._clock() - self._fetched

    def _wants(self, name: str) -> bool:
        """Tell whether to fetch before the key of a name is looked up."""
        is_due = name not in self._keys or self._age >= FRESH
        return is_due and self._clock() - self._tried >= PAUSE

    def _refresh(self) -> None:
        """Fetch the keys, and stay with those there are if that fails."""
        try:
            self._keys = self._fetch()
        except IssuerUnavailableError as error:
            structlog.get_logger().warning("no keys of the issuer", reason=str(error.__cause__))
            self._tried = self._clock()
        else:
            self._fetched = self._tried = self._clock()


class TokenVerifier:
    """Verifies tokens."""

    def __init__(self, trusted: TrustedIssuer, clock: Callable[[], float]) -> None:
        """Trust an issuer, whose keys are fetched with the first token.

        Args:
            trusted: Whom, and how far.
            clock: Seconds, never going back.
        """
        self._trusted = trusted
        self._key_set = KeySet(lambda: fetched(trusted), clock)

    def verify(self, text: str) -> Caller:
        """Return who sends a token.

        Raises:
            KeyInvalidError: It is not one of the issuer's for this service, or is not valid now.
            IssuerUnavailableError: Nobody knows, because the issuer does not answer.
        """
        try:
            name = jwt.get_unverified_header(text).get("kid")
            if name is None:
                raise KeyInvalidError("a token that names no key of its issuer")
            claims = jwt.decode(
                text,
                self._key_set.key(name),
                ALGORITHMS,
                {"require": ["exp", "sub"], "enforce_minimum_key_length": True},
                audience=self._trusted.audience,
                issuer=self._trusted.issuer,
                leeway=LEEWAY,
            )
        except PyJWTError as error:
            raise KeyInvalidError(f"a token that is not accepted: {error}") from error
        # No id of a key has a space in it.
        return Caller(f"token {claims['sub']}", self._tenant(claims), self._scopes(claims))

    def _tenant(self, claims: Mapping[str, object]) -> Tenant:
        """Return the tenant that a token names."""
        claim = self._trusted.tenant_claim
        name = _claim(claims, claim)
        if not isinstance(name, str) or not is_tenant(name):
            raise KeyInvalidError(f"a token without a tenant: its claim {claim!r} must name one")
        return Tenant(name)

    def _scopes(self, claims: Mapping[str, object]) -> frozenset[Scope]:
        """Return the scopes that a token lists, of those there are here."""
        listed = _claim(claims, self._trusted.scope_claim)
        names = listed.split() if isinstance(listed, str) else listed
        prefix = self._trusted.scope_prefix
        found = names if isinstance(names, list) else []
        return frozenset(each for each in Scope if f"{prefix}{each}" in found)


def _claim(claims: Mapping[str, object], name: str) -> object:
    """Return a claim by its name, or by a JSON pointer to it; None if it is not there."""
    if not name.startswith("/"):
        return claims.get(name)
    found: object = claims
    for step in name[1:].split("/"):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step.replace("~1", "/").replace("~0", "~"))
    return found


def fetched(trusted: TrustedIssuer) -> Keys:
    """Return the keys of an issuer that sign what is taken from it, by name.

    Raises:
        IssuerUnavailableError: It does not answer, or not with keys.
    """
    try:
        url = trusted.key_set or _key_set(trusted.issuer)
        keys = PyJWKClient(url, cache_jwk_set=False, timeout=PATIENCE).get_signing_keys()
    except (PyJWTError, OSError, ValueError, http.client.HTTPException) as error:
        raise IssuerUnavailableError from error
    return {each.key_id: each for each in keys if each.key_id and each.algorithm_name in ALGORITHMS}


def _key_set(issuer: str) -> str:
    """Return the URL of an issuer's keys, which it tells (OpenID Connect Discovery 1.0).

    Raises:
        ValueError: It tells another thing.
    """
    url = issuer.removesuffix("/") + DISCOVERY
    told = PyJWKClient(url, cache_jwk_set=False, timeout=PATIENCE).fetch_data()
    if told.get("issuer") != issuer:
        raise ValueError(f"{url} is of the issuer {told.get('issuer')!r}, not of {issuer!r}")
    if not is_private(str(told.get("jwks_uri"))):
        raise ValueError(f"{url} names keys at {told.get('jwks_uri')!r}, not at https://...")
    return str(told["jwks_uri"])
