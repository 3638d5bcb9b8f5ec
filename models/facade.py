"""The functions through which the service asks: problem and trials in, suggestions out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.errors import EmptySpaceError, FixedError
from models.history import History
from models.learning import Learn, learn
from models.problem import (
    Answer,
    Change,
    Problem,
    Reason,
    Recommendation,
    Suggestion,
    Trial,
)
from models.space import MISSING, Configuration, Region, SearchSpace, sample
from models.space.values import identity
from models.strategies import Learner, Proposal, Proposals, strategy_of
from models.transfer import Lessons


def suggest(
    problem: Problem,
    trials: Sequence[Trial],
    *,
    count: int,
    rng: np.random.Generator,
    fixed: Configuration | None = None,
    lenient: bool = False,
    learn: Learn = learn,
) -> Answer:
    """Return what to evaluate next; the same for the same arguments and state of the rng.

    Args:
        problem: What is to be optimised, and how.
        trials: What has been tried or is under way, in the order it was suggested.
        count: How many suggestions, at least 1.
        rng: Source of randomness.
        fixed: Values that every suggestion has.
        lenient: Whether trials that do not belong to the space are ignored.
        learn: How to learn from observations; one that remembers changes nothing but the time.

    Returns:
        Distinct feasible configurations, none of which is that of a trial. Fewer than count, and
        said to be exhausted, if there are no more.

    Raises:
        TrialsError: Trials do not belong to the space, and lenient is off.
        FixedError: No feasible configuration has the fixed values.
        EmptySpaceError: No configuration is feasible.
    """
    region = Region(problem.space, {} if fixed is None else fixed)
    history = History.of(problem.space, trials, problem.objective.direction, lenient=lenient)
    lessons = Lessons.about(region, problem.model, problem.dataset, problem.experiences)
    history = replace(history, lessons=lessons)
    strategy = strategy_of(problem.algorithm, learn)
    try:
        proposals = strategy.propose(region, history, count, rng)
        if not proposals.items and not _has_feasible(region, history):
            # Nothing new, or nothing at all? The second is an error.
            sample(region, 1, rng)
    except (EmptySpaceError, FixedError):
        if not _has_feasible(region, history):
            raise
        proposals = Proposals([])
    return Answer(
        _suggestions(region, proposals, history, trials),
        space_exhausted=len(proposals.items) < count,
        recommendation=_recommendation(history, proposals),
        ignored=history.ignored,
    )


def prepare(problem: Problem, trials: Sequence[Trial], learn: Learn) -> None:
    """Learn from trials ahead of the next suggestion, in a way that remembers it.

    Args:
        problem: What is to be optimised, and how.
        trials: What has been tried or is under way.
        learn: How to learn from observations.

    Raises:
        TrialsError: Trials do not belong to the space.
    """
    strategy = strategy_of(problem.algorithm, learn)
    if isinstance(strategy, Learner):
        history = History.of(problem.space, trials, problem.objective.direction)
        strategy.prepare(Region(problem.space), history)


def _has_feasible(region: Region, history: History) -> bool:
    """Tell whether there is anything feasible, because it has been tried."""
    tried = np.vstack([history.X, history.failed, history.pending])
    return bool(region.contains(tried).any())


def _suggestions(
    region: Region, proposals: Proposals, history: History, trials: Sequence[Trial]
) -> tuple[Suggestion, ...]:
    """Return proposals as configurations with their reasons."""
    best = (
        None if history.incumbent is None else trials[history.numbers[history.incumbent]].parameters
    )
    points = [each.x for each in proposals.items]
    configurations = region.decode_all(np.vstack(points)) if points else []
    return tuple(
        Suggestion(parameters, _reason(proposal, _changed(region.space, best, parameters)))
        for proposal, parameters in zip(proposals.items, configurations, strict=True)
    )


def _reason(proposal: Proposal, changed: Mapping[str, Change] | None) -> Reason:
    """Return the reason of a proposal, with what it changes."""
    return Reason(
        proposal.source,
        proposal.summary,
        proposal.predicted,
        proposal.expected_improvement,
        proposal.probability_of_improvement,
        changed,
        proposal.similar_datasets,
    )


def _changed(
    space: SearchSpace, before: Configuration | None, after: Configuration
) -> Mapping[str, Change] | None:
    """Return the parameters that differ between two configurations, if there are two."""
    if before is None:
        return None
    changes = {
        each.name: Change(before.get(each.name, MISSING), after.get(each.name, MISSING))
        for each in space.parameters
    }
    return {name: change for name, change in changes.items() if _differs(change)}


def _differs(change: Change) -> bool:
    """Tell whether a parameter has another value, or one on one side only."""
    if change.before is MISSING or change.after is MISSING:
        return change.before is not change.after
    return identity(change.before) != identity(change.after)


def _recommendation(history: History, proposals: Proposals) -> Recommendation | None:
    """Return the trial believed best, or the one observed best without a belief."""
    if history.incumbent is None:
        return None
    best = int(history.numbers[history.incumbent])
    if proposals.recommended is None:
        return Recommendation(best, None, best)
    trial = int(history.numbers[proposals.recommended.row])
    return Recommendation(trial, proposals.recommended.predicted, best)
