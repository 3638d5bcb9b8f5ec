"""Make, change and delete studies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import models
from models import SearchSpace
from service.errors import Fault, InvalidRequestError
from service.studies.asking import answered
from service.studies.context import Context, MakeReceipt
from service.studies.reading import StudyOverview, overview
from service.studies.stateless import StatelessAsk
from service.studies.stopping import courses
from service.study import UNLIMITED, Budget, Progress, Study, StudyId, StudyState
from service.trial import Trial


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a study.

    Attributes:
        name: Its new name; None for the one it has.
        state: Its new state; None for the one it has.
        budget: What it may spend from now on; None for what it may now.
        rewrite: Makes its new definition of the one it has.
    """

    name: str | None
    state: StudyState | None
    budget: Budget | None
    rewrite: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A study that is to be.

    Attributes:
        name: Its name; None for its id.
        definition: What is optimised, and how; see `Study`.
        seed: Where the chance of every ask begins; None for anywhere.
        budget: What it may spend.
        trials: Those that it has from the beginning, numbered from 1.
    """

    name: str | None
    definition: str
    seed: int | None = None
    budget: Budget = UNLIMITED
    trials: Sequence[Trial] = ()


def create(
    draft: Draft, context: Context, make_receipt: MakeReceipt[StudyOverview]
) -> StudyOverview:
    """Return a new study.

    Raises:
        StudyExistsError: Another study has its name.
        QuotaExceededError: Its tenant may not have so many studies or trials.
        InvalidRequestError: No configuration is feasible, or a trial does not belong to the space.
    """
    name, now = StudyId(context.new_id()), context.now()
    study = Study(
        name,
        context.tenant,
        draft.name or name,
        draft.definition,
        context.draw_seed() if draft.seed is None else draft.seed,
        now,
        size=len(draft.trials),
        budget=draft.budget,
    )
    problem = context.read(study.definition)
    _check_trials(problem.space, draft.trials)
    _check_feasible(problem, study.seed, context)
    trials = [
        replace(each, parameters=problem.space.canonical(each.parameters)) for each in draft.trials
    ]
    made = StudyOverview(study, Progress.of(trials, now))
    receipt = None if make_receipt is None else make_receipt(made, name)
    measured = courses(trials, problem.objective)
    context.store.create(study, trials, receipt, context.quota, measured)
    return made


def change(reference: str, wanted: Change, context: Context) -> StudyOverview:
    """Return a study as it has become; its trials stay.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyExistsError: Another study has the new name.
        InvalidRequestError: No configuration of the new search space is feasible.
    """
    study = context.store.find(context.tenant, reference)
    definition = wanted.rewrite(study.definition)
    if definition != study.definition:
        # Before anything is locked.
        _check_feasible(context.read(definition), study.seed, context)
    with context.store.edit(context.tenant, study.id) as edit:
        edited = edit.study.edited(wanted.rewrite(edit.study.definition))
        edit.save(
            replace(
                edited,
                name=wanted.name or edited.name,
                state=wanted.state or edited.state,
                budget=edited.budget if wanted.budget is None else wanted.budget,
            )
        )
    return overview(study.id, context)


def delete(reference: str, context: Context) -> None:
    """Delete a study with its trials.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    with context.store.edit(context.tenant, reference) as edit:
        edit.remove()


def _check_trials(space: SearchSpace, trials: Sequence[Trial]) -> None:
    """Raise InvalidRequestError if trials do not belong to a search space."""
    errors = space.encode_all([each.parameters for each in trials]).errors if trials else []
    if errors:
        raise InvalidRequestError([Fault(("trials", *each.path), str(each)) for each in errors])


def _check_feasible(problem: models.Problem, seed: int, context: Context) -> None:
    """Raise InvalidRequestError if a problem has no feasible configuration."""
    with context.slots:
        answered(StatelessAsk(problem, (), (), seed))
