"""Look at studies. Nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import models
from models import Configuration, Prediction, TrialsError, TrialState
from service.errors import Fault, InvalidRequestError, NothingObservedError, TrialNotFoundError
from service.stores import Snapshot
from service.studies.asking import answered
from service.studies.context import Context
from service.studies.stateless import StatelessAsk, stateless_ask
from service.study import Progress, Study
from service.trial import Trial


@dataclass(frozen=True, slots=True)
class StudyOverview:
    """A study, and how far it has come."""

    study: Study
    progress: Progress


@dataclass(frozen=True, slots=True)
class Export:
    """A study as a stateless ask.

    Attributes:
        study: The study.
        stateless: The ask.
        trials: The trials that are in it, with all that is known of them.
    """

    study: Study
    stateless: StatelessAsk
    trials: Sequence[Trial]


@dataclass(frozen=True, slots=True)
class Predictions:
    """What is expected of configurations, in their order.

    Attributes:
        objective: What is predicted.
        values: The predictions.
    """

    objective: str
    values: Sequence[Prediction]


@dataclass(frozen=True, slots=True)
class Recommendation:
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


def overview(reference: str, context: Context) -> StudyOverview:
    """Return a study and how far it has come.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    study = context.store.find(context.tenant, reference)
    return StudyOverview(study, context.store.progress([study], context.now())[study.id])


def overviews(limit: int, after: str | None, context: Context) -> list[StudyOverview]:
    """Return studies and how far they have come, the oldest first; see `Store.studies`."""
    studies = context.store.studies(context.tenant, limit=limit, after=after)
    progress = context.store.progress(studies, context.now())
    return [StudyOverview(each, progress[each.id]) for each in studies]


def trials(
    reference: str, state: TrialState | None, after: int, limit: int, context: Context
) -> Sequence[Trial]:
    """Return trials of a study by number; see `Store.trials`.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    study = context.store.find(context.tenant, reference)
    return context.store.trials(study, now=context.now(), state=state, after=after, limit=limit)


def trial(reference: str, number: int, context: Context) -> Trial:
    """Return a trial of a study.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
    """
    study = context.store.find(context.tenant, reference)
    found = context.store.trials(study, now=context.now(), state=None, after=number - 1, limit=1)
    if not found or found[0].number != number:
        raise TrialNotFoundError(number, study.size)
    return found[0]


def export(reference: str, context: Context) -> Export:
    """Return the stateless ask to which the next suggestion of a study is the answer.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    snapshot = context.store.snapshot(context.tenant, reference)
    stateless = _stateless(snapshot, context)
    return Export(
        snapshot.study, stateless, [snapshot.trials[number - 1] for number in stateless.numbers]
    )


def _stateless(snapshot: Snapshot, context: Context) -> StatelessAsk:
    """Return the stateless ask that a study is at a moment."""
    study = snapshot.study
    return stateless_ask(context.read(study.definition), snapshot.trials, study.seed, context.now())


def recommend(reference: str, context: Context) -> Recommendation | None:
    """Return what to use if nothing more is evaluated; None before a completed trial.

    Raises:
        StudyNotFoundError: There is no such study.
    """
    snapshot = context.store.snapshot(context.tenant, reference)
    with context.slots:
        stateless = _stateless(snapshot, context)
        best = answered(stateless, context.fits.learner(snapshot.fits)).recommendation
    if best is None:
        return None
    return Recommendation(
        _trial(snapshot.trials, stateless, best.trial),
        best.predicted,
        _trial(snapshot.trials, stateless, best.best_observed),
        stateless.problem.objective.name,
    )


def predict(
    reference: str, configurations: Sequence[Configuration], context: Context
) -> Predictions:
    """Return what is expected of configurations.

    Raises:
        StudyNotFoundError: There is no such study.
        NothingObservedError: No trial of it is completed.
        InvalidRequestError: A configuration does not belong to the search space.
    """
    snapshot = context.store.snapshot(context.tenant, reference)
    with context.slots:
        stateless = _stateless(snapshot, context)
        try:
            learner = context.fits.learner(snapshot.fits)
            predictions = models.predict(
                stateless.problem, stateless.trials, configurations, learner
            )
        except TrialsError as error:
            # Trials of a stateless ask belong to the space, so these are about configurations.
            faults = [
                Fault(("configurations", each.path[0], *each.path[2:]), str(each))
                for each in error.errors
            ]
            raise InvalidRequestError(faults) from error
    if predictions is None:
        raise NothingObservedError
    return Predictions(stateless.problem.objective.name, predictions)


def _trial(trials: Sequence[Trial], stateless: StatelessAsk, index: int) -> Trial:
    """Return the trial at a place of a stateless ask."""
    return trials[stateless.numbers[index] - 1]
