"""The catalogue of models: listed, described, and adapted to a dataset."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Blueprint, Response

import models
from models import CATALOGUE, Dataset, UnknownModelError
from service import queries
from service.access import Scope
from service.api import Api, Reply, respond
from service.bodies import JSON
from service.errors import InvalidQueryError, ModelNotFoundError
from service.operations import ANY, BODY, Answer, Example, Operation
from service.wire import model_examples as examples
from service.wire.catalogue import adapted
from service.wire.model_answers import (
    ModelDetail,
    ModelList,
    SpaceAnswer,
    SpaceBody,
    adapted_json,
    model_json,
    models_json,
    read_dataset,
)

# A cursor is the name of the last model of the page before.
NAME: Final = re.compile(r"[!-~]{1,255}")

LIST: Final = Operation(
    id="listModels",
    scope=Scope.READ,
    method="GET",
    path="/v1/models",
    summary="List the catalogue",
    description=(
        "The models whose search spaces ship with the service. A study of any other model brings "
        "its own."
    ),
    query=(queries.LIMIT, queries.CURSOR),
    answer=Answer("A page of models.", JSON, ModelList, examples.LIST),
    problems=ANY,
)
GET: Final = Operation(
    id="getModel",
    scope=Scope.READ,
    method="GET",
    path="/v1/models/{model}",
    summary="Describe a model",
    description="Its search space is that for a dataset of which nothing is known.",
    answer=Answer("The model.", JSON, ModelDetail, examples.DETAIL),
    problems=(*ANY, ModelNotFoundError),
)
ADAPT: Final = Operation(
    id="adaptSpace",
    scope=Scope.READ,
    method="POST",
    path="/v1/models/{model}/space",
    summary="Adapt a search space to a dataset",
    description=(
        "What was narrowed, widened or ruled out is told, and why. `POST /v1/ask` with the same "
        "`model` and `dataset` and no `space` searches this one."
    ),
    body=SpaceBody,
    may_lack_body=True,
    examples={"small": Example("Few rows", examples.BODY)},
    answer=Answer("The search space.", JSON, SpaceAnswer, examples.ADAPTED),
    problems=(*ANY, *BODY, ModelNotFoundError),
)


def blueprint(api: Api) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("models", __name__)
    for operation, view in VIEWS:
        operation.add_to(routes, partial(view, api))
    return routes


def _list(api: Api) -> Response:
    """List the catalogue."""
    query = api.query(*LIST.query)
    limit, after = queries.limit(query), queries.place(query, NAME)
    names = list(CATALOGUE)
    if after is not None and after not in CATALOGUE:
        raise InvalidQueryError(queries.CURSOR.name, "expected next of another page")
    begin = 0 if after is None else names.index(after) + 1
    page = [CATALOGUE[each] for each in names[begin : begin + limit]]
    return respond(Reply(models_json(page, is_last=begin + limit >= len(names))))


def _get(api: Api, model: str) -> Response:
    """Describe a model."""
    api.query()
    found = _found(model)
    return respond(Reply(model_json(found, models.adapted_space(found.name, Dataset()))))


def _adapt(api: Api, model: str) -> Response:
    """Adapt a search space to a dataset."""
    api.query()
    found = _found(model)
    dataset = read_dataset(api.body(may_lack=True))
    space = adapted(found.name, dataset, ("dataset",))
    return respond(Reply(adapted_json(found, dataset, space)))


def _found(name: str) -> models.Model:
    """Return a model, or raise ModelNotFoundError."""
    try:
        return models.find_model(name)
    except UnknownModelError as error:
        raise ModelNotFoundError(name, error.close) from error


VIEWS: Final[tuple[tuple[Operation, Callable[..., Response]], ...]] = (
    (LIST, _list),
    (GET, _get),
    (ADAPT, _adapt),
)
OPERATIONS: Final = tuple(operation for operation, _ in VIEWS)
