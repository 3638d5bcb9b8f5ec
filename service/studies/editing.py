"""Make, change and delete studies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import models
from models import SearchSpace
from service.errors import Fault, InvalidRequestError
from service.studies.asking import answered
from service.studies.questions import Question
from service.studies.workshop import Sign, Workshop
from service.study import Budget, Study, StudyState
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


def create(study: Study, trials: Sequence[Trial], shop: Workshop, sign: Sign[Study]) -> Study:
    """Return a new study, in which there are these trials already.

    Raises:
        StudyExistsError: Another study has its name.
        InvalidRequestError: No configuration is feasible, or a trial does not belong to the space.
    """
    problem = shop.read(study.definition)
    _check_trials(problem.space, trials)
    _check_feasible(problem, study.seed, shop)
    shop.store.create(study, trials, None if sign is None else sign(study))
    return study


def change(reference: str, wanted: Change, shop: Workshop) -> Study:
    """Return a study as it has become; its trials stay.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyExistsError: Another study has the new name.
        InvalidRequestError: No configuration of the new search space is feasible.
    """
    study = shop.store.find(shop.tenant, reference)
    definition = wanted.rewrite(study.definition)
    if definition != study.definition:
        # Before anything is locked.
        _check_feasible(shop.read(definition), study.seed, shop)
    with shop.store.edit(shop.tenant, study.id) as edit:
        edited = edit.study.edited(wanted.rewrite(edit.study.definition))
        edit.save(
            replace(
                edited,
                name=wanted.name or edited.name,
                state=wanted.state or edited.state,
                budget=edited.budget if wanted.budget is None else wanted.budget,
            )
        )
        return edit.study


def delete(reference: str, shop: Workshop) -> None:
    """Delete a study with its trials.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    with shop.store.edit(shop.tenant, reference) as edit:
        edit.remove()


def _check_trials(space: SearchSpace, trials: Sequence[Trial]) -> None:
    """Raise InvalidRequestError if trials do not belong to a search space."""
    errors = space.encode_all([each.parameters for each in trials]).errors if trials else []
    if errors:
        raise InvalidRequestError([Fault(("trials", *each.path), str(each)) for each in errors])


def _check_feasible(problem: models.Problem, seed: int, shop: Workshop) -> None:
    """Raise InvalidRequestError if a problem has no feasible configuration."""
    with shop.turns:
        answered(Question(problem, (), (), seed))
