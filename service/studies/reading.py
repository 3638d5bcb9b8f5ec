"""Look at studies. Nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import models
from models import Configuration, Prediction, TrialsError
from service.errors import Fault, InvalidRequestError, NothingObservedError
from service.stores import Snapshot
from service.studies.asking import answered
from service.studies.questions import Question, question_of
from service.studies.workshop import Workshop
from service.study import Study, Tally
from service.trial import Trial


@dataclass(frozen=True, slots=True)
class Seen:
    """A study, and how far it has come."""

    study: Study
    tally: Tally


@dataclass(frozen=True, slots=True)
class Best:
    """What to use if nothing more is evaluated.

    Attributes:
        trial: The trial believed best.
        predicted: What is expected there; None without a surrogate.
        observed: The trial with the best value.
        objective: What it is the best of.
    """

    trial: Trial
    predicted: Prediction | None
    observed: Trial
    objective: str


def see(reference: str, shop: Workshop) -> Seen:
    """Return a study and how far it has come.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    study = shop.store.find(shop.tenant, reference)
    return Seen(study, shop.store.tallies([study], shop.now())[study.id])


def see_all(limit: int, after: str | None, shop: Workshop) -> list[Seen]:
    """Return studies and how far they have come, the oldest first; see `Store.studies`."""
    studies = shop.store.studies(shop.tenant, limit=limit, after=after)
    tallies = shop.store.tallies(studies, shop.now())
    return [Seen(each, tallies[each.id]) for each in studies]


def asked(snapshot: Snapshot, shop: Workshop) -> Question:
    """Return the stateless ask that a study is at a moment."""
    study = snapshot.study
    return question_of(shop.read(study.definition), snapshot.trials, study.seed, shop.now())


def recommend(reference: str, shop: Workshop) -> Best | None:
    """Return what to use if nothing more is evaluated; None before a completed trial.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    snapshot = shop.store.snapshot(shop.tenant, reference)
    with shop.turns:
        question = asked(snapshot, shop)
        best = answered(question).recommendation
    if best is None:
        return None
    return Best(
        _trial(snapshot.trials, question, best.trial),
        best.predicted,
        _trial(snapshot.trials, question, best.best_observed),
        question.problem.objective.name,
    )


def predict(
    reference: str, configurations: Sequence[Configuration], shop: Workshop
) -> Sequence[Prediction]:
    """Return what is expected of configurations.

    Raises:
        StudyNotFoundError: There is no such study.
        NothingObservedError: No trial of it is completed.
        InvalidRequestError: A configuration does not belong to the search space.
    """
    snapshot = shop.store.snapshot(shop.tenant, reference)
    with shop.turns:
        question = asked(snapshot, shop)
        try:
            predictions = models.predict(question.problem, question.trials, configurations)
        except TrialsError as error:
            # Trials of a question belong to the space, so these are about configurations.
            faults = [
                Fault(("configurations", each.path[0], *each.path[2:]), str(each))
                for each in error.errors
            ]
            raise InvalidRequestError(faults) from error
    if predictions is None:
        raise NothingObservedError
    return predictions


def _trial(trials: Sequence[Trial], question: Question, index: int) -> Trial:
    """Return the trial at a place of a question."""
    return trials[question.numbers[index] - 1]
