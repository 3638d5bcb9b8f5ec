"""Studies on the wire: what creates, changes and imports them, and what is said of them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

import models
from models import TrialState
from service import limits
from service.errors import Fault
from service.stores.port import cursor
from service.studies import Change, Export, StudyOverview
from service.study import Budget, Study, StudyState
from service.trial import Moment, Outcome, Trial
from service.wire.algorithms import Algorithm, AlgorithmName
from service.wire.answer import AnswerShape
from service.wire.ask import (
    Described,
    Objective,
    WithTrials,
    shaped,
    true_paths,
)
from service.wire.catalogue import completed
from service.wire.datasets import Dataset
from service.wire.records import Time, TrialRecord, time, trial_json
from service.wire.results import DEFAULT_LEASE
from service.wire.shapes import Integral, Name, Positive, Shape, unlike
from service.wire.space import Space
from service.wire.trials import ImportedTrial, faults_of_sum

Json = Any
# What describes the problem of a study, in the order in which it is shown.
DESCRIBING = ("space", "objectives", "dataset", "model", "algorithm")
# Names that mean something else in a path.
PATHS = (".", "..", "import")
ID_LIKE = re.compile(r"[0-9a-f]{32}")


def _study_name(name: str) -> str:
    """Return a name that no id is, and that can stand in a path."""
    if ID_LIKE.fullmatch(name) or "/" in name or name in PATHS:
        raise unlike(
            "a name without / that is not . or .. or import or, like an id, 32 hexadecimal digits"
        )
    return name


StudyName = Annotated[Name, AfterValidator(_study_name)]
Seed = Annotated[int, Field(ge=0, le=limits.SEED), Integral]
# Problems kept as they were read: reading one of many parameters takes milliseconds.
PROBLEMS = 256


class BudgetBody(Shape):
    """What a study may spend; what is left out has no limit."""

    trials: Annotated[
        Annotated[int, Field(ge=1, le=limits.TRIALS), Integral] | None,
        Field(description="How many trials there may be in all."),
    ] = None
    cost: Annotated[
        Positive | None,
        Field(description="Nothing is handed out once the costs told add up to so much."),
    ] = None

    def value(self) -> Budget:
        """Return the budget that this is."""
        return Budget(self.trials, self.cost)


class StudyBody(Described):
    """What to optimise, under a name that no other study has."""

    LATER = frozenset({"fidelity", "outcome_constraints"})

    name: StudyName
    budget: BudgetBody | None = None
    seed: Annotated[Seed | None, Field(description="Where chance begins; drawn if left out.")] = (
        None
    )


class ImportBody(WithTrials[ImportedTrial]):
    """An exported study: a stateless ask, and perhaps a name."""

    name: Annotated[StudyName | None, Field(description="The id of the study, if left out.")] = None

    def _faults_of_trials(self, metrics: list[str]) -> Iterator[Fault]:
        """Yield what is wrong with the values and the measurements of trials."""
        yield from super()._faults_of_trials(metrics)
        yield from faults_of_sum((each.measurements for each in self.trials), ("trials",))


def _without_default(schema: dict[str, Any]) -> None:
    """Take out of a schema what a field is when nobody sends it."""
    schema.pop("default")


class ChangeBody(Shape):
    """What becomes of a study; what is left out stays as it is."""

    name: StudyName | None = None
    state: Literal["active", "stopped"] | None = None
    budget: BudgetBody | None = None
    space: Space | None = None
    # Null would be one more kind of algorithm, and its union is told apart by names.
    algorithm: Annotated[Algorithm, Field(json_schema_extra=_without_default)] = "auto"


class Counts(AnswerShape):
    """How many trials are in each state."""

    queued: Annotated[int, Field(ge=0)]
    running: Annotated[int, Field(ge=0)]
    completed: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)]
    stopped: Annotated[int, Field(ge=0)]
    stale: Annotated[int, Field(ge=0)]


class StudyRecord(AnswerShape):
    """A study."""

    id: str
    name: str
    state: Literal["active", "stopped"]
    space: Annotated[Space, Field(description="As it was sent, or that of the catalogue.")]
    objectives: list[Objective]
    dataset: Dataset | None
    model: Name | None
    algorithm: AlgorithmName | dict[str, Any]
    budget: BudgetBody
    seed: Annotated[int, Field(ge=0, le=limits.SEED)]
    trials: Counts
    best: Annotated[
        TrialRecord | None,
        Field(
            description="The completed trial of best value, also if its configuration does not "
            "belong to the search space any more."
        ),
    ]
    created_at: Time
    url: Annotated[str, Field(description="Its path.")]


class StudyList(AnswerShape):
    """A page of studies, the oldest first."""

    items: list[StudyRecord]
    next: Annotated[str | None, Field(description="The `cursor` of the next page.")]


def read_study(body: Json) -> tuple[StudyBody, str]:
    """Return what a JSON value says of a new study, and the definition of the study.

    Raises:
        InvalidRequestError: It describes none.
    """
    with true_paths(body):
        full = completed(body)
        sent = shaped(StudyBody, full)
        sent.problem()
    return sent, definition_of(full)


def read_import(body: Json) -> tuple[ImportBody, str, models.Problem]:
    """Return what a JSON value says of an imported study, its definition and its problem.

    Raises:
        InvalidRequestError: It describes none.
    """
    with true_paths(body):
        full = completed(body)
        sent = shaped(ImportBody, full)
        problem = sent.checked()
    return sent, definition_of(full), problem


def read_change(body: Json) -> Change:
    """Return the change of a study that a JSON value describes.

    Raises:
        InvalidRequestError: It describes none.
    """
    with true_paths(body):
        sent = shaped(ChangeBody, body)
        if sent.space is not None:
            sent.space.value(("space",))
    new = {name: body[name] for name in ("space", "algorithm") if body.get(name) is not None}
    return Change(
        sent.name,
        None if sent.state is None else StudyState(sent.state),
        None if sent.budget is None else sent.budget.value(),
        _rewriting(new),
    )


def _rewriting(new: dict[str, Json]) -> Callable[[str], str]:
    """Return what puts new fields into a definition."""
    return lambda definition: definition_of({**json.loads(definition), **new})


def definition_of(body: dict[str, Json]) -> str:
    """Return the definition of a study: the fields that describe its problem, as they were sent."""
    fields = {name: body[name] for name in DESCRIBING if body.get(name) is not None}
    return json.dumps({**fields, "algorithm": body.get("algorithm") or "auto"}, ensure_ascii=False)


@lru_cache(PROBLEMS)
def problem_of(definition: str) -> models.Problem:
    """Return the problem that a definition describes."""
    return Described.model_validate(json.loads(definition)).problem()


def imported(sent: ImportBody, objective: models.Objective, now: Moment) -> list[Trial]:
    """Return the trials of an imported study."""
    return [_imported(number, each, objective, now) for number, each in enumerate(sent.trials, 1)]


def _imported(number: int, body: ImportedTrial, objective: models.Objective, now: Moment) -> Trial:
    """Return an imported trial; one that runs has a new lease, and that of a stale one is over."""
    measurements = tuple(each.value() for each in body.measurements)
    state = TrialState(body.state)
    trial = Trial(number, body.parameters, now, measurements=measurements)
    if state is TrialState.QUEUED:
        return trial
    if state.is_pending:
        running = trial.handed_out(None, DEFAULT_LEASE, now)
        return running if state is TrialState.RUNNING else running.lost(now)
    outcome = Outcome(state, body.values or {}, body.std or {}, body.cost, body.failure)
    return trial.told(outcome.weighed(objective), now)


def studies_json(found: Sequence[StudyOverview], limit: int, now: Moment) -> Json:
    """Return a page of studies as JSON.

    Args:
        found: Those of the page, and one more if there is another page.
        limit: How many a page has at most.
        now: The moment the states of their trials are of.
    """
    page = found[:limit]
    return {
        "items": [study_json(each, now) for each in page],
        "next": cursor(page[-1].study) if len(found) > limit else None,
    }


def study_json(overview: StudyOverview, now: Moment) -> Json:
    """Return a study as JSON."""
    study, counts, best = overview.study, overview.progress.counts, overview.progress.best
    definition = json.loads(study.definition)
    return {
        "id": study.id,
        "name": study.name,
        "state": study.state.value,
        **{name: definition.get(name) for name in DESCRIBING},
        "budget": {"trials": study.budget.trials, "cost": study.budget.cost},
        "seed": study.seed,
        "trials": {each.value: counts.get(each, 0) for each in TrialState},
        "best": None if best is None else trial_json(best, now),
        "created_at": time(study.created_at),
        "url": url(study),
    }


def url(study: Study) -> str:
    """Return the path of a study."""
    return f"/v1/studies/{study.id}"


def export_json(export: Export) -> Json:
    """Return the stateless ask that a study is as JSON."""
    return {
        **json.loads(export.study.definition),
        "trials": [
            _heard(heard, known)
            for heard, known in zip(export.stateless.trials, export.trials, strict=True)
        ],
        "seed": export.study.seed,
    }


def _heard(heard: models.Trial, known: Trial) -> Json:
    """Return a trial of a stateless ask."""
    outcome = known.outcome
    trial = {"parameters": heard.parameters, "state": heard.state.value}
    if outcome is None:
        return trial
    told = {"values": outcome.values, "std": outcome.std, "cost": outcome.cost}
    return {**trial, **{name: value for name, value in told.items() if value not in ({}, None)}}
