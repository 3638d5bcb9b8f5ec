"""Stored studies: made, listed, changed, deleted, exported and imported."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from service import queries, studies
from service import study_operations as operations
from service.api import Api, Reply, respond
from service.operations import Operation
from service.studies import Draft, StudyOverview
from service.study import UNLIMITED
from service.wire.ask import shaped, true_paths
from service.wire.records import predictions_json, recommendation_json
from service.wire.results import PredictBody
from service.wire.studies import (
    export_json,
    imported,
    read_change,
    read_import,
    read_study,
    studies_json,
    study_json,
    url,
)


def blueprint(api: Api) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("studies", __name__)
    for operation, view in VIEWS:
        operation.add_to(routes, partial(view, api))
    return routes


def _create(api: Api) -> Response:
    """Create a study."""
    api.query()
    body = api.body()
    sent, definition = read_study(body)
    budget = UNLIMITED if sent.budget is None else sent.budget.value()
    return _created(api, body, Draft(sent.name, definition, sent.seed, budget))


def _import(api: Api) -> Response:
    """Import a study."""
    api.query()
    body = api.body()
    sent, definition, problem = read_import(body)
    trials = imported(sent, problem.objective, api.now())
    return _created(api, body, Draft(sent.name, definition, sent.seed, trials=trials))


def _created(api: Api, body: object, draft: Draft) -> Response:
    """Create a study and answer with it."""

    def reply(made: StudyOverview) -> Reply:
        return Reply(study_json(made, api.now()), HTTPStatus.CREATED, url(made.study))

    return api.once(body, partial(studies.create, draft, api.context), reply)


def _list(api: Api) -> Response:
    """List studies."""
    query = api.query(*operations.LIST.query)
    limit, after = queries.limit(query), queries.place(query, queries.PLACE)
    found = studies.overviews(limit + 1, after, api.context)
    return respond(Reply(studies_json(found, limit, api.now())))


def _get(api: Api, study: str) -> Response:
    """Show a study."""
    api.query()
    return respond(Reply(study_json(studies.overview(study, api.context), api.now())))


def _change(api: Api, study: str) -> Response:
    """Change a study."""
    api.query()
    changed = studies.change(study, read_change(api.body()), api.context)
    return respond(Reply(study_json(changed, api.now())))


def _delete(api: Api, study: str) -> Response:
    """Delete a study."""
    api.query()
    studies.delete(study, api.context)
    return Response(status=HTTPStatus.NO_CONTENT)


def _recommendation(api: Api, study: str) -> Response:
    """Say what to use."""
    api.query()
    best = studies.recommend(study, api.context)
    return respond(Reply(recommendation_json(best, api.now())))


def _predict(api: Api, study: str) -> Response:
    """Predict values of configurations."""
    api.query()
    body = api.body()
    with true_paths(body):
        configurations = shaped(PredictBody, body).configurations
        predicted = studies.predict(study, configurations, api.context)
    return respond(Reply(predictions_json(predicted)))


def _export(api: Api, study: str) -> Response:
    """Export a study."""
    api.query()
    return respond(Reply(export_json(studies.export(study, api.context))))


VIEWS: Final[tuple[tuple[Operation, Callable[..., Response]], ...]] = (
    (operations.CREATE, _create),
    (operations.LIST, _list),
    (operations.IMPORT, _import),
    (operations.GET, _get),
    (operations.CHANGE, _change),
    (operations.DELETE, _delete),
    (operations.RECOMMENDATION, _recommendation),
    (operations.PREDICT, _predict),
    (operations.EXPORT, _export),
)
