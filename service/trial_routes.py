"""The trials of a stored study: asked for, told, queued, reported on and listed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, g

from service import queries, studies
from service import trial_operations as operations
from service.api import Api, Reply, respond
from service.operations import Operation
from service.studies import Batch, Heard, StopDecision, TrialRequest
from service.study import Study
from service.trial import Trial
from service.wire.ask import shaped, true_paths
from service.wire.records import (
    batch_json,
    stop_decision_json,
    told_json,
    trial_json,
    trials_json,
)
from service.wire.results import EmptyBody, QueueBody, ReportBody, TellBody, TrialRequestBody
from service.wire.studies import url

# Why a trial is handed out of which nobody was heard any more.
STALE: Final = "stale"
NUMBER: Final = re.compile(r"[0-9]{1,5}")


def blueprint(api: Api) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("trials", __name__)
    for operation, view in VIEWS:
        operation.add_to(routes, partial(view, api))
    return routes


def _ask(api: Api, study: str) -> Response:
    """Hand trials out."""
    api.query()
    body = api.body(may_lack=True)
    with true_paths(body):
        wanted = shaped(TrialRequestBody, body).value()

    def reply(batch: Batch) -> Reply:
        return Reply(batch_json(batch, api.now()), HTTPStatus.CREATED)

    work = partial(studies.ask, study, wanted, api.context)
    return api.once(body, work, reply, partial(_observe, api, wanted))


def _observe(api: Api, wanted: TrialRequest, batch: Batch) -> None:
    """Count an ask, and note it for the log."""
    if batch.seconds is not None:
        api.metrics.asked(batch.source or "none", batch.considered, batch.seconds)
    for kind, count in Counter(_kind(each) for each in batch.trials).items():
        api.metrics.handed_out(kind, count)
        if kind == STALE:
            api.metrics.expired("handed_out", count)
    g.facts = {"trials": batch.considered, "asked": wanted.count, "given": len(batch.trials)}


def _kind(trial: Trial) -> str:
    """Return why a trial was handed out."""
    if trial.handouts > 1:
        return STALE
    return "queued" if trial.reason is None else "new"


def _tell(api: Api, study: str) -> Response:
    """Take results."""
    query = api.query(*operations.TELL.query)
    lenient = queries.flag(query, operations.LENIENT.name)
    body = api.body()

    def reply(heard: Heard[Sequence[Trial]]) -> Reply:
        return Reply(told_json(heard.effect, api.now(), lenient=lenient))

    def observe(heard: Heard[Sequence[Trial]]) -> None:
        for each in heard.effect:
            api.metrics.told(each.state.value)
        api.metrics.expired("told", heard.late)

    with true_paths(body):
        read = shaped(TellBody, body).read
        work = partial(studies.tell, study, read, api.context, lenient=lenient)
        return api.once(body, work, reply, observe)


def _queue(api: Api, study: str) -> Response:
    """Queue a configuration."""
    api.query()
    body = api.body()
    with true_paths(body):
        parameters = shaped(QueueBody, body).parameters

    def reply(queued: tuple[Study, Trial]) -> Reply:
        # The path has the id of the study, which stays when its name changes.
        kept, trial = queued
        location = f"{url(kept)}/trials/{trial.number}"
        return Reply(trial_json(trial, api.now()), HTTPStatus.CREATED, location)

    return api.once(body, partial(studies.enqueue, study, parameters, api.context), reply)


def _list(api: Api, study: str) -> Response:
    """List trials."""
    query = api.query(*operations.LIST.query)
    limit, state = queries.limit(query), queries.state(query)
    after = int(queries.place(query, NUMBER) or 0)
    found = studies.trials(study, state, after, limit + 1, api.context)
    return respond(Reply(trials_json(found, limit, api.now())))


def _get(api: Api, study: str, number: int) -> Response:
    """Show a trial."""
    api.query()
    return respond(Reply(trial_json(studies.trial(study, number, api.context), api.now())))


def _report(api: Api, study: str, number: int) -> Response:
    """Take a measurement, and say whether to stop."""
    api.query()
    body = api.body()

    def reply(heard: Heard[StopDecision]) -> Reply:
        return Reply(stop_decision_json(heard.effect))

    with true_paths(body):
        read = shaped(ReportBody, body).read
        work = partial(studies.report, study, number, read, api.context)
        return api.once(body, work, reply, partial(_renewed, api))


def _heartbeat(api: Api, study: str, number: int) -> Response:
    """Renew a lease."""
    api.query()
    body = api.body(may_lack=True)
    with true_paths(body):
        shaped(EmptyBody, body)

    def reply(heard: Heard[Trial]) -> Reply:
        return Reply(trial_json(heard.effect, api.now()))

    work = partial(studies.heartbeat, study, number, api.context)
    return api.once(body, work, reply, partial(_renewed, api))


def _renewed(api: Api, heard: Heard[object]) -> None:
    """Count a lease that was over when it was renewed."""
    api.metrics.expired("renewed", heard.late)


VIEWS: Final[tuple[tuple[Operation, Callable[..., Response]], ...]] = (
    (operations.ASK, _ask),
    (operations.TELL, _tell),
    (operations.LIST, _list),
    (operations.QUEUE, _queue),
    (operations.GET, _get),
    (operations.REPORT, _report),
    (operations.HEARTBEAT, _heartbeat),
)
