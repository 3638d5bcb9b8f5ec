"""Spans reach a collector, also the last ones, and a service does not depend on one."""

import socket

from tests.e2e.collector import collecting
from tests.e2e.process import running
from tests.service.bodies import body


def test_the_spans_of_all_processes_reach_the_collector_before_the_end() -> None:
    with collecting() as collector, running(TRIALWISE_WORKERS="2", **collector.settings) as service:
        for _ in range(10):
            service.request("POST", "/v1/ask", body())
        assert service.stop() == 0
        spans = collector.spans
    assert [each.name for each in spans if not each.parent_span_id] == ["POST /v1/ask"] * 10
    assert "store read" in {each.name for each in spans if each.parent_span_id}
    resource = collector.requests[0].resource_spans[0].resource
    facts = {each.key: each.value.string_value for each in resource.attributes}
    assert facts["service.name"] == "trialwise"


def test_a_collector_that_is_gone_keeps_nobody_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    settings = {"TRIALWISE_TRACES": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
    with running(**settings, OTEL_EXPORTER_OTLP_TIMEOUT="1") as service:
        assert service.request("POST", "/v1/ask", body()).status == 200
        assert service.stop() == 0
