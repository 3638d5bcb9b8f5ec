"""Tell: take back what became of trials. All of it in one transaction, and safe to repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models import Configuration, Direction, Objective, SearchSpace, TrialState
from service.errors import Fault, InvalidRequestError, TrialNotFoundError
from service.stores import Edit
from service.studies.stopping import Verdict, verdict
from service.studies.workshop import Sign, Workshop
from service.trial import Measurement, Outcome, Trial


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a trial of the study, or of one that the user ran on its own.

    Attributes:
        trial: The trial's number, or the configuration of a trial that is to be imported.
        outcome: How it ended.
    """

    trial: int | Configuration
    outcome: Outcome


def tell(
    reference: str,
    results: Sequence[Result],
    shop: Workshop,
    sign: Sign[Sequence[Trial]],
    *,
    lenient: bool,
) -> Sequence[Trial]:
    """Return the trials with their outcomes, in the order of the results: all or none.

    Args:
        reference: Id or name of the study.
        results: What became of trials, each of them named once.
        shop: What the work needs.
        sign: Makes the receipt, which is kept with the results.
        lenient: Whether imported trials that do not belong to the search space are kept for the
            record, instead of refused.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialCompletedError: A trial has ended in another way.
        StudyFullError: The study has no room for so many imported trials.
        InvalidRequestError: An imported trial does not belong to the search space.
    """
    with shop.store.edit(shop.tenant, reference) as edit:
        problem = shop.read(edit.study.definition)
        ignored = _ignored(results, problem.space, lenient=lenient)
        numbers = [each.trial for each in results if isinstance(each.trial, int)]
        before = edit.trials(numbers)
        now, size = shop.now(), edit.study.size
        told: list[Trial] = []
        for i, each in enumerate(results):
            outcome = _weighed(each.outcome, problem.objective)
            if isinstance(each.trial, int):
                told.append(_of(before, each.trial, edit).told(outcome, now))
            else:
                size += 1
                imported = Trial(size, each.trial, now, is_ignored=i in ignored)
                told.append(imported.told(outcome, now))
        if size > edit.study.size:
            edit.save(edit.study.grown(size - edit.study.size))
        edit.put(each for each in told if before.get(each.number, each) is not each)
        edit.add(each for each in told if each.number not in before)
        if sign is not None:
            edit.remember(sign(told))
    return told


def enqueue(reference: str, parameters: Configuration, shop: Workshop, sign: Sign[Trial]) -> Trial:
    """Return a new trial that the next ask hands out first.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyFullError: It has no room for another trial.
        InvalidRequestError: The configuration does not belong to the search space.
    """
    with shop.store.edit(shop.tenant, reference) as edit:
        encoded = shop.read(edit.study.definition).space.encode_all([parameters])
        if encoded.errors:
            raise InvalidRequestError([Fault(each.path[1:], str(each)) for each in encoded.errors])
        edit.save(edit.study.grown(1))
        trial = Trial(edit.study.size, parameters, shop.now())
        edit.add([trial])
        if sign is not None:
            edit.remember(sign(trial))
    return trial


def heartbeat(reference: str, number: int, shop: Workshop, sign: Sign[Trial]) -> Trial:
    """Return a trial with its lease renewed.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialNotRunningError: It does not run.
    """
    with shop.store.edit(shop.tenant, reference) as edit:
        trial = _of(edit.trials([number]), number, edit).renewed(shop.now())
        edit.put([trial])
        if sign is not None:
            edit.remember(sign(trial))
    return trial


def report(
    reference: str, number: int, measurement: Measurement, shop: Workshop, sign: Sign[Verdict]
) -> Verdict:
    """Return whether to stop a trial after a measurement, which also renews its lease.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialNotRunningError: It does not run.
    """
    with shop.store.edit(shop.tenant, reference) as edit:
        edit.put([_of(edit.trials([number]), number, edit).renewed(shop.now())])
        edit.measure(number, measurement)
        measured = dict(edit.measured(number, measurement.step))
        own = measured.pop(number)
        given = verdict(own, measured, shop.read(edit.study.definition).objective)
        if sign is not None:
            edit.remember(sign(given))
    return given


def _of(trials: Mapping[int, Trial], number: int, edit: Edit) -> Trial:
    """Return the trial of a number, or raise TrialNotFoundError."""
    if number not in trials:
        raise TrialNotFoundError(number, edit.study.size)
    return trials[number]


def _weighed(outcome: Outcome, objective: Objective) -> Outcome:
    """Return an outcome with what it is compared by."""
    if outcome.state is not TrialState.COMPLETED:
        return outcome
    value = outcome.values[objective.name]
    return replace(outcome, loss=value if objective.direction is Direction.MINIMIZE else -value)


def _ignored(results: Sequence[Result], space: SearchSpace, *, lenient: bool) -> set[int]:
    """Return the positions of imported trials that do not belong to the search space.

    Raises:
        InvalidRequestError: There are some, and lenient is off.
    """
    imported = [
        (i, each.trial) for i, each in enumerate(results) if not isinstance(each.trial, int)
    ]
    if not imported:
        return set()
    encoded = space.encode_all([parameters for _, parameters in imported])
    if encoded.errors and not lenient:
        raise InvalidRequestError(
            [
                Fault(("results", imported[int(each.path[0])][0], *each.path[1:]), str(each))
                for each in encoded.errors
            ]
        )
    sound = encoded.is_sound.tolist()
    return {i for (i, _), is_sound in zip(imported, sound, strict=True) if not is_sound}
