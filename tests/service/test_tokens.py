"""Bearer tokens, with real keys from a real issuer on this machine."""

import base64
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from service.access import Scope
from service.errors import IssuerUnavailableError, KeyInvalidError
from service.tokens import FRESH, KEPT, LEEWAY, PAUSE, KeySet, TokenVerifier, TrustedIssuer, fetched
from tests.service import issuer as issuers
from tests.service.issuer import AUDIENCE, DISCOVERY, EC, RSA, STRANGE, Issuer, rsa_key, signed


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuers.running() as running:
        yield running


@dataclass
class Watch:
    """A clock whose hand the test moves."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def trust(issuer: Issuer) -> TrustedIssuer:
    return TrustedIssuer(issuer.url, AUDIENCE, "", "tenant", "scope", "trialwise:")


@pytest.fixture
def tokens(trust: TrustedIssuer, watch: Watch) -> TokenVerifier:
    return TokenVerifier(trust, watch)


def refusal(tokens: TokenVerifier, text: str) -> str:
    """Return why a token is refused."""
    with pytest.raises(KeyInvalidError) as caught:
        tokens.verify(text)
    return str(caught.value)


class TestATokenOfTheIssuer:
    @pytest.mark.parametrize("key", [RSA, EC], ids=["RSA", "EC"])
    def test_says_who_sends_it_and_what_it_may_do(
        self, tokens: TokenVerifier, issuer: Issuer, key: issuers.SigningKey
    ) -> None:
        caller = tokens.verify(issuer.token(key))
        assert (caller.name, caller.tenant) == ("token trainer", "team")
        assert caller.scopes == {Scope.ASK, Scope.TELL}

    def test_may_be_for_several_audiences(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        assert tokens.verify(issuer.token(aud=["other", AUDIENCE])).tenant == "team"

    def test_may_list_scopes_in_an_array(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        caller = tokens.verify(issuer.token(scope=["trialwise:read", "read:all", 1]))
        assert caller.scopes == {Scope.READ}

    def test_may_do_nothing_without_scopes_of_ours(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        for scope in (None, "", "admin ask", {"trialwise:admin": True}, 7):
            assert tokens.verify(issuer.token(scope=scope)).scopes == set()

    def test_may_have_its_claims_anywhere(self, trust: TrustedIssuer, issuer: Issuer) -> None:
        where = replace(
            trust, tenant_claim="https://a/b", scope_claim="/realm/a~1b/roles", scope_prefix=""
        )
        claims: dict[str, Any] = {"https://a/b": "team b", "realm": {"a/b": {"roles": ["admin"]}}}
        caller = TokenVerifier(where, time.monotonic).verify(issuer.token(**claims))
        assert (caller.tenant, set(caller.scopes)) == ("team b", {Scope.ADMIN})

    def test_may_be_checked_with_keys_from_elsewhere(
        self, trust: TrustedIssuer, issuer: Issuer
    ) -> None:
        issuer.answers[DISCOVERY] = None
        elsewhere = replace(trust, key_set=f"{issuer.url}/keys")
        assert TokenVerifier(elsewhere, time.monotonic).verify(issuer.token()).tenant == "team"

    def test_counts_while_clocks_differ_a_little(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        now = int(time.time())
        assert tokens.verify(issuer.token(exp=now - LEEWAY // 2, nbf=now + LEEWAY // 2))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("claims", "why"),
        [
            ({"exp": 1}, "expired"),
            ({"nbf": 2**40}, "not yet valid"),
            ({"iat": 2**40}, "not yet valid"),
            ({"exp": None}, "exp"),
            ({"exp": "soon"}, "exp"),
            ({"sub": None}, "sub"),
            ({"sub": 7}, "[Ss]ubject"),
            ({"aud": None}, "aud"),
            ({"aud": "other"}, "[Aa]udience"),
            ({"aud": [["trialwise"]]}, "claim format"),
            ({"iss": None}, "iss"),
            ({"iss": "https://other"}, "[Ii]ssuer"),
            ({"tenant": None}, "claim 'tenant'"),
            ({"tenant": ""}, "claim 'tenant'"),
            ({"tenant": ["team"]}, "claim 'tenant'"),
            ({"tenant": "a\0b"}, "claim 'tenant'"),
            ({"tenant": "t" * 256}, "claim 'tenant'"),
        ],
    )
    def test_a_token_with_other_claims(
        self, tokens: TokenVerifier, issuer: Issuer, claims: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(KeyInvalidError, match=why):
            tokens.verify(issuer.token(**claims))

    def test_a_token_that_another_key_of_the_same_name_has_signed(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        assert "Signature verification failed" in refusal(tokens, issuer.token(STRANGE))

    def test_a_token_that_was_changed(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        head, _, signature = issuer.token().split(".")
        other = issuer.token(tenant="other").split(".")[1]
        assert "Signature verification failed" in refusal(tokens, f"{head}.{other}.{signature}")

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
    def test_a_token_that_nobody_has_signed(
        self, tokens: TokenVerifier, issuer: Issuer, algorithm: str
    ) -> None:
        head = {"alg": algorithm, "kid": RSA.name}
        parts = [json.dumps(each).encode() for each in (head, issuer.claims())]
        text = ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts)
        assert "alg value is not allowed" in refusal(tokens, f"{text}.")

    @pytest.mark.parametrize("form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
    @pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
    def test_a_token_signed_with_the_public_key_as_if_it_were_a_secret(
        self, tokens: TokenVerifier, issuer: Issuer, form: PublicFormat, encoding: Encoding
    ) -> None:
        secret = RSA.private.public_key().public_bytes(encoding, form)
        # The library refuses to make such a token; an attacker's would not.
        head, body = ({"alg": "HS256", "kid": RSA.name}, issuer.claims())
        encoded = [
            base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=")
            for each in (head, body)
        ]
        made = jwt.get_algorithm_by_name("HS256").sign(".".join(encoded).encode(), secret)
        text = ".".join([*encoded, base64.urlsafe_b64encode(made).decode().rstrip("=")])
        assert "alg value is not allowed" in refusal(tokens, text)

    def test_a_token_that_brings_its_own_key(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        text = signed(issuer.claims(), STRANGE, jwk=STRANGE.public, jku=f"{issuer.url}/mine")
        assert "Signature verification failed" in refusal(tokens, text)

    def test_a_token_of_another_algorithm_than_its_key(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        other = issuers.SigningKey(RSA.name, "PS256", RSA.private)
        assert "does not match" in refusal(tokens, issuer.token(other))

    def test_a_token_of_a_key_that_is_too_short(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        short = rsa_key("short", bits=1_024)
        issuer.keys = [short]
        with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
            text = issuer.token(short)
        assert "below the minimum" in refusal(tokens, text)

    def test_a_token_of_a_secret_that_the_issuer_publishes(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        secret = "s" * 64
        shared = {"kty": "oct", "kid": "secret", "alg": "HS256", "k": "c3" * 40, "use": "sig"}
        issuer.answers["/keys"] = {"keys": [shared, RSA.public]}
        text = jwt.encode(issuer.claims(), secret, "HS256", headers={"kid": "secret"})
        assert "does not have" in refusal(tokens, text)

    def test_a_token_that_names_no_key(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        text = jwt.encode(issuer.claims(), RSA.private, "RS256")
        assert "names no key" in refusal(tokens, text)
        assert issuer.asked == 0

    @hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text() | st.lists(st.sampled_from([".", "e30", "bnVsbA", "W10", "é"])).map("".join))
    def test_whatever_is_no_token(self, tokens: TokenVerifier, text: str) -> None:
        refusal(tokens, text)


class TestKeys:
    def test_are_fetched_once_for_many_tokens(self, tokens: TokenVerifier, issuer: Issuer) -> None:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(tokens.verify, [issuer.token()] * 64))
        assert issuer.asked == 1

    def test_are_fetched_again_after_a_while(
        self, tokens: TokenVerifier, issuer: Issuer, watch: Watch
    ) -> None:
        tokens.verify(issuer.token())
        watch.seconds += FRESH
        tokens.verify(issuer.token())
        assert issuer.asked == 2

    def test_that_are_new_are_fetched_when_a_token_names_them(
        self, tokens: TokenVerifier, issuer: Issuer, watch: Watch
    ) -> None:
        tokens.verify(issuer.token())
        new = rsa_key("new")
        issuer.keys = [new]
        watch.seconds += PAUSE
        assert tokens.verify(issuer.token(new)).tenant == "team"
        assert "does not have" in refusal(tokens, issuer.token(RSA))

    def test_that_are_invented_are_no_load_on_the_issuer(
        self, tokens: TokenVerifier, issuer: Issuer
    ) -> None:
        for number in range(50):
            text = signed(issuer.claims(), STRANGE, kid=str(number))
            assert "does not have" in refusal(tokens, text)
        assert issuer.asked == 1

    def test_that_are_known_count_while_the_issuer_is_away(
        self, tokens: TokenVerifier, issuer: Issuer, watch: Watch, log: list[Any]
    ) -> None:
        tokens.verify(issuer.token())
        issuer.is_down = True
        watch.seconds += KEPT - 1.0
        assert tokens.verify(issuer.token()).tenant == "team"
        assert [each["event"] for each in log] == ["no keys of the issuer"]
        watch.seconds += 1.0
        with pytest.raises(IssuerUnavailableError):
            tokens.verify(issuer.token())

    def test_that_nobody_knows_while_the_issuer_is_away_may_be_good(
        self, tokens: TokenVerifier, issuer: Issuer, watch: Watch, log: list[Any]
    ) -> None:
        issuer.is_down = True
        for _ in range(20):
            with pytest.raises(IssuerUnavailableError):
                tokens.verify(issuer.token())
        assert len(log) == 1
        issuer.is_down = False
        watch.seconds += PAUSE
        assert tokens.verify(issuer.token()).tenant == "team"

    def test_that_are_known_do_not_wait_for_others_to_be_fetched(self, watch: Watch) -> None:
        known = {"known": jwt.PyJWK(RSA.public)}
        found: list[object] = []

        def fetch() -> dict[str, jwt.PyJWK]:
            if watch.seconds > 1_000.0:
                with ThreadPoolExecutor(1) as pool:
                    found.append(pool.submit(ring.key, "known").result(10))
            return known

        ring = KeySet(fetch, watch)
        ring.key("known")
        watch.seconds += FRESH
        ring.key("known")
        assert found == [known["known"]]


class TestAnIssuer:
    @pytest.mark.parametrize(
        "told",
        [
            b"<html>",
            b"[]",
            b"",
            None,
            {"issuer": "https://other", "jwks_uri": "https://other/keys"},
            {"jwks_uri": "https://other/keys"},
        ],
    )
    def test_that_tells_something_else_is_not_asked_for_keys(
        self, trust: TrustedIssuer, issuer: Issuer, told: Any
    ) -> None:
        issuer.answers[DISCOVERY] = told
        with pytest.raises(IssuerUnavailableError):
            fetched(trust)

    @pytest.mark.parametrize("where", ["file:///etc/passwd", "http://192.0.2.1/keys", None])
    def test_that_names_a_place_where_keys_can_be_forged_is_not_believed(
        self, trust: TrustedIssuer, issuer: Issuer, where: str | None
    ) -> None:
        issuer.answers[DISCOVERY] = {"issuer": issuer.url, "jwks_uri": where}
        with pytest.raises(IssuerUnavailableError) as caught:
            fetched(trust)
        assert "not at https://" in str(caught.value.__cause__)

    @pytest.mark.parametrize("keys", [b"{", b"[]", b"{}", {"keys": []}, {"keys": [1, {}]}, None])
    def test_without_keys_is_not_available(
        self, trust: TrustedIssuer, issuer: Issuer, keys: Any
    ) -> None:
        issuer.answers["/keys"] = keys
        with pytest.raises(IssuerUnavailableError):
            fetched(trust)

    def test_that_nobody_reaches_is_not_available(self, trust: TrustedIssuer) -> None:
        nowhere = replace(trust, key_set="http://127.0.0.1:1/keys")
        with pytest.raises(IssuerUnavailableError):
            fetched(nowhere)

    def test_may_have_keys_that_are_not_for_signing(
        self, trust: TrustedIssuer, issuer: Issuer
    ) -> None:
        odd = [{**EC.public, "use": "enc"}, {"kty": "new"}, RSA.public]
        issuer.answers["/keys"] = {"keys": odd}
        assert set(fetched(trust)) == {RSA.name}
