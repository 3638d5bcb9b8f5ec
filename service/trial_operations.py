"""What the OpenAPI document says of the trials of a study: the operations of `trial_routes`."""

from http import HTTPStatus
from typing import Final

from service import queries
from service.access import Scope
from service.bodies import JSON
from service.errors import (
    BusyError,
    QuotaExceededError,
    StudyClosedError,
    StudyFullError,
    StudyNotFoundError,
    TrialCompletedError,
    TrialNotFoundError,
    TrialNotRunningError,
)
from service.operations import ANY, BODY, KEYED, Answer, Example, Operation, Query
from service.wire import study_examples as examples
from service.wire.records import AskedTrials, StopDecisionRecord, ToldTrials, TrialList, TrialRecord
from service.wire.results import EmptyBody, QueueBody, ReportBody, TellBody, TrialRequestBody

LENIENT: Final = Query(
    "lenient",
    "Whether imported trials that do not belong to the space are kept for the record, instead of "
    "a 422.",
)

ASK: Final = Operation(
    id="askStudy",
    is_slow=True,
    scope=Scope.ASK,
    method="POST",
    path="/v1/studies/{study}/ask",
    summary="Ask a study for trials to run",
    description=(
        "Queued trials are handed out first, then those whose lease ran out, then new ones. No two "
        "workers get the same trial, whenever they ask."
    ),
    body=TrialRequestBody,
    may_lack_body=True,
    examples={"two": Example("Two trials for a worker", examples.TRIAL_REQUEST)},
    is_keyed=True,
    answer=Answer(
        "The trials, which are running now.",
        JSON,
        AskedTrials,
        examples.ASKED,
        status=HTTPStatus.CREATED,
    ),
    problems=(
        *(*ANY, *BODY, *KEYED),
        *(StudyNotFoundError, StudyClosedError, StudyFullError, QuotaExceededError, BusyError),
    ),
)
TELL: Final = Operation(
    id="tellStudy",
    scope=Scope.TELL,
    method="POST",
    path="/v1/studies/{study}/tell",
    summary="Tell a study what became of trials",
    description=(
        "All or nothing. To tell the same again changes nothing; to tell of a trial something "
        "else than before is a 409. The result of a trial whose lease ran out is welcome."
    ),
    body=TellBody,
    examples={"results": Example("Results of three kinds", examples.RESULTS)},
    query=(LENIENT,),
    is_keyed=True,
    answer=Answer("The trials.", JSON, ToldTrials, examples.TOLD),
    problems=(
        *(*ANY, *BODY, *KEYED),
        *(StudyNotFoundError, TrialNotFoundError, TrialCompletedError),
        *(StudyFullError, QuotaExceededError),
    ),
)
QUEUE: Final = Operation(
    id="queueTrial",
    scope=Scope.TELL,
    method="POST",
    path="/v1/studies/{study}/trials",
    summary="Queue a configuration",
    description="The next ask hands it out first.",
    body=QueueBody,
    examples={"one": Example("A configuration to try", examples.QUEUED)},
    is_keyed=True,
    answer=Answer(
        "The trial.",
        JSON,
        TrialRecord,
        examples.QUEUED_TRIAL,
        status=HTTPStatus.CREATED,
        has_location=True,
    ),
    problems=(*ANY, *BODY, *KEYED, StudyNotFoundError, StudyFullError, QuotaExceededError),
)
LIST: Final = Operation(
    id="listTrials",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies/{study}/trials",
    summary="List trials",
    description="By number, in pages.",
    query=(queries.STATE, queries.LIMIT, queries.CURSOR),
    answer=Answer("A page of trials.", JSON, TrialList, {"items": [examples.DONE], "next": None}),
    problems=(*ANY, StudyNotFoundError),
)
GET: Final = Operation(
    id="getTrial",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies/{study}/trials/{number}",
    summary="Read a trial",
    description="With its measurements.",
    answer=Answer("The trial.", JSON, TrialRecord, examples.DONE),
    problems=(*ANY, StudyNotFoundError, TrialNotFoundError),
)
REPORT: Final = Operation(
    id="reportTrial",
    scope=Scope.TELL,
    method="POST",
    path="/v1/studies/{study}/trials/{number}/report",
    summary="Report what a trial has reached",
    description=(
        "Renews its lease, and says by the median rule whether to stop it: if its best value so "
        "far is worse than the median of the averages that completed trials had by this step."
    ),
    body=ReportBody,
    examples={"step": Example("After the ninth epoch", examples.REPORT)},
    is_keyed=True,
    answer=Answer("Whether to stop.", JSON, StopDecisionRecord, examples.STOP_DECISION),
    problems=(
        *(*ANY, *BODY, *KEYED),
        *(StudyNotFoundError, TrialNotFoundError, TrialNotRunningError),
    ),
)
HEARTBEAT: Final = Operation(
    id="heartbeat",
    scope=Scope.TELL,
    method="POST",
    path="/v1/studies/{study}/trials/{number}/heartbeat",
    summary="Say that a trial still runs",
    description="Renews its lease, also if that has run out and nobody else runs the trial yet.",
    body=EmptyBody,
    may_lack_body=True,
    examples={"empty": Example("Nothing else to say", {})},
    is_keyed=True,
    answer=Answer("The trial.", JSON, TrialRecord, examples.RUNNING),
    problems=(
        *(*ANY, *BODY, *KEYED),
        *(StudyNotFoundError, TrialNotFoundError, TrialNotRunningError),
    ),
)

OPERATIONS: Final = (ASK, TELL, QUEUE, LIST, GET, REPORT, HEARTBEAT)
