"""What a collector of OpenTelemetry hears of requests."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, format_span_id, format_trace_id

from service.app import create_app
from service.metrics import Metrics
from service.queueing import Slots
from service.stores import migrate, open_store
from service.telemetry import Telemetry
from tests import databases
from tests.service.bodies import body, done
from tests.service.conftest import MAX_BODY_BYTES, collaborators, fit_cache

# A request of somebody else's trace, as W3C writes it.
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEADER = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
Spans = Callable[[], Sequence[ReadableSpan]]


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def client(exporter: InMemorySpanExporter, tmp_path: Path, log: list[Any]) -> FlaskClient:  # noqa: ARG001 # Captures from the start.
    tracer = Telemetry("1.2.3", SimpleSpanProcessor(exporter))
    url = databases.sqlite(tmp_path)
    migrate(url)
    app = create_app(
        max_body_bytes=MAX_BODY_BYTES,
        version="1.2.3",
        metrics=Metrics(),
        collaborators=replace(
            collaborators(),
            store=open_store(url, 1, tracer),
            fits=fit_cache(tracer=tracer),
            tracer=tracer,
        ),
        slots=Slots(1, 60.0),
    )
    return app.test_client()


def facts(span: ReadableSpan) -> dict[str, Any]:
    """Return what is told of a span."""
    return dict(span.attributes or {})


def test_a_request_is_a_span_with_the_facts_that_conventions_name(
    client: FlaskClient, exporter: InMemorySpanExporter
) -> None:
    client.get("/v1/studies/none", headers={"X-Request-ID": "mine"})
    span = exporter.get_finished_spans()[-1]
    assert span.name == "GET /v1/studies/<study:study>"
    assert span.kind is SpanKind.SERVER
    assert span.status.is_ok
    assert facts(span) == {
        "http.request.method": "GET",
        "http.route": "/v1/studies/<study:study>",
        "http.response.status_code": 404,
        "url.path": "/v1/studies/none",
        "url.scheme": "http",
        "trialwise.request_id": "mine",
    }


def test_transactions_belong_to_the_request_that_makes_them(
    client: FlaskClient, exporter: InMemorySpanExporter
) -> None:
    client.post("/v1/studies", json={"name": "s", **body()})
    *inner, request = exporter.get_finished_spans()
    assert request.context is not None
    written = [each for each in inner if each.name == "store write"]
    assert [facts(each) for each in written] == [{"db.system.name": "sqlite"}]
    assert {each.parent.span_id for each in inner if each.parent} == {request.context.span_id}


def test_a_fit_belongs_to_the_request_that_waits_for_it(
    client: FlaskClient, exporter: InMemorySpanExporter
) -> None:
    trials = [done(x * x, x=x) for x in (0.0, 0.25, 0.5, 0.75, 1.0)]
    algorithm = {"name": "gp", "initial_trials": 1}
    response = client.post("/v1/ask", json=body(trials=trials, algorithm=algorithm))
    assert response.status_code == 200
    *inner, request = exporter.get_finished_spans()
    assert request.context is not None
    (fit,) = (each for each in inner if each.name == "fit")
    assert facts(fit) == {"trialwise.observations": 5, "trialwise.origin": "fitted"}
    assert fit.parent is not None
    assert fit.parent.span_id == request.context.span_id


def test_a_request_belongs_to_the_trace_that_its_client_names(
    client: FlaskClient, exporter: InMemorySpanExporter
) -> None:
    client.get("/v1/studies", headers=HEADER)
    span = exporter.get_finished_spans()[-1]
    assert span.context is not None
    assert span.parent is not None
    assert format_trace_id(span.context.trace_id) == TRACE
    assert format_span_id(span.parent.span_id) == PARENT


def test_the_log_names_the_span_of_a_request(
    client: FlaskClient, exporter: InMemorySpanExporter, log: list[Any]
) -> None:
    client.get("/v1/studies", headers=HEADER)
    span = exporter.get_finished_spans()[-1]
    assert span.context is not None
    assert log[-1]["trace_id"] == TRACE
    assert log[-1]["span_id"] == format_span_id(span.context.span_id)


def test_one_request_leaves_nothing_behind_for_the_next(
    client: FlaskClient, exporter: InMemorySpanExporter
) -> None:
    client.get("/v1/studies", headers=HEADER)
    client.get("/v1/studies")
    span = exporter.get_finished_spans()[-1]
    assert span.parent is None


def test_a_request_that_the_service_cannot_answer_has_failed(
    client: FlaskClient, exporter: InMemorySpanExporter, tmp_path: Path
) -> None:
    (tmp_path / "trialwise.db").write_bytes(b"no database" * 1_000)
    assert client.get("/v1/studies").status_code == 500
    span = exporter.get_finished_spans()[-1]
    assert not span.status.is_ok
    assert facts(span)["error.type"] == "500"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/unknown"])
def test_what_probes_ask_is_no_span(
    client: FlaskClient, exporter: InMemorySpanExporter, path: str
) -> None:
    client.get(path)
    assert exporter.get_finished_spans() == ()


def test_the_environment_says_what_the_service_is_called(
    exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "mine")
    tracer = Telemetry("1.2.3", SimpleSpanProcessor(exporter))
    with tracer.request("any", {}, {}):
        pass
    (span,) = exporter.get_finished_spans()
    assert span.resource.attributes["service.name"] == "mine"
    assert span.resource.attributes["service.version"] == "1.2.3"


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TRIALWISE_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_of_opentelemetry_is_imported_by_default() -> None:
    code = "import sys, service.server; sys.exit('opentelemetry' in sys.modules)"
    assert run(code).returncode == 0


def test_traces_without_their_packages_are_refused_in_one_line() -> None:
    # None is how an import of what is not installed is simulated.
    code = "import sys; sys.modules['opentelemetry'] = None; from service.__main__ import main; "
    result = run(f"{code}main(['serve'])", TRIALWISE_TRACES="otlp")
    assert result.returncode == 1
    assert result.stderr == (
        "trialwise: TRIALWISE_TRACES is otlp, which needs packages that are not installed: "
        "pip install 'trialwise[otel]', or requirements-otel.lock\n"
    )
