"""An application whose time, ids and chance are known."""

from collections.abc import Callable, Iterator
from itertools import count
from threading import BoundedSemaphore
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from service.app import Collaborators, create_app
from service.fits import LONG, MOST_BYTES, FitCache
from service.metrics import Metrics
from service.queueing import Queues
from service.stores import MemoryStore
from service.studies import NotAhead
from service.tracing import SILENCE, Tracer
from service.trial import SECOND

SEED = 1_234
NOW = 1_764_000_000 * SECOND
MAX_BODY_BYTES = 200_000


def collaborators() -> Collaborators:
    """Return a clock that ticks once a look, ids in order and one seed."""
    ticks, ids = count(), count(1)
    return Collaborators(
        clock=lambda: float(next(ticks)),
        now=lambda: NOW,
        new_id=lambda: f"made-{next(ids)}",
        draw_seed=lambda: SEED,
        store=MemoryStore(),
        fits=fit_cache(),
        ahead=NotAhead(),
    )


def fit_cache(
    *,
    most_bytes: int = MOST_BYTES,
    long: int = LONG,
    observe: Callable[[str, float], None] = lambda _, __: None,
    tracer: Tracer = SILENCE,
) -> FitCache:
    """Return a cache that lets a fit take any time."""
    return FitCache(
        clock=lambda: 0.0,
        seconds=3_600.0,
        queue=Queues(),
        observe=observe,
        version="these",
        tracer=tracer,
        most_bytes=most_bytes,
        long=long,
    )


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What is logged."""
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as entries:
        yield entries


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def app(log: list[Any], metrics: Metrics) -> Flask:  # noqa: ARG001 # Captures from the start.
    return create_app(
        max_body_bytes=MAX_BODY_BYTES,
        version="1.2.3",
        metrics=metrics,
        collaborators=collaborators(),
        slots=BoundedSemaphore(),
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
