"""Stored studies: made, listed, changed, deleted, exported and imported."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from service import queries, studies
from service.access import Scope
from service.bodies import JSON
from service.desk import Desk, Reply, respond
from service.errors import (
    BodyTooLargeError,
    BusyError,
    InvalidHeaderError,
    InvalidQueryError,
    InvalidRequestError,
    KeyInsufficientError,
    KeyInvalidError,
    KeyReusedError,
    MalformedBodyError,
    MediaTypeError,
    NothingObservedError,
    SlowBodyError,
    StoreUnavailableError,
    StudyExistsError,
    StudyNotFoundError,
    TooManyRequestsError,
)
from service.operations import Answer, Example, Operation
from service.stores.port import cursor
from service.studies import Seen, Sign
from service.study import Budget, Study, StudyId, Tally
from service.trial import Trial
from service.wire import study_examples as examples
from service.wire.ask import AskBody, shaped, true_paths
from service.wire.records import (
    PredictionsAnswer,
    RecommendationAnswer,
    predictions_json,
    recommendation_json,
)
from service.wire.results import PredictBody
from service.wire.studies import (
    ChangeBody,
    ImportBody,
    StudyBody,
    StudyList,
    StudyRecord,
    export_json,
    imported,
    read_change,
    read_import,
    read_study,
    study_json,
    url,
)

# What can be wrong with any request here, with any that has a body, and with any that has a key.
ANY: Final = (
    KeyInvalidError,
    KeyInsufficientError,
    TooManyRequestsError,
    InvalidQueryError,
    StoreUnavailableError,
)
BODY: Final = (
    MalformedBodyError,
    SlowBodyError,
    BodyTooLargeError,
    MediaTypeError,
    InvalidRequestError,
)
KEYED: Final = (InvalidHeaderError, KeyReusedError)

CREATE: Final = Operation(
    id="createStudy",
    scope=Scope.ADMIN,
    method="POST",
    path="/v1/studies",
    summary="Create a study",
    description="A study keeps its trials, so that an ask of it need not bring them.",
    body=StudyBody,
    examples={"new": Example("A study of two parameters", examples.STUDY)},
    is_keyed=True,
    answer=Answer(
        "The study.",
        JSON,
        StudyRecord,
        examples.NEW_STUDY,
        status=HTTPStatus.CREATED,
        has_location=True,
    ),
    problems=(*ANY, *BODY, *KEYED, StudyExistsError, BusyError),
)
LIST: Final = Operation(
    id="listStudies",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies",
    summary="List studies",
    description="The oldest first, in pages.",
    query=(queries.LIMIT, queries.CURSOR),
    answer=Answer(
        "A page of studies.", JSON, StudyList, {"items": [examples.OLD_STUDY], "next": None}
    ),
    problems=ANY,
)
GET: Final = Operation(
    id="getStudy",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies/{study}",
    summary="Read a study",
    description="With how many trials are in each state, and the best of them.",
    answer=Answer("The study.", JSON, StudyRecord, examples.OLD_STUDY),
    problems=(*ANY, StudyNotFoundError),
)
CHANGE: Final = Operation(
    id="changeStudy",
    scope=Scope.ADMIN,
    method="PATCH",
    path="/v1/studies/{study}",
    summary="Change a study",
    description=(
        "Renames, stops or resumes it, or changes its budget, algorithm or search space; trials "
        "stay. A parameter that is new counts, in older trials, as its default; one that is gone "
        "counts no more; trials with values that are no longer allowed stay on record and inform "
        "no suggestion as long as they are not."
    ),
    body=ChangeBody,
    examples={"stop": Example("Stop it", {"state": "stopped"})},
    answer=Answer("The study.", JSON, StudyRecord, examples.OLD_STUDY),
    problems=(*ANY, *BODY, StudyNotFoundError, StudyExistsError, BusyError),
)
DELETE: Final = Operation(
    id="deleteStudy",
    scope=Scope.ADMIN,
    method="DELETE",
    path="/v1/studies/{study}",
    summary="Delete a study",
    description="With all its trials, for ever.",
    answer=Answer("It is gone.", "", None, None, status=HTTPStatus.NO_CONTENT),
    problems=(*ANY, StudyNotFoundError),
)
RECOMMENDATION: Final = Operation(
    id="recommendation",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies/{study}/recommendation",
    summary="Read what to use",
    description=(
        "The trial believed best, which one lucky measurement does not make, beside the best "
        "observed."
    ),
    answer=Answer("What to use.", JSON, RecommendationAnswer, examples.RECOMMENDATION),
    problems=(*ANY, StudyNotFoundError, BusyError),
)
PREDICT: Final = Operation(
    id="predict",
    scope=Scope.READ,
    method="POST",
    path="/v1/studies/{study}/predict",
    summary="Predict values of configurations",
    description=(
        "What the surrogate expects of the objective, without the noise of a measurement. It "
        "changes nothing."
    ),
    body=PredictBody,
    examples={"one": Example("A configuration", examples.LOOK)},
    answer=Answer("Predictions.", JSON, PredictionsAnswer, examples.PREDICTIONS),
    problems=(*ANY, *BODY, StudyNotFoundError, NothingObservedError, BusyError),
)
EXPORT: Final = Operation(
    id="exportStudy",
    scope=Scope.READ,
    method="GET",
    path="/v1/studies/{study}/export",
    summary="Export a study",
    description=(
        "The stateless ask to which the next suggestion of the study is the answer. Trials that "
        "do not belong to the search space are not in it."
    ),
    answer=Answer("A body of POST /v1/ask.", JSON, AskBody, examples.EXPORT),
    problems=(*ANY, StudyNotFoundError),
)
IMPORT: Final = Operation(
    id="importStudy",
    scope=Scope.ADMIN,
    method="POST",
    path="/v1/studies/import",
    summary="Import a study",
    description=(
        "What an export gives, and perhaps a name. Its next suggestion is that of the study it "
        "was exported from. A trial that is running gets a new lease of an hour."
    ),
    body=ImportBody,
    examples={"exported": Example("A study as it was exported", examples.EXPORT)},
    is_keyed=True,
    answer=Answer(
        "The study.",
        JSON,
        StudyRecord,
        examples.OLD_STUDY,
        status=HTTPStatus.CREATED,
        has_location=True,
    ),
    problems=(*ANY, *BODY, *KEYED, StudyExistsError, BusyError),
)


def blueprint(desk: Desk) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("studies", __name__)
    for operation, view in VIEWS:
        operation.add_to(routes, partial(view, desk))
    return routes


def _create(desk: Desk) -> Response:
    """Create a study."""
    desk.query()
    body = desk.body()
    sent, definition = read_study(body)
    study = Study(
        StudyId(desk.new_id()),
        desk.shop.tenant,
        sent.name,
        definition,
        desk.draw_seed() if sent.seed is None else sent.seed,
        desk.now(),
        budget=Budget() if sent.budget is None else sent.budget.value(),
    )
    return _created(desk, body, study, [])


def _import(desk: Desk) -> Response:
    """Import a study."""
    desk.query()
    body = desk.body()
    sent, definition, problem = read_import(body)
    name = StudyId(desk.new_id())
    study = Study(
        name,
        desk.shop.tenant,
        sent.name or name,
        definition,
        desk.draw_seed() if sent.seed is None else sent.seed,
        desk.now(),
        size=len(sent.trials),
    )
    return _created(desk, body, study, imported(sent, problem.objective, desk.now()))


def _created(desk: Desk, body: object, study: Study, trials: list[Trial]) -> Response:
    """Create a study and answer with it."""
    now = desk.now()

    def work(sign: Sign[Study]) -> Study:
        return studies.create(study, trials, desk.shop, sign)

    def said(made: Study) -> Reply:
        seen = Seen(made, Tally.of(trials, now))
        return Reply(study_json(seen, now), HTTPStatus.CREATED, url(made))

    return desk.once(body, work, said)


def _list(desk: Desk) -> Response:
    """List studies."""
    query = desk.query(*LIST.query)
    limit, after = queries.limit(query), queries.place(query, queries.PLACE)
    found = studies.see_all(limit + 1, after, desk.shop)
    page, now = found[:limit], desk.now()
    return respond(
        Reply(
            {
                "items": [study_json(each, now) for each in page],
                "next": cursor(page[-1].study) if len(found) > limit else None,
            }
        )
    )


def _get(desk: Desk, study: str) -> Response:
    """Show a study."""
    desk.query()
    return respond(Reply(study_json(studies.see(study, desk.shop), desk.now())))


def _change(desk: Desk, study: str) -> Response:
    """Change a study."""
    desk.query()
    changed = studies.change(study, read_change(desk.body()), desk.shop)
    return respond(Reply(study_json(studies.see(changed.id, desk.shop), desk.now())))


def _delete(desk: Desk, study: str) -> Response:
    """Delete a study."""
    desk.query()
    studies.delete(study, desk.shop)
    return Response(status=HTTPStatus.NO_CONTENT)


def _recommendation(desk: Desk, study: str) -> Response:
    """Say what to use."""
    desk.query()
    best = studies.recommend(study, desk.shop)
    return respond(Reply(recommendation_json(best, desk.now())))


def _predict(desk: Desk, study: str) -> Response:
    """Predict values of configurations."""
    desk.query()
    body = desk.body()
    with true_paths(body):
        configurations = shaped(PredictBody, body).configurations
        predictions = studies.predict(study, configurations, desk.shop)
    (metric,) = desk.metrics_of(study)
    return respond(Reply(predictions_json(predictions, metric)))


def _export(desk: Desk, study: str) -> Response:
    """Export a study."""
    desk.query()
    snapshot = desk.store.snapshot(desk.shop.tenant, study)
    question = studies.asked(snapshot, desk.shop)
    trials = [snapshot.trials[number - 1] for number in question.numbers]
    return respond(Reply(export_json(snapshot.study, question, trials)))


VIEWS: Final[tuple[tuple[Operation, Callable[..., Response]], ...]] = (
    (CREATE, _create),
    (LIST, _list),
    (IMPORT, _import),
    (GET, _get),
    (CHANGE, _change),
    (DELETE, _delete),
    (RECOMMENDATION, _recommendation),
    (PREDICT, _predict),
    (EXPORT, _export),
)
OPERATIONS: Final = tuple(operation for operation, _ in VIEWS)
