"""The service as users start it, with tokens of an issuer that runs beside it."""

from tests.e2e.process import running
from tests.service import issuer as issuers
from tests.service.bodies import X, body
from tests.service.issuer import AUDIENCE, STRANGE


def test_a_service_that_trusts_an_issuer_takes_its_tokens_and_no_others() -> None:
    with (
        issuers.running() as issuer,
        running(TRIALWISE_OIDC_ISSUER=issuer.url, TRIALWISE_OIDC_AUDIENCE=AUDIENCE) as service,
    ):
        admin = f"Bearer {issuer.token(scope='trialwise:admin')}"
        sent = {"name": "s", **body(X)}
        made = service.request("POST", "/v1/studies", sent, Authorization=admin)
        assert made.status == 201
        path = made.headers["Location"]
        for text, status in [
            (issuer.token(), 201),
            (issuer.token(issuers.EC), 201),
            (issuer.token(tenant="other"), 404),
            (issuer.token(scope="openid"), 403),
            (issuer.token(STRANGE), 401),
            (issuer.token(exp=1), 401),
        ]:
            reply = service.request("POST", f"{path}/ask", {}, Authorization=f"Bearer {text}")
            assert reply.status == status, reply.body
        assert service.request("GET", "/v1/studies").status == 401
