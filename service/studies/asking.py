"""Ask: hand trials out, each to one worker at a time.

The optimiser works outside any transaction, on a snapshot. What it suggests is handed out in a
transaction that finds the study with the same trials and the same definition, or else all begins
again: so a suggestion has missed no trial, and none is handed out twice. A result that was told
meanwhile does no harm: the ask came before it. The queue only saves work that would be in vain,
and nothing relies on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import models
from models import Configuration, TrialState, Value
from service import use_cases
from service.errors import BusyError
from service.stores import Edit, Snapshot
from service.studies.questions import Question, question_of
from service.studies.workshop import Sign, Workshop
from service.study import Study
from service.trial import Trial, total_cost

# After so many seconds in vain an ask gives up; its client should come back.
PATIENCE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        count: How many trials, at least one.
        worker: Who runs them, if that is said.
        lease: Seconds after which, without a sign of life, they are taken for lost.
        fixed: Values that their configurations shall have.
    """

    count: int
    worker: str | None
    lease: int
    fixed: Configuration


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed out.

    Attributes:
        trials: As many as were asked for, or fewer from a space with nothing new left.
        space_exhausted: Whether that is so.
        budget_spent: Whether there are fewer because the budget has no room for more.
        source: Where the first new suggestion comes from; None without one.
        considered: How many trials the optimiser heard of.
        seconds: How long it took; None if it was not asked.
    """

    trials: tuple[Trial, ...]
    space_exhausted: bool
    budget_spent: bool
    source: str | None = None
    considered: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Thought:
    """What the optimiser answered about a snapshot, and how long that took."""

    revision: tuple[int, int]
    objective: str
    answer: models.Answer
    considered: int
    seconds: float


def ask(reference: str, order: Order, shop: Workshop, sign: Sign[Handed]) -> Handed:
    """Return trials to run: queued ones first, then stale ones, then new suggestions.

    Args:
        reference: Id or name of the study.
        order: What is asked for.
        shop: What the work needs.
        sign: Makes the receipt, which is kept with the trials.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyClosedError: The study is stopped.
        StudyFullError: It has no room for so many trials.
        InvalidRequestError: No configuration has the fixed values.
        BusyError: Others asked of the study all the while.
    """
    study = shop.store.find(shop.tenant, reference)
    deadline = shop.clock() + PATIENCE
    with shop.queue(study.id, PATIENCE):
        while shop.clock() <= deadline:
            snapshot = shop.store.snapshot(shop.tenant, study.id)
            snapshot.study.check_open()
            thought = _thought(snapshot, order, shop)
            with shop.store.edit(shop.tenant, study.id) as edit:
                handed = _handed(edit, order, thought, shop)
                if handed is not None:
                    if sign is not None:
                        edit.remember(sign(handed))
                    return handed
    raise BusyError


def _handed(edit: Edit, order: Order, thought: Thought | None, shop: Workshop) -> Handed | None:
    """Hand trials out, if what was thought is enough and still true; None if not."""
    study, now = edit.study, shop.now()
    study.check_open()
    cost = 0.0 if study.budget.cost is None else edit.cost()
    again = _wanted(study, edit.waiting(now), order, cost, shop)[: order.count]
    missing = study.affords(order.count - len(again), cost)
    is_true = thought is not None and thought.revision == study.revision
    answer = thought.answer if thought is not None and is_true else None
    if missing and answer is None:
        return None
    new = answer.suggestions[:missing] if answer is not None else ()
    is_exhausted = len(new) < missing
    if answer is not None and is_exhausted and not answer.space_exhausted:
        return None
    fresh = _numbered(edit, new, thought, shop)
    trials = [each.handed_out(order.worker, order.lease, now) for each in (*again, *fresh)]
    edit.put(trials[: len(again)])
    edit.add(trials[len(again) :])
    is_spent = len(again) + missing < order.count
    if thought is None:
        return Handed(tuple(trials), space_exhausted=False, budget_spent=is_spent)
    return Handed(
        tuple(trials),
        is_exhausted,
        is_spent,
        new[0].reason.source if new else None,
        thought.considered,
        thought.seconds,
    )


def _numbered(
    edit: Edit, new: Sequence[models.Suggestion], thought: Thought | None, shop: Workshop
) -> list[Trial]:
    """Return suggestions as trials with the next numbers of their study."""
    if not new or thought is None:
        return []
    first = edit.study.size + 1
    edit.save(edit.study.grown(len(new)))
    return [
        Trial(
            number,
            each.parameters,
            shop.now(),
            reason=shop.write(each.reason, thought.objective),
        )
        for number, each in enumerate(new, first)
    ]


def _wanted(
    study: Study, trials: Sequence[Trial], order: Order, cost: float, shop: Workshop
) -> list[Trial]:
    """Return the trials that wait and are what was asked for: queued ones, then stale ones.

    There are none if trials have cost as much as the budget of the study.
    """
    now = shop.now()
    if study.budget.is_spent(cost):
        return []
    waiting = [each for each in trials if each.waits(now)]
    if not waiting:
        return []
    space = shop.read(study.definition).space
    is_sound = space.encode_all([each.parameters for each in waiting]).is_sound.tolist()
    wanted = [
        each
        for each, sound in zip(waiting, is_sound, strict=True)
        if sound and _agrees(each.parameters, order.fixed)
    ]
    return sorted(wanted, key=lambda each: each.state is not TrialState.QUEUED)


def _agrees(parameters: Configuration, fixed: Configuration) -> bool:
    """Tell whether a configuration has these values."""
    return all(
        name in parameters and _same(parameters[name], value) for name, value in fixed.items()
    )


def _same(one: Value, other: Value) -> bool:
    """Tell whether two values are one in JSON, where true is not 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _thought(snapshot: Snapshot, order: Order, shop: Workshop) -> Thought | None:
    """Return what the optimiser answers about a snapshot; None if it need not."""
    study = snapshot.study
    cost = total_cost(snapshot.trials)
    waiting = len(_wanted(study, snapshot.trials, order, cost, shop))
    if not study.affords(max(0, order.count - waiting), cost):
        return None
    with shop.turns:
        start = shop.clock()
        problem = shop.read(study.definition)
        question = question_of(problem, snapshot.trials, study.seed, shop.now())
        answer = answered(question, count=order.count, fixed=order.fixed)
        seconds = shop.clock() - start
    return Thought(study.revision, problem.objective.name, answer, len(question.trials), seconds)


def answered(
    question: Question, *, count: int = 1, fixed: Configuration | None = None
) -> models.Answer:
    """Return what a stateless ask of the same question is answered.

    Raises:
        InvalidRequestError: No configuration has the fixed values.
    """
    asked = use_cases.ask(
        use_cases.Ask(question.problem, question.trials, count, fixed or None, question.seed),
        draw_seed=int,
    )
    return asked.answer
