import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_service_that_works_says_so(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_head_is_answered_without_a_body(client: FlaskClient, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.data) == (200, b"")


def test_metrics_are_what_prometheus_reads(client: FlaskClient) -> None:
    client.get("/healthz")
    response = client.get("/metrics")
    families = {each.name for each in text_string_to_metric_families(response.text)}
    assert response.mimetype == "text/plain"
    assert families == {
        "trialwise_http_requests",
        "trialwise_http_request_duration_seconds",
        "trialwise_ask_duration_seconds",
        "trialwise_ask_trials",
        "trialwise_fit_duration_seconds",
        "trialwise_fits_ahead",
        "trialwise_results_told",
        "trialwise_trials_handed_out",
    } | {each for each in families if each.endswith("_created")}
