"""The first trials of a study, before a surrogate has anything to learn from.

Symbols: d parameters.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Array
from models.errors import EmptySpaceError, FixedError
from models.history import History
from models.problem import Source
from models.space import MISSING, Region, default_place
from models.strategies.protocol import Proposal
from models.strategies.sobol import Sobol

# The size grows slowly with d: the surrogate learns from the first few points on; see
# decisions/0008.
LEAST, MOST = 4, 8
PARAMETERS_PER_TRIAL = 4
# For every trial, so many points of the sequence are at choice, for the sake of branches.
CHOICE = 4


@dataclass(frozen=True, slots=True)
class Design:
    """A default configuration, then a Sobol sequence, a point of every branch first.

    Attributes:
        region: Where the trials lie.
        wanted: How many trials; None for as many as suit the space.
    """

    region: Region
    wanted: int | None = None

    @property
    def size(self) -> int:
        """How many trials it has."""
        if self.wanted is not None:
            return self.wanted
        by_parameters = 2 + math.ceil(self.region.space.d / PARAMETERS_PER_TRIAL)
        counts = self.region.space.counts
        by_branches = max((int(counts[j]) for j in self._forks), default=0)
        return min(MOST, max(LEAST, by_parameters, by_branches))

    @property
    def _forks(self) -> list[int]:
        """The unordered parameters on which others depend, ascending."""
        space = self.region.space
        parents = {gate.parent for gates in space.gates for gate in gates}
        return sorted(j for j in parents if space.is_nominal[j])

    def propose(self, history: History, count: int, rng: np.random.Generator) -> list[Proposal]:
        """Return the next trials of the design, at most count; see `Strategy.propose`."""
        if not count:
            return []
        first = default_of(self.region, history)
        taken = history.taken | {self.region.space.keys(each.x[np.newaxis])[0] for each in first}
        rest = replace(history, taken=taken)
        try:
            choice = Sobol().propose(self.region, rest, CHOICE * (count - len(first)), rng).items
        except (EmptySpaceError, FixedError):
            # Chance finds nothing feasible, but the default is.
            if not first:
                raise
            choice = []
        tried = np.vstack([history.X, history.failed, history.pending, *(e.x for e in first)])
        summary = "Part of the initial design, which fills the space evenly."
        return [
            *first,
            *(
                Proposal(x, Source.INITIAL_DESIGN, summary)
                for x in self._balanced(tried, [each.x for each in choice], count - len(first))
            ),
        ]

    def _balanced(self, tried: Array, choice: list[Array], count: int) -> list[Array]:
        """Return so many points of a choice, those first whose branch was tried least.

        Args:
            tried: Points that count as tried, (m, d).
            choice: Points in the order in which equals are preferred, (d,) each.
            count: How many, at most.
        """
        forks = self._forks
        seen = Counter(_branch(x, forks) for x in tried)
        left, chosen = [(_branch(x, forks), x) for x in choice], list[Array]()
        for _ in range(min(count, len(left))):
            i = min(range(len(left)), key=lambda i: seen[left[i][0]]) if forks else 0
            branch, x = left.pop(i)
            chosen.append(x)
            seen[branch] += 1
        return chosen


def _branch(x: Array, forks: list[int]) -> tuple[float, ...]:
    """Return what tells the branch of a point, (d,), from others: the values at the forks."""
    return tuple(np.nan_to_num(x[forks], nan=-1.0).tolist())


def default_of(region: Region, history: History) -> list[Proposal]:
    """Return the default configuration, or nothing if it is not feasible or has been tried."""
    parameters = region.space.parameters
    X = region.feasible(np.array([[default_place(each) for each in parameters]]))
    if not len(X) or region.space.keys(X)[0] in history.taken:
        return []
    if all(each.default is MISSING for each in parameters):
        return [
            Proposal(
                X[0],
                Source.INITIAL_DESIGN,
                "The middle of every parameter, or where its prior is highest.",
            )
        ]
    return [Proposal(X[0], Source.DEFAULT, "The default of every parameter that has one.")]
