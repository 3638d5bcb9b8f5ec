"""Spans for OpenTelemetry, sent to a collector by OTLP over HTTP; needs the extra `otel`.

The variables of OpenTelemetry (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER and so on) say
where to and how many.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service.tracing import SILENCE, Fact, Span

NAME: Final = "trialwise"


@dataclass(frozen=True, slots=True)
class TelemetrySpan:
    """A span of OpenTelemetry."""

    span: trace.Span

    def tell(self, facts: Mapping[str, Fact]) -> None:
        """Add facts."""
        self.span.set_attributes(facts)

    def fail(self, kind: str) -> None:
        """Say that it went wrong, and in which way."""
        self.span.set_attribute("error.type", kind)
        self.span.set_status(Status(StatusCode.ERROR))


class Telemetry:
    """Sends spans to a collector; a `tracing.Tracer`."""

    def __init__(self, version: str, processor: SpanProcessor) -> None:
        """Begin with no span.

        Args:
            version: Of this service.
            processor: What becomes of spans that have ended.
        """
        own = Resource.create({"service.name": NAME, "service.version": version})
        # What the environment says is stronger.
        self._provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer(NAME, version)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def request(
        self, name: str, headers: Mapping[str, str], facts: Mapping[str, Fact]
    ) -> Iterator[Span]:
        """Return the span of a request, which belongs to the one its headers name, if any."""
        # Their names may be in any case.
        carrier = {key.lower(): value for key, value in headers.items()}
        token = context.attach(self._propagator.extract(carrier))
        try:
            with self._span(name, SpanKind.SERVER, facts) as span:
                yield span
        finally:
            context.detach(token)

    def span(self, name: str, facts: Mapping[str, Fact]) -> AbstractContextManager[Span]:
        """Return a span that belongs to the one this thread is in; of none, nobody hears."""
        if not trace.get_current_span().get_span_context().is_valid:
            return SILENCE.span(name, facts)
        return self._span(name, SpanKind.INTERNAL, facts)

    def identity(self) -> Mapping[str, str]:
        """Return the ids of the span that this thread is in, if it is in one."""
        current = trace.get_current_span().get_span_context()
        if not current.is_valid:
            return {}
        return {
            "trace_id": trace.format_trace_id(current.trace_id),
            "span_id": trace.format_span_id(current.span_id),
        }

    @contextmanager
    def _span(self, name: str, kind: SpanKind, facts: Mapping[str, Fact]) -> Iterator[Span]:
        """Return a span of a kind."""
        with self._tracer.start_as_current_span(name, kind=kind, attributes=facts) as span:
            yield TelemetrySpan(span)


def by_otlp(version: str) -> Telemetry:
    """Return what sends spans in the background, and the last of them when the process ends.

    Call it in the process that has the spans: a fork would not take its thread along.
    """
    return Telemetry(version, BatchSpanProcessor(OTLPSpanExporter()))
