"""The composition root: everything is wired here, and all it needs arrives as arguments."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, request

from service import (
    documentation,
    guard,
    health,
    logs,
    problems,
    routes,
    study_routes,
    trial_routes,
    use_cases,
)
from service.desk import Desk
from service.metrics import Metrics
from service.operations import StudyConverter
from service.queueing import Queues
from service.rates import Rates
from service.stores import Store
from service.trial import Moment

OPERATIONS = (
    routes.ASK,
    *study_routes.OPERATIONS,
    *trial_routes.OPERATIONS,
    health.ALIVE,
    health.READY,
    health.METRICS,
)

# Answers are JSON, so whatever a browser makes of one, it may load nothing and frame nothing.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Outside:
    """Time, identity, chance, and what others know.

    Attributes:
        clock: Seconds, never going back.
        now: The time of day, the same on every machine.
        new_id: Makes an id for a study, and for a request that brings none.
        draw_seed: Draws a seed for an ask or a study that brings none.
        store: Where studies are.
        rate: How many requests a minute each of those who ask may send; 0 for any number.
        anonymous: Whether requests without a key are let in as long as there are no keys.
    """

    clock: Callable[[], float]
    now: Callable[[], Moment]
    new_id: Callable[[], str]
    draw_seed: Callable[[], int]
    store: Store
    rate: int = 0
    anonymous: bool = True


def create_app(
    *,
    max_body_bytes: int,
    version: str,
    metrics: Metrics,
    outside: Outside,
    turns: AbstractContextManager[object],
    rehearse: Callable[[], None] = use_cases.rehearse,
) -> Flask:
    """Return the application.

    Args:
        max_body_bytes: How long the body of a request may be.
        version: The version of this service.
        metrics: What is counted and measured.
        outside: What there is outside this process.
        turns: What an ask enters while it is worked on, having waited for its turn.
        rehearse: Called once; the service is ready unless it raises.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["study"] = StudyConverter
    # A path with a slash too many is unknown; werkzeug would redirect to where `Host` says.
    app.url_map.merge_slashes = False
    _observe(app, metrics, outside)
    scopes = {each.id: each.scope for each in OPERATIONS}
    rates = Rates(outside.rate, outside.clock)
    guard.init_app(app, outside.store, outside.now, scopes, rates, anonymous=outside.anonymous)
    problems.init_app(app)
    app.register_blueprint(
        routes.blueprint(
            draw_seed=outside.draw_seed,
            clock=outside.clock,
            metrics=metrics,
            max_body_bytes=max_body_bytes,
            turns=turns,
        )
    )
    desk = Desk(
        store=outside.store,
        now=outside.now,
        clock=outside.clock,
        new_id=outside.new_id,
        draw_seed=outside.draw_seed,
        metrics=metrics,
        max_body_bytes=max_body_bytes,
        turns=turns,
        queue=Queues(),
    )
    app.register_blueprint(study_routes.blueprint(desk))
    app.register_blueprint(trial_routes.blueprint(desk))
    app.register_blueprint(
        health.blueprint(metrics=metrics, store=outside.store, is_ready=_works(rehearse))
    )
    app.register_blueprint(
        documentation.blueprint(OPERATIONS, version=version, max_body_bytes=max_body_bytes)
    )
    return app


def _works(rehearse: Callable[[], None]) -> bool:
    """Return whether the optimiser answers, and log why not."""
    try:
        rehearse()
    except Exception as error:  # noqa: BLE001 # Whatever it is, the service is not ready.
        structlog.get_logger().error("not ready", exc_info=error)
        return False
    return True


def _observe(app: Flask, metrics: Metrics, outside: Outside) -> None:
    """Give every request an id, a line in the log and a place in the metrics."""
    log = structlog.get_logger()

    def begin() -> None:
        g.start = outside.clock()
        g.request_id = logs.request_id(request.headers.get("X-Request-ID"), outside.new_id())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def end(response: Response) -> Response:
        seconds = outside.clock() - g.start
        route = request.url_rule.rule if request.url_rule else None
        metrics.answered(request.method, route, response.status_code, seconds)
        log.info(
            "request",
            method=request.method,
            path=request.path[:200],
            status=response.status_code,
            duration_ms=round(1000.0 * seconds, 3),
            **g.get("facts", {}),
        )
        response.headers["X-Request-ID"] = g.request_id
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def forget(_: BaseException | None) -> None:
        # What the server logs next in this thread is about another request.
        structlog.contextvars.clear_contextvars()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
