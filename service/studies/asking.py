"""Ask: hand trials out, each to one worker at a time.

The optimiser works outside any transaction, on a snapshot. What it suggests is handed out in a
transaction that finds the study with the same trials and the same definition, or else all begins
again: so a suggestion has missed no trial, and none is handed out twice. A result that was told
meanwhile does no harm: the ask came before it. Queue and turn only save work that would be in
vain, and nothing relies on them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import models
from models import Configuration, TrialState, Value
from service import use_cases
from service.errors import BusyError
from service.stores import Edit, Snapshot
from service.studies.context import Context, MakeReceipt
from service.studies.growing import grow
from service.studies.stateless import StatelessAsk, stateless_ask
from service.study import Study
from service.trial import Trial, total_cost

# After so many seconds in vain an ask gives up; its client should come back.
PATIENCE: Final = 20.0


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """What is asked for.

    Attributes:
        count: How many trials, at least one.
        worker: Who runs them, if that is said.
        lease: Seconds after which, without a make_receipt of life, they are taken for lost.
        fixed: Values that their configurations shall have.
    """

    count: int
    worker: str | None
    lease: int
    fixed: Configuration

    def __post_init__(self) -> None:
        """Check the numbers."""
        if self.count < 1 or self.lease < 1:
            raise ValueError("count, lease: expected 1 or more of each")


@dataclass(frozen=True, slots=True)
class Batch:
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
class Proposal:
    """What the optimiser answered about a snapshot.

    Attributes:
        revision: Of the study.
        objective: The name of its objective.
        answer: The answer.
        considered: How many trials the optimiser heard of.
        seconds: How long it took.
        fits: What had to be fitted and is worth keeping, as text, by key.
    """

    revision: tuple[int, int]
    objective: str
    answer: models.Answer
    considered: int
    seconds: float
    fits: Mapping[str, str]


def ask(
    reference: str, request: TrialRequest, context: Context, make_receipt: MakeReceipt[Batch]
) -> Batch:
    """Return trials to run: queued ones first, then stale ones, then new suggestions.

    Args:
        reference: Id or name of the study.
        request: What is asked for.
        context: What the work needs.
        make_receipt: Makes the receipt, which is kept with the trials.

    Raises:
        StudyNotFoundError: There is no such study.
        StudyClosedError: The study is stopped.
        StudyFullError: It has no room for so many trials.
        QuotaExceededError: Its tenant may not have so many more.
        InvalidRequestError: No configuration has the fixed values.
        BusyError: Others asked of the study all the while.
    """
    study = context.store.find(context.tenant, reference)
    context.ahead.on_ask(study.id)
    deadline = context.clock() + PATIENCE
    # First of this process, then of all: so each process has one alone that waits for the others.
    with context.queue(study.id, PATIENCE), context.store.turn(study.id):
        while context.clock() <= deadline:
            snapshot = context.store.snapshot(context.tenant, study.id)
            snapshot.study.check_open()
            proposal = _propose(snapshot, request, context)
            with context.store.edit(context.tenant, study.id) as edit:
                batch = _hand_out(edit, request, proposal, context)
                if batch is not None:
                    if make_receipt is not None:
                        edit.remember(make_receipt(batch, edit.study.id))
                    return batch
    raise BusyError


def _hand_out(
    edit: Edit, request: TrialRequest, proposal: Proposal | None, context: Context
) -> Batch | None:
    """Hand trials out, if what was proposed is enough and still true; None if not."""
    study, now = edit.study, context.now()
    study.check_open()
    cost = 0.0 if study.budget.cost is None else edit.cost()
    again = _wanted(study, edit.waiting(now), request, cost, context)[: request.count]
    missing = study.affords(request.count - len(again), cost)
    is_true = proposal is not None and proposal.revision == study.revision
    answer = proposal.answer if proposal is not None and is_true else None
    if missing and answer is None:
        return None
    new = answer.suggestions[:missing] if answer is not None else ()
    is_exhausted = len(new) < missing
    if answer is not None and is_exhausted and not answer.space_exhausted:
        return None
    fresh = _numbered(edit, new, proposal, context)
    trials = [each.handed_out(request.worker, request.lease, now) for each in (*again, *fresh)]
    edit.put(trials[: len(again)])
    edit.add(trials[len(again) :])
    if proposal is not None:
        edit.keep_fits(proposal.fits, now)
    is_spent = len(again) + missing < request.count
    if proposal is None:
        return Batch(tuple(trials), space_exhausted=False, budget_spent=is_spent)
    return Batch(
        tuple(trials),
        is_exhausted,
        is_spent,
        new[0].reason.source if new else None,
        proposal.considered,
        proposal.seconds,
    )


def _numbered(
    edit: Edit, new: Sequence[models.Suggestion], proposal: Proposal | None, context: Context
) -> list[Trial]:
    """Return suggestions as trials with the next numbers of their study."""
    if not new or proposal is None:
        return []
    first = edit.study.size + 1
    grow(edit, len(new), context)
    return [
        Trial(
            number,
            each.parameters,
            context.now(),
            reason=context.write(each.reason, proposal.objective),
        )
        for number, each in enumerate(new, first)
    ]


def _wanted(
    study: Study, trials: Sequence[Trial], request: TrialRequest, cost: float, context: Context
) -> list[Trial]:
    """Return the trials that wait and are what was asked for: queued ones, then stale ones.

    There are none if trials have cost as much as the budget of the study.
    """
    now = context.now()
    if study.budget.is_spent(cost):
        return []
    waiting = [each for each in trials if each.waits(now)]
    if not waiting:
        return []
    space = context.read(study.definition).space
    is_sound = space.encode_all([each.parameters for each in waiting]).is_sound.tolist()
    wanted = [
        each
        for each, sound in zip(waiting, is_sound, strict=True)
        if sound and _agrees(each.parameters, request.fixed)
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


def _propose(snapshot: Snapshot, request: TrialRequest, context: Context) -> Proposal | None:
    """Return what the optimiser answers about a snapshot; None if it need not."""
    study = snapshot.study
    cost = total_cost(snapshot.trials)
    waiting = len(_wanted(study, snapshot.trials, request, cost, context))
    if not study.affords(max(0, request.count - waiting), cost):
        return None
    with context.slots:
        start = context.clock()
        problem = context.read(study.definition)
        stateless = stateless_ask(problem, snapshot.trials, study.seed, context.now())
        learner = context.fits.learner(snapshot.fits)
        answer = answered(stateless, learner, count=request.count, fixed=request.fixed)
        seconds = context.clock() - start
    name, considered = problem.objective.name, len(stateless.trials)
    return Proposal(study.revision, name, answer, considered, seconds, learner.fresh)


def answered(
    stateless: StatelessAsk,
    learn: models.Learn = models.learn,
    *,
    count: int = 1,
    fixed: Configuration | None = None,
) -> models.Answer:
    """Return what a stateless ask is answered.

    Raises:
        InvalidRequestError: No configuration has the fixed values.
    """
    asked = use_cases.ask(
        use_cases.Ask(stateless.problem, stateless.trials, count, fixed or None, stateless.seed),
        draw_seed=int,
        learn=learn,
    )
    return asked.answer
