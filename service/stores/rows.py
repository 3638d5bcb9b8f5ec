"""Values become rows of the tables, and rows become values."""

import json
from collections.abc import Mapping

from sqlalchemy import RowMapping

from models import TrialState
from service.access import ApiKey, Scope
from service.quotas import Quota
from service.study import Budget, Study, StudyState
from service.trial import Measurement, Outcome, Reached, SoFar, Trial

Row = dict[str, object]


def study_row(study: Study) -> Row:
    """Return the row of a study."""
    return {
        "id": study.id,
        "tenant": study.tenant,
        "name": study.name,
        "definition": study.definition,
        "seed": study.seed,
        "created_at": study.created_at,
        "state": study.state.value,
        "size": study.size,
        "edits": study.edits,
        "budget_trials": study.budget.trials,
        "budget_cost": study.budget.cost,
    }


def study_of(row: RowMapping) -> Study:
    """Return the study of a row."""
    return Study(
        id=row["id"],
        tenant=row["tenant"],
        name=row["name"],
        definition=row["definition"],
        seed=row["seed"],
        created_at=row["created_at"],
        state=StudyState(row["state"]),
        size=row["size"],
        edits=row["edits"],
        budget=Budget(row["budget_trials"], row["budget_cost"]),
    )


def trial_row(study: str, trial: Trial) -> Row:
    """Return the row of a trial of a study, without its measurements."""
    outcome = trial.outcome
    return {
        "study": study,
        "number": trial.number,
        "parameters": _text(trial.parameters),
        "created_at": trial.created_at,
        "state": trial.state.value,
        "metrics": None if outcome is None else _text(outcome.values),
        "std": None if outcome is None else _text(outcome.std),
        "cost": None if outcome is None else outcome.cost,
        "failure": None if outcome is None else outcome.failure,
        "loss": trial.loss,
        "completed_at": trial.completed_at,
        "worker": trial.worker,
        "lease": trial.lease,
        "lease_expires_at": trial.lease_expires_at,
        "handouts": trial.handouts,
        "reason": trial.reason,
        "is_ignored": trial.is_ignored,
    }


def trial_of(row: RowMapping, measurements: tuple[Measurement, ...] = ()) -> Trial:
    """Return the trial of a row, with these measurements."""
    return Trial(
        number=row["number"],
        parameters=json.loads(row["parameters"]),
        created_at=row["created_at"],
        state=TrialState(row["state"]),
        outcome=None if row["metrics"] is None else _outcome_of(row),
        completed_at=row["completed_at"],
        worker=row["worker"],
        lease=row["lease"],
        lease_expires_at=row["lease_expires_at"],
        handouts=row["handouts"],
        reason=row["reason"],
        is_ignored=row["is_ignored"],
        measurements=measurements,
    )


def _outcome_of(row: RowMapping) -> Outcome:
    """Return the outcome in the row of a trial that has one."""
    return Outcome(
        state=TrialState(row["state"]),
        values=json.loads(row["metrics"]),
        std=json.loads(row["std"]),
        cost=row["cost"],
        failure=row["failure"],
        loss=row["loss"],
    )


def measurement_row(study: str, number: int, reached: Reached) -> Row:
    """Return the row of a measurement of a trial of a study."""
    measurement, so_far = reached
    return {
        "study": study,
        "number": number,
        "step": measurement.step,
        "metrics": _text(measurement.values),
        "elapsed": measurement.elapsed,
        "count": so_far.count,
        "average": so_far.average,
        "best": so_far.best,
    }


def measurement_of(row: RowMapping) -> Measurement:
    """Return the measurement of a row."""
    return Measurement(row["step"], json.loads(row["metrics"]), row["elapsed"])


def reached_of(row: RowMapping) -> Reached:
    """Return the measurement of a row, and what its trial had reached."""
    return measurement_of(row), SoFar(row["count"], row["average"], row["best"])


def _text(values: Mapping[str, object]) -> str:
    """Return values as JSON."""
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def key_row(key: ApiKey) -> Row:
    """Return the row of an API key."""
    return {
        "id": key.id,
        "tenant": key.tenant,
        "scopes": " ".join(sorted(key.scopes)),
        "digest": key.digest,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "max_studies": key.quota.studies,
        "max_trials": key.quota.trials,
        "max_requests": key.quota.requests,
    }


def key_of(row: RowMapping) -> ApiKey:
    """Return the API key of a row."""
    return ApiKey(
        id=row["id"],
        tenant=row["tenant"],
        scopes=frozenset(Scope(each) for each in row["scopes"].split()),
        digest=row["digest"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        quota=Quota(row["max_studies"], row["max_trials"], row["max_requests"]),
    )
