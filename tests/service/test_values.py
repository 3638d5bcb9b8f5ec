"""A value that exists is valid: whoever makes another one has made a mistake."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from models import TrialState
from service import limits
from service.access import Tenant
from service.studies import TrialRequest
from service.study import Budget, Study, StudyId
from service.trial import Measurement, Outcome, SoFar, Trial

DONE = Outcome(TrialState.COMPLETED, {"loss": 0.5}, {"loss": 0.1}, 3.0, loss=0.5)
FAILED = Outcome(TrialState.FAILED, failure="no memory")
QUEUED = Trial(1, {}, 0)
RUNNING = QUEUED.handed_out(None, 60, 0)
TOLD = RUNNING.told(DONE, 1)
STUDY = Study(StudyId("1"), Tenant("t"), "s", "{}", 0, 0)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Outcome(TrialState.RUNNING), "state"),
        (lambda: replace(FAILED, values={"loss": 1.0}), "values"),
        (lambda: replace(DONE, values={"loss": math.nan}), "values"),
        (lambda: replace(DONE, std={"accuracy": 0.1}), "std"),
        (lambda: replace(DONE, std={"loss": -0.1}), "std"),
        (lambda: replace(DONE, cost=-1.0), "cost"),
        (lambda: replace(DONE, cost=math.inf), "cost"),
        (lambda: replace(DONE, failure="no memory"), "failure"),
        (lambda: replace(FAILED, loss=1.0), "loss"),
        (lambda: Measurement(-1, {}, None), "step"),
        (lambda: Measurement(1, {"loss": math.inf}, None), "values"),
        (lambda: Measurement(1, {}, -1.0), "elapsed"),
        (lambda: SoFar(0, 1.0, 1.0), "count"),
        (lambda: replace(QUEUED, number=0), "number"),
        (lambda: replace(QUEUED, lease=-1), "lease"),
        (lambda: replace(QUEUED, handouts=-1), "handouts"),
        (lambda: replace(QUEUED, lease_expires_at=1), "lease_expires_at"),
        (lambda: replace(RUNNING, lease_expires_at=None), "lease_expires_at"),
        (lambda: replace(QUEUED, state=TrialState.STALE), "state"),
        (lambda: replace(QUEUED, state=TrialState.COMPLETED), "state"),
        (lambda: replace(RUNNING, outcome=DONE, completed_at=1), "state"),
        (lambda: replace(TOLD, outcome=FAILED), "state"),
        (lambda: replace(TOLD, completed_at=None), "completed_at"),
        (lambda: Budget(trials=0), "trials"),
        (lambda: Budget(cost=0.0), "cost"),
        (lambda: Budget(cost=math.inf), "cost"),
        (lambda: replace(STUDY, name=""), "name"),
        (lambda: replace(STUDY, seed=-1), "seed"),
        (lambda: replace(STUDY, size=limits.TRIALS + 1), "size"),
        (lambda: replace(STUDY, edits=-1), "edits"),
        (lambda: TrialRequest(0, None, 60, {}), "count"),
        (lambda: TrialRequest(1, None, 0, {}), "lease"),
    ],
)
def test_what_cannot_be_is_not_made(make: Callable[[], object], name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}.*: expected"):
        make()
