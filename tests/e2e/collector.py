"""A collector of OpenTelemetry, as far as a service can tell: it takes spans by OTLP over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True, slots=True)
class Collector:
    """What was sent, and where to."""

    port: int
    requests: list[ExportTraceServiceRequest] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        """How a service is told to send its spans here."""
        endpoint = f"http://127.0.0.1:{self.port}"
        return {"TRIALWISE_TRACES": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}

    @property
    def spans(self) -> list[Span]:
        """All spans, in the order in which they came."""
        resources = [each for request in self.requests for each in request.resource_spans]
        scopes = [each for resource in resources for each in resource.scope_spans]
        return [span for scope in scopes for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                collector.requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(server.server_address[1])
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
