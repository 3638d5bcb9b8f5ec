"""The composition root: everything is wired here, and all it needs arrives as arguments."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from flask import Blueprint, Flask, Response

from service import (
    documentation,
    guard,
    health,
    model_routes,
    observation,
    problems,
    routes,
    study_operations,
    study_routes,
    trial_operations,
    trial_routes,
    use_cases,
)
from service.access import Caller
from service.api import Api
from service.census import Registrar
from service.fits import FitCache
from service.guard import Authenticator
from service.metrics import Metrics
from service.operations import StudyConverter
from service.queueing import Queues
from service.quotas import UNLIMITED, Quota
from service.rates import RateLimiter
from service.stores import Store
from service.studies import Ahead
from service.tracing import SILENCE, Tracer
from service.trial import Moment
from service.wire.experience import shipped

OPERATIONS = (
    routes.ASK,
    *model_routes.OPERATIONS,
    *study_operations.OPERATIONS,
    *trial_operations.OPERATIONS,
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
class Collaborators:
    """Time, identity, chance, and what is known.

    Attributes:
        clock: Seconds, never going back.
        now: The time of day, the same on every machine.
        new_id: Makes an id for a study, and for a request that brings none.
        draw_seed: Draws a seed for an ask or a study that brings none.
        store: Where studies are.
        fits: What was learned before.
        ahead: What learns from studies between their asks.
        quota: What those may have and do whose keys do not say.
        anonymous: Whether requests without a key are let in as long as there are no keys.
        verify_token: Returns who sends a bearer token of another issuer; None if none are taken.
        tracer: Who hears of spans.
    """

    clock: Callable[[], float]
    now: Callable[[], Moment]
    new_id: Callable[[], str]
    draw_seed: Callable[[], int]
    store: Store
    fits: FitCache
    ahead: Ahead
    quota: Quota = UNLIMITED
    anonymous: bool = True
    verify_token: Callable[[str], Caller] | None = None
    tracer: Tracer = SILENCE


def warm_up() -> None:
    """Read the experience that ships and answer a small ask, so that no client waits for either.

    Raises:
        Exception: The optimiser does not work here.
    """
    shipped("")
    use_cases.warm_up()


def create_app(
    *,
    max_body_bytes: int,
    version: str,
    metrics: Metrics,
    collaborators: Collaborators,
    slots: AbstractContextManager[object],
    warm_up: Callable[[], None] = warm_up,
) -> Flask:
    """Return the application.

    Args:
        max_body_bytes: How long the body of a request may be.
        version: The version of this service.
        metrics: What is counted and measured.
        collaborators: What it works with.
        slots: What an ask enters while it is worked on, having waited for a slot.
        warm_up: Called once; the service is ready unless it raises.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["study"] = StudyConverter
    # A path with a slash too many is unknown; werkzeug would redirect to where `Host` says.
    app.url_map.merge_slashes = False
    observation.init_app(
        app,
        metrics=metrics,
        tracer=collaborators.tracer,
        clock=collaborators.clock,
        new_id=collaborators.new_id,
    )
    app.after_request(_add_headers)
    scopes = {each.id: each.scope for each in OPERATIONS}
    limiter = RateLimiter(collaborators.clock)
    authenticator = Authenticator(
        collaborators.store,
        collaborators.now,
        collaborators.verify_token,
        collaborators.anonymous,
    )
    guard.init_app(app, authenticator, scopes, limiter, collaborators.quota)
    problems.init_app(app)
    api = Api(
        store=collaborators.store,
        now=collaborators.now,
        clock=collaborators.clock,
        new_id=collaborators.new_id,
        draw_seed=collaborators.draw_seed,
        metrics=metrics,
        max_body_bytes=max_body_bytes,
        fits=collaborators.fits,
        ahead=collaborators.ahead,
        slots=slots,
        queue=Queues(),
    )
    for each in _blueprints(api, version, is_ready=_works(warm_up)):
        app.register_blueprint(each)
    return app


def _blueprints(api: Api, version: str, *, is_ready: bool) -> tuple[Blueprint, ...]:
    """Return all that is served."""
    store, now, clock = api.store, api.now, api.clock
    return (
        routes.blueprint(
            draw_seed=api.draw_seed,
            clock=clock,
            metrics=api.metrics,
            max_body_bytes=api.max_body_bytes,
            fits=api.fits,
            slots=api.slots,
        ),
        model_routes.blueprint(api),
        study_routes.blueprint(api),
        trial_routes.blueprint(api),
        health.blueprint(
            metrics=api.metrics,
            store=store,
            census=Registrar(lambda: store.census(now()), clock),
            is_ready=is_ready,
        ),
        documentation.blueprint(OPERATIONS, version=version, max_body_bytes=api.max_body_bytes),
    )


def _works(warm_up: Callable[[], None]) -> bool:
    """Return whether the optimiser answers, and log why not."""
    try:
        warm_up()
    except Exception as error:  # noqa: BLE001 # Whatever it is, the service is not ready.
        structlog.get_logger().error("not ready", exc_info=error)
        return False
    return True


def _add_headers(response: Response) -> Response:
    """Tell browsers what every answer is not."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
