"""What is said of the trials of a study."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

import models
from service import limits
from service.studies import Batch, Predictions, Recommendation, StopDecision
from service.trial import SECOND, Measurement, Moment, Trial
from service.wire.answer import AnswerShape, Parameters, Predicted, Reason, reason_json

Json = Any
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Metrics = dict[str, float]
# Of a normal distribution: 95 % lies so many standard deviations around the mean.
NORMAL_95 = 1.959963984540054


class MeasurementRecord(AnswerShape):
    """What a trial had reached at a step."""

    step: Annotated[int, Field(ge=0)]
    values: Metrics
    elapsed: Annotated[float | None, Field(ge=0, description="Seconds since it began.")]


class TrialRecord(AnswerShape):
    """A trial of a study."""

    number: Annotated[int, Field(ge=1)]
    state: Literal["queued", "running", "completed", "failed", "stopped", "stale"]
    parameters: Parameters
    values: Metrics
    std: Metrics
    cost: Annotated[float | None, Field(ge=0)]
    worker: str | None
    created_at: Time
    completed_at: Time | None
    lease_expires_at: Time | None
    measurements: list[MeasurementRecord]
    failure: Annotated[str | None, Field(description="Why it failed.")]
    reason: Annotated[Reason | None, Field(description="Null if it was not suggested.")]


class TrialList(AnswerShape):
    """A page of trials, by number."""

    items: list[TrialRecord]
    next: Annotated[str | None, Field(description="The `cursor` of the next page.")]


class AskedTrials(AnswerShape):
    """Trials to run."""

    trials: Annotated[list[TrialRecord], Field(max_length=limits.COUNT)]
    space_exhausted: Annotated[
        bool, Field(description="Whether nothing new is left, so that fewer came than were asked.")
    ]
    budget_spent: Annotated[
        bool, Field(description="Whether fewer came because the budget has no room for more.")
    ]


class ToldTrials(AnswerShape):
    """Trials with their outcomes, in the order of the results."""

    trials: Annotated[list[TrialRecord], Field(max_length=limits.RESULTS)]
    ignored: Annotated[
        list[Annotated[int, Field(ge=1)]],
        Field(
            default_factory=list,
            description="With lenient=true, the numbers of the imported trials that are kept for "
            "the record only, because they do not belong to the space.",
        ),
    ]


class StopDecisionRecord(AnswerShape):
    """Whether to stop a trial early."""

    stop: bool
    why: Annotated[str, Field(description="One plain sentence.")]


class StudyRecommendation(TrialRecord):
    """The trial believed best: what to use if nothing more is evaluated."""

    predicted: Annotated[Predicted, Field(default_factory=dict)]
    interval: Annotated[
        dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]],
        Field(
            default_factory=dict,
            description="By metric: where its true value lies with a probability of 95 %.",
        ),
    ]
    best_observed: TrialRecord


class PredictionsAnswer(AnswerShape):
    """What the surrogate expects, in the order of the configurations."""

    predictions: Annotated[list[Predicted], Field(max_length=limits.CONFIGURATIONS)]


class RecommendationAnswer(AnswerShape):
    """What to use if nothing more is evaluated."""

    recommendation: Annotated[
        StudyRecommendation | None,
        Field(description="Null without a completed trial that belongs to the search space."),
    ]


def trial_json(trial: Trial, now: Moment) -> Json:
    """Return a trial as JSON."""
    outcome = trial.outcome
    return {
        "number": trial.number,
        "state": trial.state_at(now).value,
        "parameters": trial.parameters,
        "values": {} if outcome is None else outcome.values,
        "std": {} if outcome is None else outcome.std,
        "cost": None if outcome is None else outcome.cost,
        "worker": trial.worker,
        "created_at": time(trial.created_at),
        "completed_at": trial.completed_at and time(trial.completed_at),
        "lease_expires_at": trial.lease_expires_at and time(trial.lease_expires_at),
        "measurements": [_measurement(each) for each in trial.measurements],
        "failure": None if outcome is None else outcome.failure,
        "reason": trial.reason and json.loads(trial.reason),
    }


def trials_json(found: Sequence[Trial], limit: int, now: Moment) -> Json:
    """Return a page of trials as JSON.

    Args:
        found: Those of the page, and one more if there is another page.
        limit: How many a page has at most.
        now: The moment their states are of.
    """
    page = found[:limit]
    return {
        "items": [trial_json(each, now) for each in page],
        "next": str(page[-1].number) if len(found) > limit else None,
    }


def batch_json(batch: Batch, now: Moment) -> Json:
    """Return the answer to an ask of a study as JSON."""
    return {
        "trials": [trial_json(each, now) for each in batch.trials],
        "space_exhausted": batch.space_exhausted,
        "budget_spent": batch.budget_spent,
    }


def told_json(told: Sequence[Trial], now: Moment, *, lenient: bool) -> Json:
    """Return the answer to a tell as JSON."""
    ignored = {"ignored": [each.number for each in told if each.is_ignored]}
    return {"trials": [trial_json(each, now) for each in told], **(ignored if lenient else {})}


def stop_decision_json(decision: StopDecision) -> Json:
    """Return the answer to a report as JSON."""
    return {"stop": decision.stop, "why": decision.why}


def recommendation_json(best: Recommendation | None, now: Moment) -> Json:
    """Return the answer about what to use as JSON."""
    if best is None:
        return {"recommendation": None}
    said = {}
    if best.predicted is not None:
        mean, std = best.predicted.mean, best.predicted.std
        reach = NORMAL_95 * std
        said = {
            "predicted": {best.objective: {"mean": mean, "std": std}},
            "interval": {best.objective: [_finite(mean - reach), _finite(mean + reach)]},
        }
    observed = trial_json(best.observed, now)
    return {"recommendation": {**trial_json(best.trial, now), **said, "best_observed": observed}}


def predictions_json(predicted: Predictions) -> Json:
    """Return the answer to a prediction as JSON."""
    return {
        "predictions": [
            {predicted.objective: {"mean": each.mean, "std": each.std}} for each in predicted.values
        ]
    }


def reason_text(reason: models.Reason, metric: str) -> str:
    """Return a reason as the text of its JSON."""
    return json.dumps(reason_json(reason, metric), ensure_ascii=False)


def time(moment: Moment) -> str:
    """Return a moment as RFC 3339 writes it."""
    seconds, micros = divmod(moment, SECOND)
    at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)
    return at.isoformat().replace("+00:00", "Z")


def _finite(x: float) -> float:
    """Return a number that JSON has, for values near the largest float."""
    return min(max(x, -sys.float_info.max), sys.float_info.max)


def _measurement(measurement: Measurement) -> Json:
    """Return a measurement as JSON."""
    return {
        "step": measurement.step,
        "values": measurement.values,
        "elapsed": measurement.elapsed,
    }
