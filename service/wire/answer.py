"""The answer of `POST /v1/ask`: fields without a value are left out."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

import models
from models import MISSING
from service import limits
from service.use_cases import Ask, Asked
from service.wire.shapes import Scalar
from service.wire.space import Space

Json = Any
Parameters = dict[str, Scalar]


def _without_defaults(schema: dict[str, Any]) -> None:
    """Take out of a schema what a field would be if it were not left out."""
    for field in schema["properties"].values():
        field.pop("default", None)


class AnswerShape(BaseModel):
    """An object of an answer; its shape is for the schema, `answer_json` makes the JSON."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_without_defaults)


class Prediction(AnswerShape):
    """What the surrogate expects of a metric, without the noise of a measurement."""

    mean: float
    std: Annotated[float, Field(ge=0)]


Predicted = Annotated[dict[str, Prediction], Field(description="By metric.")]


class Change(AnswerShape):
    """What a parameter was in the best trial and is now; absent where it is inactive."""

    from_: Annotated[Scalar, Field(alias="from")] = None
    to: Scalar = None


class SimilarDataset(AnswerShape):
    """A data set that a suggestion is learned from; the weights of all of them sum to 1."""

    name: str
    weight: Annotated[float, Field(gt=0, le=1)]


class Reason(AnswerShape):
    """Why a configuration is suggested."""

    source: Literal[
        "default", "metadata", "initial_design", "surrogate", "transfer", "random", "sobol", "grid"
    ]
    summary: Annotated[str, Field(description="One plain sentence.")]
    predicted: Predicted = {}
    expected_improvement: Annotated[float, Field(ge=0)] = 0.0
    probability_of_improvement: Annotated[float, Field(ge=0, le=1)] = 0.0
    changed: Annotated[
        dict[str, Change], Field(description="Against the best trial, by parameter.")
    ] = {}
    similar_datasets: Annotated[
        list[SimilarDataset],
        Field(description="The data sets that count most of those this is learned from."),
    ] = []


class Suggestion(AnswerShape):
    """A configuration to evaluate next, and why; inactive parameters are absent from it."""

    parameters: Parameters
    reason: Reason


class Observed(AnswerShape):
    """A trial; `number` is its position in the request's trials, from 1."""

    parameters: Parameters
    values: dict[str, float]
    number: Annotated[int, Field(ge=1)]


class Recommendation(Observed):
    """The trial believed best: what to use if nothing more is evaluated."""

    predicted: Predicted = {}
    best_observed: Observed


class AskAnswer(AnswerShape):
    """What to evaluate next."""

    suggestions: Annotated[list[Suggestion], Field(max_length=limits.COUNT)]
    space_exhausted: Annotated[
        bool, Field(description="Whether nothing new is left, so that fewer came than were asked.")
    ]
    recommendation: Annotated[
        Recommendation | None, Field(description="Null before the first completed trial.")
    ]
    ignored: Annotated[
        list[Annotated[int, Field(ge=1)]],
        Field(
            description="With lenient=true, the numbers of the trials that were left out of the "
            "model because they do not belong to the space."
        ),
    ] = []
    space: Annotated[
        Space, Field(description="The search space, as it was sent or from the catalogue.")
    ]
    seed: Annotated[
        int, Field(ge=0, le=limits.SEED, description="Sent again, it gives the same answer.")
    ]


def answer_json(asked: Asked, request: Ask, space: Json) -> Json:
    """Return the answer as JSON.

    Args:
        asked: The answer.
        request: What was asked.
        space: The search space, as it was sent.
    """
    answer, metric = asked.answer, request.problem.objective.name
    best = answer.recommendation
    return {
        "suggestions": [
            {"parameters": each.parameters, "reason": reason_json(each.reason, metric)}
            for each in answer.suggestions
        ],
        "space_exhausted": answer.space_exhausted,
        "recommendation": None if best is None else _recommendation(best, request),
        **_given(ignored=[i + 1 for i in answer.ignored] if request.lenient else None),
        "space": space,
        "seed": asked.seed,
    }


def reason_json(reason: models.Reason, metric: str) -> Json:
    """Return a reason as JSON."""
    changed, similar = reason.changed, reason.similar_datasets
    return _given(
        source=reason.source,
        summary=reason.summary,
        predicted=_predicted(reason.predicted, metric),
        expected_improvement=reason.expected_improvement,
        probability_of_improvement=reason.probability_of_improvement,
        changed=changed and {name: _change(each) for name, each in changed.items()},
        similar_datasets=similar and [{"name": name, "weight": share} for name, share in similar],
    )


def _change(change: models.Change) -> Json:
    """Return a change as JSON."""
    sides = {"from": change.before, "to": change.after}
    return {side: value for side, value in sides.items() if value is not MISSING}


def _recommendation(best: models.Recommendation, request: Ask) -> Json:
    """Return a recommendation as JSON."""
    predicted = _predicted(best.predicted, request.problem.objective.name)
    return {
        **_observed(best.trial, request),
        **_given(predicted=predicted),
        "best_observed": _observed(best.best_observed, request),
    }


def _observed(index: int, request: Ask) -> Json:
    """Return a completed trial as JSON."""
    trial = request.trials[index]
    return {
        "parameters": trial.parameters,
        "values": {request.problem.objective.name: trial.value},
        "number": index + 1,
    }


def _predicted(prediction: models.Prediction | None, metric: str) -> Json:
    """Return a prediction as JSON, by metric; None if there is none."""
    return prediction and {metric: {"mean": prediction.mean, "std": prediction.std}}


def _given(**fields: Json) -> Json:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
