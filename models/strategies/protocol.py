"""What every strategy does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np

from models.arrays import Array
from models.history import History
from models.learning import Learn
from models.problem import Prediction, Source
from models.space import Region


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A point to evaluate next, and why; see `models.problem.Reason`.

    Attributes:
        x: The point, feasible and not tried before, (d,).
        source: Where it comes from.
        summary: One plain sentence.
        predicted: What is expected there, in units of the objective.
        expected_improvement: By how much it should beat the best, in units of the objective.
        probability_of_improvement: How likely it beats the best, in [0, 1].
        similar_datasets: What it is learned from; see `models.problem.Reason`.
    """

    x: Array
    source: Source
    summary: str
    predicted: Prediction | None = None
    expected_improvement: float | None = None
    probability_of_improvement: float | None = None
    similar_datasets: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """The completed trial believed best: its row in the history, and what is expected of it."""

    row: int
    predicted: Prediction


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a strategy answers; without a surrogate it recommends nothing."""

    items: Sequence[Proposal]
    recommended: Recommended | None = None


class Strategy(Protocol):
    """Proposes points from a history; the same from the same history and randomness."""

    def propose(
        self, region: Region, history: History, count: int, rng: np.random.Generator
    ) -> Proposals:
        """Return proposals for distinct new points, fewer than count if no more are left.

        Raises:
            EmptySpaceError, FixedError: No feasible point was found at all.
        """
        ...


@runtime_checkable
class Learner(Strategy, Protocol):
    """A strategy that learns from trials, which may take long."""

    def learning(self, learn: Learn) -> Self:
        """Return it with a way to learn, such as one that remembers what it learned before."""
        ...

    def prepare(self, region: Region, history: History) -> None:
        """Learn what `propose` will need after this history, and throw it away."""
        ...
