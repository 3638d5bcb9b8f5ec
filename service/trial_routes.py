"""The trials of a stored study: asked for, told, queued, reported on and listed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, g

from service import queries, studies
from service.access import Scope
from service.bodies import JSON
from service.desk import Desk, Reply, respond
from service.errors import (
    BusyError,
    StudyClosedError,
    StudyFullError,
    StudyNotFoundError,
    TrialCompletedError,
    TrialNotFoundError,
    TrialNotRunningError,
)
from service.operations import Answer, Example, Operation, Query
from service.studies import Handed, Order, Sign, Verdict
from service.study_routes import ANY, BODY, KEYED
from service.trial import Trial
from service.wire import study_examples as examples
from service.wire.ask import shaped, true_paths
from service.wire.records import (
    AskedTrials,
    ToldTrials,
    TrialList,
    TrialRecord,
    VerdictRecord,
    handed_json,
    told_json,
    trial_json,
    verdict_json,
)
from service.wire.results import (
    EmptyBody,
    OrderBody,
    QueueBody,
    ReportBody,
    TellBody,
    read_report,
    read_tell,
)
from service.wire.studies import url

NUMBER: Final = re.compile(r"[0-9]{1,5}")
LENIENT: Final = Query(
    "lenient",
    "Whether imported trials that do not belong to the space are kept for the record, instead of "
    "a 422.",
)

ASK: Final = Operation(
    id="askStudy",
    scope=Scope.ASK,
    method="POST",
    path="/v1/studies/{study}/ask",
    summary="Ask a study for trials to run",
    description=(
        "Queued trials are handed out first, then those whose lease ran out, then new ones. No two "
        "workers get the same trial, whenever they ask."
    ),
    body=OrderBody,
    may_lack_body=True,
    examples={"two": Example("Two trials for a worker", examples.ORDER)},
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
        *(StudyNotFoundError, StudyClosedError, StudyFullError, BusyError),
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
        *(StudyNotFoundError, TrialNotFoundError, TrialCompletedError, StudyFullError),
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
    problems=(*ANY, *BODY, *KEYED, StudyNotFoundError, StudyFullError),
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
    answer=Answer("Whether to stop.", JSON, VerdictRecord, examples.VERDICT),
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


def blueprint(desk: Desk) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("trials", __name__)
    for operation, view in VIEWS:
        operation.add_to(routes, partial(view, desk))
    return routes


def _ask(desk: Desk, study: str) -> Response:
    """Hand trials out."""
    desk.query()
    body = desk.body(may_lack=True)
    with true_paths(body):
        order = shaped(OrderBody, body).value()

    def said(handed: Handed) -> Reply:
        _observe(desk, order, handed)
        return Reply(handed_json(handed, desk.now()), HTTPStatus.CREATED)

    def work(sign: Sign[Handed]) -> Handed:
        return studies.ask(study, order, desk.shop, sign)

    return desk.once(body, work, said)


def _observe(desk: Desk, order: Order, handed: Handed) -> None:
    """Count an ask, and note it for the log."""
    if handed.seconds is not None:
        desk.metrics.asked(handed.source or "none", handed.considered, handed.seconds)
    for kind, count in Counter(_kind(each) for each in handed.trials).items():
        desk.metrics.handed_out(kind, count)
    g.facts = {"trials": handed.considered, "asked": order.count, "given": len(handed.trials)}


def _kind(trial: Trial) -> str:
    """Return why a trial was handed out."""
    if trial.handouts > 1:
        return "stale"
    return "queued" if trial.reason is None else "new"


def _tell(desk: Desk, study: str) -> Response:
    """Take results."""
    query = desk.query(*TELL.query)
    lenient = queries.flag(query, LENIENT.name)
    body = desk.body()
    with true_paths(body):
        results = read_tell(body, desk.metrics_of(study))

    def said(told: Sequence[Trial]) -> Reply:
        for each in told:
            desk.metrics.told(each.state.value)
        return Reply(told_json(told, desk.now(), lenient=lenient))

    def work(sign: Sign[Sequence[Trial]]) -> Sequence[Trial]:
        return studies.tell(study, results, desk.shop, sign, lenient=lenient)

    return desk.once(body, work, said)


def _queue(desk: Desk, study: str) -> Response:
    """Queue a configuration."""
    desk.query()
    body = desk.body()
    with true_paths(body):
        parameters = shaped(QueueBody, body).parameters

    # By id, which stays when the name changes.
    kept = desk.store.find(desk.shop.tenant, study)

    def said(trial: Trial) -> Reply:
        location = f"{url(kept)}/trials/{trial.number}"
        return Reply(trial_json(trial, desk.now()), HTTPStatus.CREATED, location)

    def work(sign: Sign[Trial]) -> Trial:
        return studies.enqueue(kept.id, parameters, desk.shop, sign)

    return desk.once(body, work, said)


def _list(desk: Desk, study: str) -> Response:
    """List trials."""
    query = desk.query(*LIST.query)
    limit, state = queries.limit(query), queries.state(query)
    after = int(queries.place(query, NUMBER) or 0)
    kept, now = desk.store.find(desk.shop.tenant, study), desk.now()
    found = desk.store.trials(kept, now=now, state=state, after=after, limit=limit + 1)
    page = found[:limit]
    return respond(
        Reply(
            {
                "items": [trial_json(each, now) for each in page],
                "next": str(page[-1].number) if len(found) > limit else None,
            }
        )
    )


def _get(desk: Desk, study: str, number: int) -> Response:
    """Show a trial."""
    desk.query()
    kept, now = desk.store.find(desk.shop.tenant, study), desk.now()
    found = desk.store.trials(kept, now=now, state=None, after=number - 1, limit=1)
    if not found or found[0].number != number:
        raise TrialNotFoundError(number, kept.size)
    return respond(Reply(trial_json(found[0], now)))


def _report(desk: Desk, study: str, number: int) -> Response:
    """Take a measurement, and say whether to stop."""
    desk.query()
    body = desk.body()
    with true_paths(body):
        measurement = read_report(body, desk.metrics_of(study))

    def said(verdict: Verdict) -> Reply:
        return Reply(verdict_json(verdict))

    def work(sign: Sign[Verdict]) -> Verdict:
        return studies.report(study, number, measurement, desk.shop, sign)

    return desk.once(body, work, said)


def _heartbeat(desk: Desk, study: str, number: int) -> Response:
    """Renew a lease."""
    desk.query()
    body = desk.body(may_lack=True)
    with true_paths(body):
        shaped(EmptyBody, body)

    def said(trial: Trial) -> Reply:
        return Reply(trial_json(trial, desk.now()))

    def work(sign: Sign[Trial]) -> Trial:
        return studies.heartbeat(study, number, desk.shop, sign)

    return desk.once(body, work, said)


VIEWS: Final[tuple[tuple[Operation, Callable[..., Response]], ...]] = (
    (ASK, _ask),
    (TELL, _tell),
    (LIST, _list),
    (QUEUE, _queue),
    (GET, _get),
    (REPORT, _report),
    (HEARTBEAT, _heartbeat),
)
OPERATIONS: Final = tuple(operation for operation, _ in VIEWS)
