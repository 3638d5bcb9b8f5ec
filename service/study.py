"""A stored study, and what may happen to it. Every change returns a new study."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NewType, Self

from models import TrialState
from service import limits
from service.access import Tenant
from service.errors import StudyClosedError, StudyFullError
from service.trial import Moment, Trial

StudyId = NewType("StudyId", str)


class StudyState(StrEnum):
    """Whether a study hands out trials."""

    ACTIVE = "active"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a study may spend.

    Attributes:
        trials: How many trials it may have in all; None for any number.
        cost: From which sum of their costs on nothing is handed out; None for never.
    """

    trials: int | None = None
    cost: float | None = None

    def __post_init__(self) -> None:
        """Check that there is something to spend."""
        if self.trials is not None and self.trials < 1:
            raise ValueError(f"trials: expected 1 or more, got {self.trials}")
        if self.cost is not None and not 0.0 < self.cost < math.inf:
            raise ValueError(f"cost: expected a finite number above 0, got {self.cost}")

    def is_spent(self, cost: float) -> bool:
        """Tell whether trials have cost so much that nothing is handed out any more."""
        return self.cost is not None and cost >= self.cost


UNLIMITED: Final = Budget()


@dataclass(frozen=True, slots=True)
class Study:
    """One optimisation of one problem.

    Attributes:
        id: Unique everywhere.
        tenant: Whose it is.
        name: Unique among the studies of its tenant, and unlike any id.
        definition: What is optimised, and how: a JSON object with the fields of a stateless ask
            that describe the problem, each as it was sent.
        seed: Where the chance of every ask begins.
        created_at: When it was created.
        state: Whether it hands out trials.
        size: How many trials it has: those numbered 1 to size.
        edits: How often its definition has changed.
        budget: What it may spend.
    """

    id: StudyId
    tenant: Tenant
    name: str
    definition: str
    seed: int
    created_at: Moment
    state: StudyState = StudyState.ACTIVE
    size: int = 0
    edits: int = 0
    budget: Budget = UNLIMITED

    def __post_init__(self) -> None:
        """Check the numbers and that there is a name."""
        if not self.name:
            raise ValueError("name: expected one, got none")
        if not 0 <= self.seed <= limits.SEED:
            raise ValueError(f"seed: expected 0 to {limits.SEED}, got {self.seed}")
        if not 0 <= self.size <= limits.TRIALS:
            raise ValueError(f"size: expected 0 to {limits.TRIALS}, got {self.size}")
        if self.edits < 0:
            raise ValueError(f"edits: expected 0 or more, got {self.edits}")

    @property
    def revision(self) -> tuple[int, int]:
        """What a suggestion must not have missed: every trial there is, and every edit."""
        return self.size, self.edits

    def check_open(self) -> None:
        """Raise StudyClosedError unless it hands out trials."""
        if self.state is not StudyState.ACTIVE:
            raise StudyClosedError(self.name)

    def affords(self, count: int, cost: float) -> int:
        """Return how many of so many new trials its budget has room for.

        Args:
            count: How many are wanted.
            cost: What its trials have cost.
        """
        if self.budget.is_spent(cost):
            return 0
        if self.budget.trials is None:
            return count
        return max(0, min(count, self.budget.trials - self.size))

    def grown(self, count: int) -> Self:
        """Return it with more trials.

        Raises:
            StudyFullError: A study has no room for so many.
        """
        if self.size + count > limits.TRIALS:
            raise StudyFullError(self.name)
        return replace(self, size=self.size + count)

    def edited(self, definition: str) -> Self:
        """Return it with another definition; itself if that is the one it has."""
        if definition == self.definition:
            return self
        return replace(self, definition=definition, edits=self.edits + 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study has come.

    Attributes:
        counts: How many trials are in each state, without those in which none is.
        best: The completed trial with the best value, the first of equals, of those that were not
            imported from outside the space; None without one.
    """

    counts: Mapping[TrialState, int]
    best: Trial | None

    @classmethod
    def of(cls, trials: Sequence[Trial], now: Moment) -> Self:
        """Return how far a study with these trials has come."""
        completed = [each for each in trials if each.loss is not None and not each.is_ignored]
        best = min(completed, key=lambda each: (each.loss, each.number), default=None)
        return cls(Counter(each.state_at(now) for each in trials), best)
