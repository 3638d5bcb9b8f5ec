"""What the OpenAPI document says of stored studies: the operations of `study_routes`."""

from http import HTTPStatus
from typing import Final

from service import queries
from service.access import Scope
from service.bodies import JSON
from service.errors import (
    BusyError,
    NothingObservedError,
    QuotaExceededError,
    StudyExistsError,
    StudyNotFoundError,
)
from service.operations import ANY, BODY, KEYED, Answer, Example, Operation
from service.wire import study_examples as examples
from service.wire.ask import AskBody
from service.wire.records import PredictionsAnswer, RecommendationAnswer
from service.wire.results import PredictBody
from service.wire.studies import ChangeBody, ImportBody, StudyBody, StudyList, StudyRecord

CREATE: Final = Operation(
    id="createStudy",
    is_slow=True,
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
    problems=(*ANY, *BODY, *KEYED, StudyExistsError, QuotaExceededError, BusyError),
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
    is_slow=True,
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
    is_slow=True,
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
    is_slow=True,
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
    is_slow=True,
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
    problems=(*ANY, *BODY, *KEYED, StudyExistsError, QuotaExceededError, BusyError),
)

OPERATIONS: Final = (CREATE, LIST, GET, CHANGE, DELETE, RECOMMENDATION, PREDICT, EXPORT, IMPORT)
