"""Gives every request an id, a line in the log, a place in the metrics and a span."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from http import HTTPStatus
from typing import Final

import structlog
from flask import Flask, Response, g, request

from service import logs
from service.connections import PatientSocket
from service.metrics import Metrics
from service.tracing import SILENCE, Span, Tracer

# What probes and dashboards ask every few seconds is no work to follow.
TRACED: Final = "/v1/"


def init_app(
    app: Flask,
    *,
    metrics: Metrics,
    tracer: Tracer,
    clock: Callable[[], float],
    new_id: Callable[[], str],
) -> None:
    """Let what an application does be seen from outside.

    Args:
        app: The application.
        metrics: What is counted and measured.
        tracer: Who hears of spans.
        clock: Seconds, never going back.
        new_id: Makes an id for a request that brings none.
    """
    log = structlog.get_logger()

    def begin() -> None:
        g.start = clock()
        g.request_id = logs.request_id(request.headers.get("X-Request-ID"), new_id())
        g.trace = ExitStack()
        g.span = g.trace.enter_context(_span(tracer))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id, **tracer.identity())

    def end(response: Response) -> Response:
        seconds, status = clock() - g.start, response.status_code
        metrics.answered(request.method, _route(), status, seconds)
        waited = _waited(metrics)
        log.info(
            "request",
            method=request.method,
            path=request.path[:200],
            status=status,
            duration_ms=round(1000.0 * seconds, 3),
            **waited,
            **g.get("facts", {}),
        )
        g.span.tell({"http.response.status_code": status, "trialwise.request_id": g.request_id})
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            g.span.fail(str(status))
        response.headers["X-Request-ID"] = g.request_id
        return response

    def forget(_: BaseException | None) -> None:
        g.trace.close()
        # What the server logs next in this thread is about another request.
        structlog.contextvars.clear_contextvars()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)


def _waited(metrics: Metrics) -> dict[str, float]:
    """Count how long the request waited for a thread, and return it for the log."""
    connection = request.environ.get("gunicorn.socket")
    if not isinstance(connection, PatientSocket):
        return {}
    metrics.waited(connection.threads, connection.waited)
    return {"waited_ms": round(1000.0 * connection.waited, 3)}


def _route() -> str | None:
    """Return the rule that the request matches; None if it matches none."""
    return request.url_rule.rule if request.url_rule else None


def _span(tracer: Tracer) -> AbstractContextManager[Span]:
    """Return the span of the request, in the words of OpenTelemetry's conventions."""
    route = _route()
    if route is None or not route.startswith(TRACED):
        return SILENCE.span("", {})
    facts = {
        "http.request.method": request.method,
        "http.route": route,
        "url.path": request.path,
        "url.scheme": request.scheme,
    }
    return tracer.request(f"{request.method} {route}", dict(request.headers), facts)
