"""The catalogue of models on the wire: what is asked of it, and what it answers."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

import models
from service.wire.answer import AnswerShape
from service.wire.ask import Objective, shaped
from service.wire.catalogue import objectives_json
from service.wire.datasets import Dataset
from service.wire.shapes import Name, Scalar, Shape
from service.wire.space import Space
from service.wire.space_json import space_json

Json = Any


class SpaceBody(Shape):
    """For which dataset a search space is wanted; for any if that is left out."""

    dataset: Dataset | None = None


class ModelRecord(AnswerShape):
    """A model of the catalogue."""

    name: Annotated[str, Field(description="`<library>.<class>`.")]
    library: str
    requires: Annotated[
        str | None, Field(description="The versions whose arguments these are; null without any.")
    ]
    tasks: list[Literal["classification", "regression"]]
    modality: Literal["tabular", "image", "text"]
    summary: Annotated[str, Field(description="One plain sentence.")]
    documentation: Annotated[str | None, Field(description="Where its library describes it.")]
    defaults: Annotated[
        dict[str, Scalar],
        Field(
            description="What the library uses when nobody chooses, by the name of the argument."
        ),
    ]
    url: Annotated[str, Field(description="Its path.")]


class ModelDetail(ModelRecord):
    """A model of the catalogue, with the search space for any dataset."""

    space: Space
    sources: Annotated[
        dict[str, str], Field(description="Where each range comes from, by parameter.")
    ]


class ModelList(AnswerShape):
    """A page of the catalogue."""

    items: list[ModelRecord]
    next: Annotated[str | None, Field(description="The `cursor` of the next page.")]


class Adaptation(AnswerShape):
    """What a dataset changed of a parameter.

    A range is two bounds, or all values of an ordinal or categorical parameter. It is null before
    if the parameter was `added`, and after if it was `ruled_out`. Of a `default`, it is that.
    """

    parameter: str
    change: Literal["narrowed", "widened", "moved", "default", "ruled_out", "added"]
    before: list[Scalar] | None
    after: list[Scalar] | None
    why: str


class SpaceAnswer(AnswerShape):
    """A search space for a dataset, and how it differs from that for any."""

    model: Name
    space: Space
    objectives: Annotated[
        list[Objective], Field(description="What is usual; nothing if the task has no usual one.")
    ]
    default: Annotated[
        dict[str, Scalar],
        Field(description="The library's own configuration, or the nearest the dataset allows."),
    ]
    adaptations: list[Adaptation]


def read_dataset(body: Json) -> models.Dataset:
    """Return the dataset that a body describes.

    Raises:
        InvalidRequestError: It describes none.
    """
    sent = shaped(SpaceBody, body).dataset
    return models.Dataset() if sent is None else sent.value()


def models_json(page: Sequence[models.Model], *, is_last: bool) -> Json:
    """Return a page of the catalogue as JSON."""
    following = None if is_last else page[-1].name
    return {"items": [_record(each) for each in page], "next": following}


def model_json(model: models.Model, adapted: models.Adapted) -> Json:
    """Return a model as JSON, with its search space for any dataset."""
    return {
        **_record(model),
        "space": space_json(adapted.space),
        "sources": dict(adapted.sources),
    }


def adapted_json(model: models.Model, dataset: models.Dataset, adapted: models.Adapted) -> Json:
    """Return a search space for a dataset as JSON."""
    return {
        "model": model.name,
        "space": space_json(adapted.space),
        "objectives": objectives_json(model, dataset),
        "default": adapted.default,
        "adaptations": [
            {
                "parameter": each.parameter,
                "change": each.kind.value,
                "before": None if each.before is None else list(each.before),
                "after": None if each.after is None else list(each.after),
                "why": each.why,
            }
            for each in adapted.adaptations
        ],
    }


def _record(model: models.Model) -> Json:
    """Return a model as JSON."""
    return {
        "name": model.name,
        "library": model.library,
        "requires": model.requires or None,
        "tasks": [each.value for each in model.tasks],
        "modality": model.modality.value,
        "summary": model.summary,
        "documentation": model.documentation or None,
        "defaults": model.defaults,
        "url": f"/v1/models/{model.name}",
    }
