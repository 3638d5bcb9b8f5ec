"""What an ask or a study takes from the catalogue of models where it says nothing itself."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

import models
from models import UnknownModelError, UnsuitableModelError
from service.errors import Fault, InvalidRequestError
from service.wire.datasets import Dataset
from service.wire.shapes import Name
from service.wire.space_json import space_json

Json = Any
NAME: TypeAdapter[str] = TypeAdapter(Name)
DATASET: TypeAdapter[Dataset | None] = TypeAdapter(Dataset | None)


def completed(body: Json) -> Json:
    """Return a body with the search space and the objectives that its model has.

    It comes back as it is if it has both, or names no model, or is wrong in a way that whoever
    reads it will find.

    Raises:
        InvalidRequestError: The catalogue has not what is missing.
    """
    if not isinstance(body, dict) or body.get("model") is None:
        return body
    missing = [each for each in ("space", "objectives") if body.get(each) is None]
    if not missing:
        return body
    try:
        name = NAME.validate_python(body["model"])
        sent = DATASET.validate_python(body.get("dataset"))
    except ValidationError:
        return body
    dataset = models.Dataset() if sent is None else sent.value()
    found = {}
    if "space" in missing:
        found["space"] = space_json(adapted(name, dataset, ("dataset",)).space)
    if "objectives" in missing:
        found["objectives"] = _objectives(name, dataset)
    return {**body, **found}


def adapted(name: str, dataset: models.Dataset, path: tuple[str, ...]) -> models.Adapted:
    """Return what is searched of a model on a dataset, which is at this path in the body.

    Raises:
        InvalidRequestError: The catalogue has no such model for such a dataset.
    """
    try:
        return models.adapted_space(name, dataset)
    except UnknownModelError as error:
        message = f'{error}; send "space" and "objectives" to tune a model of any name'
        raise InvalidRequestError([Fault(("model",), message)]) from error
    except UnsuitableModelError as error:
        raise InvalidRequestError([Fault((*path, "task"), str(error))]) from error


def objectives_json(model: models.Model, dataset: models.Dataset) -> Json:
    """Return the objectives that are usual for a model on a dataset, perhaps none, as JSON."""
    objective = models.usual_objective(model, dataset)
    if objective is None:
        return []
    return [{"name": objective.name, "direction": objective.direction.value}]


def _objectives(name: str, dataset: models.Dataset) -> Json:
    """Return the usual objectives as JSON, or raise InvalidRequestError if there are none."""
    expected = "expected a value, got none"
    try:
        usual = objectives_json(models.find_model(name), dataset)
    except UnknownModelError as error:
        message = f"{expected}; this field is required where {error}"
        raise InvalidRequestError([Fault(("objectives",), message)]) from error
    if not usual:
        message = f"{expected}; this field is required, because {dataset.task} has no usual one"
        raise InvalidRequestError([Fault(("objectives",), message)])
    return usual
