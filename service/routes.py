"""What clients come for. A view translates and does nothing else."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from flask import Blueprint, Response, g, request

from service import queries, use_cases
from service.access import Scope
from service.bodies import JSON, json_bytes, json_response
from service.errors import BusyError
from service.fits import FitCache
from service.metrics import Metrics
from service.operations import ANY, BODY, Answer, Example, Operation, Query
from service.wire import examples
from service.wire.answer import AskAnswer, answer_json
from service.wire.ask import AskBody, read_ask
from service.wire.catalogue import completed
from service.wire.text import read_json

LENIENT: Final = Query(
    "lenient",
    "Whether trials that do not belong to the space are left out of the model, instead of a 422.",
)

ASK: Final = Operation(
    id="ask",
    is_slow=True,
    scope=Scope.ASK,
    method="POST",
    path="/v1/ask",
    summary="Ask what to evaluate next",
    description=(
        "Stateless: the history travels with the request. The same request with the same seed "
        "gives the same answer. A suggestion never repeats a configuration that is finished or "
        "running. With a `model` of the catalogue, `space` and `objectives` may be left out: the "
        "space is then that of `POST /v1/models/{model}/space`, and the objective the accuracy of "
        "classifiers or the root of the mean squared error of regressors."
    ),
    body=AskBody,
    examples={
        "model": Example("A model and a dataset", examples.MODEL),
        "first": Example("Before any trial", examples.FIRST),
        "later": Example("With a history, in parallel", examples.LATER),
    },
    query=(LENIENT,),
    answer=Answer("The next configurations, and why.", JSON, AskAnswer, examples.ANSWER),
    problems=(*ANY, *BODY, BusyError),
)


def blueprint(
    *,
    draw_seed: Callable[[], int],
    clock: Callable[[], float],
    metrics: Metrics,
    max_body_bytes: int,
    fits: FitCache,
    slots: AbstractContextManager[object],
) -> Blueprint:
    """Return the routes.

    Args:
        draw_seed: Where an ask without a seed gets one.
        clock: Seconds, never going back.
        metrics: Where asks are counted.
        max_body_bytes: How long a body may be.
        fits: What was learned before.
        slots: What an ask enters while it is worked on, having waited for a slot.
    """
    routes = Blueprint("v1", __name__)

    def ask() -> Response:
        lenient = queries.flag(queries.sent(ASK.query), LENIENT.name)
        sent = json_bytes(request, max_body_bytes)
        # Not before all of it is here: a slow client would keep the others waiting.
        with slots:
            return answered(sent, lenient=lenient)

    def answered(sent: bytes, *, lenient: bool) -> Response:
        body = completed(read_json(sent))
        wanted = read_ask(body, lenient=lenient)
        start = clock()
        asked = use_cases.ask(wanted, draw_seed=draw_seed, learn=fits.learner({}))
        seconds = clock() - start
        sources = [each.reason.source for each in asked.answer.suggestions]
        metrics.asked(sources[0] if sources else "none", len(wanted.trials), seconds)
        g.facts = {
            "trials": len(wanted.trials),
            "sources": sorted(set(sources)),
            "suggestions": len(sources),
            "ask_ms": round(1000.0 * seconds, 3),
        }
        return _json(answer_json(asked, wanted, body["space"]))

    ASK.add_to(routes, ask)
    return routes


def _json(value: object) -> Response:
    """Return a value as a JSON response that nobody keeps."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    response = json_response(text)
    response.headers["Cache-Control"] = "no-store"
    return response
