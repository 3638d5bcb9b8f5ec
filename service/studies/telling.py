"""Tell: take back what became of trials. All of it in one transaction, and safe to repeat."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from models import Configuration, Objective, SearchSpace, TrialState
from service.errors import Fault, InvalidRequestError, TrialNotFoundError
from service.stores import Edit
from service.studies.context import Context, Effect, MakeReceipt
from service.studies.growing import grow
from service.studies.stopping import StopDecision, courses, measured, median_rule
from service.study import Study
from service.trial import Measurement, Moment, Outcome, Trial


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a trial of the study, or of one that the user ran on its own.

    Attributes:
        trial: The trial's number, or the configuration of a trial that is to be imported.
        outcome: How it ended.
        measurements: What was measured on the way; only of a trial that is imported.
    """

    trial: int | Configuration
    outcome: Outcome
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard(Generic[Effect]):
    """What a word of workers has led to.

    Attributes:
        effect: That.
        late: How many of their leases were over before it came.
    """

    effect: Effect
    late: int


def tell(
    reference: str,
    read: Callable[[Objective], Sequence[Result]],
    context: Context,
    make_receipt: MakeReceipt[Heard[Sequence[Trial]]],
    *,
    lenient: bool,
) -> Heard[Sequence[Trial]]:
    """Return the trials with their outcomes, in the order of the results: all or none.

    Args:
        reference: Id or name of the study.
        read: Returns what became of trials, each of them named once, in a study of an objective.
        context: What the work needs.
        make_receipt: Makes the receipt, which is kept with the results.
        lenient: Whether imported trials that do not belong to the search space are kept for the
            record, instead of refused.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialCompletedError: A trial has ended in another way.
        StudyFullError: The study has no room for so many imported trials.
        QuotaExceededError: Its tenant may not have so many more.
        InvalidRequestError: An imported trial does not belong to the search space.
    """
    with context.store.edit(context.tenant, reference) as edit:
        problem = context.read(edit.study.definition)
        results = read(problem.objective)
        ignored = _ignored(results, problem.space, lenient=lenient)
        numbers = [each.trial for each in results if isinstance(each.trial, int)]
        before = edit.trials(numbers)
        now, size = context.now(), edit.study.size
        told: list[Trial] = []
        for i, each in enumerate(results):
            if isinstance(each.trial, int):
                told.append(_of(before, each.trial, edit).told(each.outcome, now))
            else:
                size += 1
                imported = Trial(
                    size,
                    problem.space.canonical(each.trial),
                    now,
                    is_ignored=i in ignored,
                    measurements=each.measurements,
                )
                told.append(imported.told(each.outcome, now))
        if size > edit.study.size:
            grow(edit, size - edit.study.size, context)
        edit.put(each for each in told if before.get(each.number, each) is not each)
        new = [each for each in told if each.number not in before]
        edit.add(new, courses(new, problem.objective))
        heard: Heard[Sequence[Trial]] = Heard(told, _late(before.values(), now))
        if make_receipt is not None:
            edit.remember(make_receipt(heard, edit.study.id))
    # Now it is durable, and nobody waits for what it leads to.
    if size >= context.fits.long and any(before.get(each.number) is not each for each in told):
        context.ahead.after_tell(context.tenant, edit.study.id)
    return heard


def enqueue(
    reference: str,
    parameters: Configuration,
    context: Context,
    make_receipt: MakeReceipt[tuple[Study, Trial]],
) -> tuple[Study, Trial]:
    """Return a study with a new trial that the next ask hands out first.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyFullError: It has no room for another trial.
        QuotaExceededError: Its tenant may not have another one.
        InvalidRequestError: The configuration does not belong to the search space.
    """
    with context.store.edit(context.tenant, reference) as edit:
        space = context.read(edit.study.definition).space
        encoded = space.encode_all([parameters])
        if encoded.errors:
            raise InvalidRequestError([Fault(each.path[1:], str(each)) for each in encoded.errors])
        grow(edit, 1, context)
        trial = Trial(edit.study.size, space.canonical(parameters), context.now())
        edit.add([trial])
        queued = edit.study, trial
        if make_receipt is not None:
            edit.remember(make_receipt(queued, edit.study.id))
    return queued


def heartbeat(
    reference: str, number: int, context: Context, make_receipt: MakeReceipt[Heard[Trial]]
) -> Heard[Trial]:
    """Return a trial with its lease renewed.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialNotRunningError: It does not run.
    """
    with context.store.edit(context.tenant, reference) as edit:
        heard = _renewed(number, edit, context)
        if make_receipt is not None:
            edit.remember(make_receipt(heard, edit.study.id))
    return heard


def report(
    reference: str,
    number: int,
    read: Callable[[Objective], Measurement],
    context: Context,
    make_receipt: MakeReceipt[Heard[StopDecision]],
) -> Heard[StopDecision]:
    """Return whether to stop a trial after a measurement, which also renews its lease.

    Args:
        reference: Id or name of the study.
        number: The trial's number.
        read: Returns the measurement, in a study of an objective.
        context: What the work needs.
        make_receipt: Makes the receipt, which is kept with the measurement.

    Raises:
        StudyNotFoundError, TrialNotFoundError: There is no such study or trial.
        TrialNotRunningError: It does not run.
    """
    study = context.store.find(context.tenant, reference)
    objective = context.read(study.definition).objective
    new = read(objective)
    # Before the transaction, which others wait for.
    averages = context.store.averages(study, new.step)
    with context.store.edit(context.tenant, study.id) as edit:
        late = _renewed(number, edit, context).late
        changed = measured(edit.measurements(number, new.step), new, objective)
        edit.measure(number, changed)
        _, reached = changed[0]
        heard = Heard(median_rule(reached, averages, objective), late)
        if make_receipt is not None:
            edit.remember(make_receipt(heard, edit.study.id))
    return heard


def _renewed(number: int, edit: Edit, context: Context) -> Heard[Trial]:
    """Renew the lease of a trial."""
    before, now = _of(edit.trials([number]), number, edit), context.now()
    trial = before.renewed(now)
    edit.put([trial])
    return Heard(trial, _late([before], now))


def _late(trials: Iterable[Trial], now: Moment) -> int:
    """Return how many trials are stale."""
    return sum(each.state_at(now) is TrialState.STALE for each in trials)


def _of(trials: Mapping[int, Trial], number: int, edit: Edit) -> Trial:
    """Return the trial of a number, or raise TrialNotFoundError."""
    if number not in trials:
        raise TrialNotFoundError(number, edit.study.size)
    return trials[number]


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
