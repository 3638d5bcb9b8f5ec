"""What operators and their tools ask: is it alive, is it ready, how is it doing."""

import json
from collections.abc import Callable
from typing import Final, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from service import metrics as measuring
from service.bodies import JSON, json_response
from service.census import Census
from service.errors import NotReadyError, StoreUnavailableError
from service.metrics import Metrics
from service.operations import Answer, Operation
from service.stores import Store


class Health(BaseModel):
    """That all is well."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]


class Readiness(Health):
    """That all is well, and with what."""

    database: Literal["sqlite", "postgresql"] = Field(description="Where studies are kept.")
    schema_version: str = Field(
        description="Of the tables: that of this service, or that of a newer one which takes over."
    )


WELL: Final = {"status": "ok"}

ALIVE: Final = Operation(
    id="healthz",
    method="GET",
    path="/healthz",
    summary="Is the process alive?",
    description="It answers, so it is; it looks at nothing else.",
    answer=Answer("It is.", JSON, Health, WELL),
)
READY: Final = Operation(
    id="readyz",
    method="GET",
    path="/readyz",
    summary="Can it answer an ask?",
    description=(
        "Whether the optimiser answered a small ask when this process started, and the database "
        "answers now and has the tables that this version needs."
    ),
    answer=Answer(
        "It can.",
        JSON,
        Readiness,
        {**WELL, "database": "postgresql", "schema_version": "0008"},
    ),
    problems=(NotReadyError, StoreUnavailableError),
)
METRICS: Final = Operation(
    id="metrics",
    method="GET",
    path="/metrics",
    summary="Read metrics",
    description=(
        "Of all processes of this service, and how much there is in the database, in Prometheus's "
        "text format."
    ),
    answer=Answer(
        "The metrics.",
        "text/plain",
        None,
        'trialwise_http_requests_total{method="POST",route="/v1/ask",status="200"} 42.0\n',
    ),
)


def blueprint(
    *, metrics: Metrics, store: Store, census: Callable[[], Census | None], is_ready: bool
) -> Blueprint:
    """Return the routes.

    Args:
        metrics: What /metrics shows.
        store: Where studies are.
        census: Returns how much there is of what; None if the database does not say.
        is_ready: Whether the optimiser works.
    """
    routes = Blueprint("health", __name__)

    def alive() -> Response:
        return json_response(json.dumps(WELL))

    def ready() -> Response:
        if not is_ready:
            raise NotReadyError("the optimiser failed when this process started; its log says how")
        found = store.condition()
        known = {"database": found.kind, "schema_version": found.schema}
        return json_response(json.dumps({**WELL, **known}))

    def measured() -> Response:
        return Response(metrics.exposition(census()), content_type=measuring.MEDIA_TYPE)

    ALIVE.add_to(routes, alive)
    READY.add_to(routes, ready)
    METRICS.add_to(routes, measured)
    return routes
