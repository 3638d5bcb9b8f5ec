"""A trial of a stored study, and what may happen to it. Every change returns a new trial.

queued ──handed out──> running ──told──> completed | failed | stopped
                        │   ^                 ^
                lease over  │ handed out again │ told late
                        v   │                 │
                        stale ────────────────┘

Nobody has to notice that a lease is over: a running trial whose lease is over *is* stale, at any
moment and to everybody who looks.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Self

from models import Configuration, Direction, Objective, TrialState
from service.errors import TrialCompletedError, TrialNotRunningError

# Microseconds since 1970 in UTC: exact, and compared alike by every database.
Moment = int
SECOND: Final = 1_000_000
# A configuration that ends its worker each time shall not go on doing so for ever.
MOST_HANDOUTS: Final = 3
Numbers = Mapping[str, float]


ENDS: Final = frozenset({TrialState.COMPLETED, TrialState.FAILED, TrialState.STOPPED})


def loss_of(value: float, objective: Objective) -> float:
    """Return a value of an objective with the sign that makes lower better; its own inverse."""
    return value if objective.direction is Direction.MINIMIZE else -value


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ended.

    Attributes:
        state: Completed, failed or stopped.
        values: Metrics by name; a failed trial has none, a stopped one may have some.
        std: Standard deviations of the noise of values, not negative.
        cost: What the trial took, not negative, if known.
        failure: Why it failed, if it did.
        loss: The value of the objective, negated if higher is better; None unless completed.
    """

    state: TrialState
    values: Numbers = field(default_factory=dict)
    std: Numbers = field(default_factory=dict)
    cost: float | None = None
    failure: str | None = None
    loss: float | None = None

    def __post_init__(self) -> None:
        """Check that it is an end, and has what goes with it."""
        if self.state not in ENDS:
            raise ValueError(f"state: expected one of an ended trial, got {self.state}")
        if self.state is TrialState.FAILED and self.values:
            raise ValueError("values: expected none of a failed trial")
        if not self.std.keys() <= self.values.keys():
            raise ValueError(f"std: expected those of {list(self.values)}, got {list(self.std)}")
        _check_finite("values", self.values.values())
        _check_not_negative("std", self.std.values())
        _check_not_negative("cost", () if self.cost is None else (self.cost,))
        if self.failure is not None and self.state is not TrialState.FAILED:
            raise ValueError(f"failure: expected none of a trial that is {self.state}")
        if self.loss is not None and self.state is not TrialState.COMPLETED:
            raise ValueError(f"loss: expected none of a trial that is {self.state}")

    def repeats(self, other: Self) -> bool:
        """Tell whether another one says the same of how the trial ended.

        What is measured beside the values, as the time it took, may be otherwise when a worker
        tells again.
        """
        return (self.state, self.values) == (other.state, other.values)

    def weighed(self, objective: Objective) -> Self:
        """Return it with the loss that it is compared by in a study of an objective."""
        if self.state is not TrialState.COMPLETED:
            return self
        return replace(self, loss=loss_of(self.values[objective.name], objective))


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a trial had reached at a step.

    Attributes:
        step: The step, at least 0.
        values: Metrics by name.
        elapsed: Seconds since the trial began, if known.
    """

    step: int
    values: Numbers
    elapsed: float | None

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_not_negative("step", (self.step,))
        _check_finite("values", self.values.values())
        _check_not_negative("elapsed", () if self.elapsed is None else (self.elapsed,))


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a trial has reached by a step.

    Attributes:
        count: How many measurements it has up to the step, at least one.
        average: Mean of their values of the objective.
        best: The best of these values.
    """

    count: int
    average: float
    best: float

    def __post_init__(self) -> None:
        """Check that there is something."""
        if self.count < 1:
            raise ValueError(f"count: expected 1 or more, got {self.count}")

    def after(self, value: float, objective: Objective) -> Self:
        """Return what it has reached with one more value."""
        count = self.count + 1
        # Not a sum of values: those near the largest float have none.
        average = self.average / count * self.count + value / count
        best = min(self.best, value, key=lambda each: loss_of(each, objective))
        return replace(self, count=count, average=average, best=best)


# A measurement, and what its trial had reached by its step.
Reached = tuple[Measurement, SoFar]
# The same of trials, by number and step.
Courses = Mapping[int, Sequence[Reached]]
NO_COURSES: Final[Courses] = MappingProxyType({})


def _check_finite(name: str, numbers: Iterable[float]) -> None:
    """Raise ValueError unless numbers are finite."""
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name}: expected finite numbers")


def _check_not_negative(name: str, numbers: Iterable[float]) -> None:
    """Raise ValueError unless numbers are finite and not negative."""
    if not all(0.0 <= each < math.inf for each in numbers):
        raise ValueError(f"{name}: expected finite numbers of at least 0")


def total_cost(trials: "Iterable[Trial]") -> float:
    """Return what trials together have cost, as far as it was told."""
    outcomes = (each.outcome for each in trials)
    return sum(each.cost or 0.0 for each in outcomes if each is not None)


@dataclass(frozen=True, slots=True)
class Trial:
    """One evaluation of a configuration, past, under way or yet to come.

    Attributes:
        number: Its number in its study, from 1 without gaps.
        parameters: The configuration.
        created_at: When it came to be.
        state: Where it is in its life; of a stored trial never stale, see `state_at`.
        outcome: How it ended; None as long as it has not.
        completed_at: When that was told.
        worker: Who runs it, if that was said.
        lease: Seconds after which, without a sign of life, it is taken for lost; 0 before it runs.
        lease_expires_at: When that is; None unless it runs.
        handouts: How often it was handed out.
        reason: Why it was suggested, in the words of the wire format; None if it was not.
        is_ignored: Whether it is on record only, because it never belonged to the search space.
        measurements: What was reported of it, by step, where they were asked for.
    """

    number: int
    parameters: Configuration
    created_at: Moment
    state: TrialState = TrialState.QUEUED
    outcome: Outcome | None = None
    completed_at: Moment | None = None
    worker: str | None = None
    lease: int = 0
    lease_expires_at: Moment | None = None
    handouts: int = 0
    reason: str | None = None
    is_ignored: bool = False
    measurements: tuple[Measurement, ...] = ()

    def __post_init__(self) -> None:
        """Check that what it has fits to where it is in its life."""
        if self.number < 1:
            raise ValueError(f"number: expected 1 or more, got {self.number}")
        if self.lease < 0 or self.handouts < 0:
            raise ValueError("lease, handouts: expected numbers of at least 0")
        if (self.state is TrialState.RUNNING) is (self.lease_expires_at is None):
            raise ValueError(f"lease_expires_at: expected of a running trial alone: {self.state}")
        ended = None if self.outcome is None else self.outcome.state
        expected = self.state if self.state in ENDS else None
        if self.state is TrialState.STALE or ended is not expected:
            raise ValueError(f"state: expected one that fits to the outcome, got {self.state}")
        if (self.outcome is None) is not (self.completed_at is None):
            raise ValueError("completed_at: expected of a trial with an outcome alone")

    @property
    def loss(self) -> float | None:
        """What it is compared by, lower is better; None unless it is completed."""
        return None if self.outcome is None else self.outcome.loss

    def state_at(self, now: Moment) -> TrialState:
        """Return where it is in its life at a moment."""
        is_over = self.lease_expires_at is not None and self.lease_expires_at <= now
        return TrialState.STALE if is_over else self.state

    def waits(self, now: Moment) -> bool:
        """Tell whether it waits for somebody to run it, for the first time or once more."""
        state = self.state_at(now)
        is_lost = state is TrialState.STALE and self.handouts < MOST_HANDOUTS
        return state is TrialState.QUEUED or is_lost

    def handed_out(self, worker: str | None, lease: int, now: Moment) -> Self:
        """Return it in the hands of a worker, with a lease in seconds."""
        return replace(
            self,
            state=TrialState.RUNNING,
            worker=worker,
            lease=lease,
            lease_expires_at=now + lease * SECOND,
            handouts=self.handouts + 1,
        )

    def lost(self, now: Moment) -> Self:
        """Return it, which runs, with its lease over."""
        return replace(self, lease_expires_at=now)

    def renewed(self, now: Moment) -> Self:
        """Return it with a lease that begins now, also if the last one is over.

        Raises:
            TrialNotRunningError: It does not run.
        """
        if self.state is not TrialState.RUNNING:
            raise TrialNotRunningError(self.number, self.state)
        return replace(self, lease_expires_at=now + self.lease * SECOND)

    def told(self, outcome: Outcome, now: Moment) -> Self:
        """Return it with its outcome; itself if one of the same state and values was told before.

        Raises:
            TrialCompletedError: Another state or other values have been told before.
        """
        if self.outcome is not None:
            if not self.outcome.repeats(outcome):
                raise TrialCompletedError(self.number, self.state)
            return self
        return replace(
            self, state=outcome.state, outcome=outcome, completed_at=now, lease_expires_at=None
        )
