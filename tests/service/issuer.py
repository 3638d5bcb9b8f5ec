"""An issuer of bearer tokens: real keys, and a real server that tells the public ones."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "trialwise"
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair and the algorithm it is for."""

    name: str
    algorithm: str
    private: Any

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JSON web key."""
        kind = RSAAlgorithm if self.algorithm.startswith(("RS", "PS")) else ECAlgorithm
        described: dict[str, Any] = kind.to_jwk(self.private.public_key(), as_dict=True)
        return {**described, "kid": self.name, "alg": self.algorithm, "use": "sig"}


def rsa_key(name: str, algorithm: str = "RS256", bits: int = 2_048) -> SigningKey:
    """Return a new RSA key."""
    return SigningKey(name, algorithm, rsa.generate_private_key(65_537, bits))


def ec_key(name: str) -> SigningKey:
    """Return a new key of the elliptic curve P-256."""
    return SigningKey(name, "ES256", ec.generate_private_key(ec.SECP256R1()))


RSA = rsa_key("rsa")
EC = ec_key("ec")
# What the issuer does not have.
STRANGE = rsa_key("rsa")


@dataclass
class Issuer:
    """An issuer at a URL, what it answers, and how often it was asked for keys."""

    url: str
    keys: list[SigningKey] = field(default_factory=lambda: [RSA, EC])
    answers: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    asked: int = 0

    def answer(self, path: str) -> Any:
        """Return what is at a path; bytes as they are, None if it does not answer."""
        if self.is_down:
            return None
        if path == "/keys":
            self.asked += 1
        known = {
            DISCOVERY: {"issuer": self.url, "jwks_uri": f"{self.url}/keys"},
            "/keys": {"keys": [each.public for each in self.keys]},
        }
        return {**known, **self.answers}[path]

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return the claims of a good token, with some changed; None takes one away."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "trainer",
            "iat": now,
            "exp": now + 600,
            "tenant": "team",
            "scope": "openid trialwise:ask trialwise:tell",
        }
        return {name: each for name, each in {**claims, **changed}.items() if each is not None}

    def token(self, key: SigningKey = RSA, **changed: Any) -> str:
        """Return a token with these claims."""
        return signed(self.claims(**changed), key)


def signed(claims: dict[str, Any], key: SigningKey = RSA, **header: Any) -> str:
    """Return claims signed with a key."""
    return jwt.encode(claims, key.private, key.algorithm, headers={"kid": key.name, **header})


@contextmanager
def running() -> Iterator[Issuer]:
    """Run an issuer on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The server calls it by this name.
            answer = issuer.answer(self.path)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(503 if answer is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
