import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.stores import migrate, open_store
from tests import databases
from tests.service.clients import Api, answered, loss


@pytest.fixture
def api() -> Api:
    return Api()


def test_a_service_that_lives_says_so(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_a_service_that_is_ready_says_with_what(tmp_path: Path) -> None:
    url = databases.sqlite(tmp_path)
    migrate(url)
    api = Api(store=open_store(url, 1))
    response = api.client.get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {
        "status": "ok",
        "database": "sqlite",
        "schema_version": api.store.condition().schema,
    }


def test_a_service_is_not_ready_before_its_tables_are_there(tmp_path: Path) -> None:
    api = Api(store=open_store(databases.sqlite(tmp_path), 1))
    response = api.client.get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "`trialwise migrate`" in response.get_json()["detail"]


def test_metrics_tell_of_the_database_what_it_has_and_no_names(
    api: Api,
) -> None:
    api.create(name="secret")
    api.ask("secret", count=3, lease=60)
    api.tell(loss(1, 0.5), {"trial": 2, "failed": "broken"}, study="secret")
    api.wait(30)
    text = api.client.get("/metrics").text
    assert "secret" not in text
    assert "default" not in text.replace('source="default"', "")
    assert {
        "trialwise_database_up 1.0",
        'trialwise_studies{state="active"} 1.0',
        'trialwise_studies{state="stopped"} 0.0',
        'trialwise_trials{state="completed"} 1.0',
        'trialwise_trials{state="failed"} 1.0',
        'trialwise_trials{state="running"} 1.0',
        'trialwise_trials{state="stale"} 0.0',
        'trialwise_best_value_age_seconds{quantile="1.0"} 30.0',
    } <= set(text.splitlines())


def test_metrics_of_the_processes_do_not_depend_on_the_database(tmp_path: Path) -> None:
    api = Api(store=open_store(databases.sqlite(tmp_path), 1))
    lines = api.client.get("/metrics").text.splitlines()
    assert "trialwise_database_up 0.0" in lines
    assert not any(each.startswith("trialwise_trials{") for each in lines)


def test_the_documentation_describes_every_metric(client: FlaskClient) -> None:
    document = Path(__file__).parents[2] / "docs" / "operations.md"
    described = set(re.findall(r"^\| `(trialwise_\w+)`", document.read_text(), re.MULTILINE))
    families = text_string_to_metric_families(client.get("/metrics").text)
    ends = {"counter": "_total"}
    assert described == {
        each.name + ends.get(each.type, "")
        for each in families
        if not each.name.endswith("_created")
    }


def expired(api: Api) -> dict[str, float]:
    """Return how many leases have expired, by what came then."""
    text = api.client.get("/metrics").text
    pattern = r'^trialwise_leases_expired_total\{then="(\w+)"\} (\S+)$'
    return {then: float(n) for then, n in re.findall(pattern, text, re.MULTILINE) if float(n)}


def test_a_lease_that_ran_out_is_counted_once_whatever_comes_then(api: Api) -> None:
    api.create()
    api.ask(count=3, lease=60)
    api.wait(61)
    api.tell(loss(1, 0.5))
    answered(api.send("POST", "/s/trials/2/heartbeat"), 200)
    api.ask(count=1)
    assert expired(api) == {"told": 1.0, "renewed": 1.0, "handed_out": 1.0}
    # None of these comes after its lease any more.
    api.tell(loss(1, 0.5), loss(2, 0.5), loss(3, 0.5))
    assert expired(api) == {"told": 1.0, "renewed": 1.0, "handed_out": 1.0}


def test_a_measurement_that_comes_after_the_lease_renews_it(api: Api) -> None:
    api.create()
    api.ask(lease=60)
    api.wait(61)
    answered(api.send("POST", "/s/trials/1/report", {"step": 1, "values": {"loss": 1.0}}), 200)
    assert expired(api) == {"renewed": 1.0}


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
        "trialwise_asks",
        "trialwise_best_value_age_seconds",
        "trialwise_database_up",
        "trialwise_http_request_wait_seconds",
        "trialwise_leases_expired",
        "trialwise_studies",
        "trialwise_trials",
        "trialwise_ask_trials",
        "trialwise_fit_duration_seconds",
        "trialwise_fits_ahead",
        "trialwise_results_told",
        "trialwise_trials_handed_out",
    } | {each for each in families if each.endswith("_created")}
