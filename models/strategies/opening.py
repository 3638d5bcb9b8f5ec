"""The first trials of a study of whose model something is known from other data sets."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.history import History
from models.problem import Source
from models.space import Region
from models.strategies import design
from models.strategies.design import Design
from models.strategies.protocol import Proposal
from models.transfer import Lessons

# The default is among so many first trials, whatever was good elsewhere. With it, one can tell
# whether that is good here, too.
DEFAULT_WITHIN = 3
DEFAULT = "The default, by which is judged whether what was good elsewhere is good here."


@dataclass(frozen=True, slots=True)
class Opening:
    """Configurations that were good elsewhere, the default among the first three.

    Attributes:
        region: Where the trials lie.
        lessons: What was good elsewhere.
        wanted: How many trials; None for as many as are worth it.
    """

    region: Region
    lessons: Lessons
    wanted: int | None = None

    @property
    def size(self) -> int:
        """How many trials it has, at most."""
        return design.MOST if self.wanted is None else self.wanted

    def propose(self, history: History, count: int, rng: np.random.Generator) -> list[Proposal]:
        """Return the next trials, at most count; fewer if a surrogate is the better judge now.

        See `Strategy.propose`.
        """
        if not count:
            return []
        must = history.incumbent is None or self.wanted is not None
        least = count if must else min(count, DEFAULT_WITHIN - history.total)
        learned = self._learned(history, count, least)
        if len(learned) >= least:
            return learned
        rest = history.with_pending(self.region.space, [each.x for each in learned])
        return [*learned, *Design(self.region).propose(rest, least - len(learned), rng)]

    def _learned(self, history: History, count: int, least: int) -> list[Proposal]:
        """Return what was good elsewhere, with the default where it must stand."""
        keys_of = self.region.space.keys
        tried = np.vstack([history.X, history.failed, history.pending])
        X = self.lessons.next(tried, history.taken, count, least)
        found = dict(zip(keys_of(X), map(self._proposal, X), strict=True))
        latest = self._latest - history.total
        if self.lessons.default is None:
            return [*found.values()]
        (key,) = keys_of(self.lessons.default[np.newaxis])
        if key in history.taken or (key not in found and latest < 0):
            return [*found.values()]
        place = [*found].index(key) if key in found else len(found)
        place = min(place, max(latest, 0))
        items = [each for other, each in found.items() if other != key]
        default = Proposal(self.lessons.default, Source.DEFAULT, DEFAULT)
        return [*items[:place], default, *items[place:]][:count]

    @property
    def _latest(self) -> int:
        """How many trials there may be before the default.

        No trial comes before one that the space declares without saying which model it is of: what
        whoever made it knows counts more than parameters that look familiar.
        """
        is_first = self.lessons.has_default and not self.lessons.is_named
        return 0 if is_first else DEFAULT_WITHIN - 1

    def _proposal(self, x: Array) -> Proposal:
        """Return the proposal of a point, (d,)."""
        source = Source.METADATA if self.lessons.is_by_metadata else Source.TRANSFER
        return Proposal(x, source, self.lessons.summary, similar_datasets=self.lessons.nearest())


def opening(region: Region, history: History, wanted: int | None) -> Design | Opening:
    """Return the design that a study begins with: what was good elsewhere, unless it is not here.

    Args:
        region: Where the trials lie.
        history: What has been tried, and what is known from elsewhere.
        wanted: How many trials; None for as many as suit.
    """
    if history.lessons is None or _is_refuted(region, history, history.lessons.default):
        return Design(region, wanted)
    return Opening(region, history.lessons, wanted)


def _is_refuted(region: Region, history: History, default: Array | None) -> bool:
    """Tell whether the default is better than all else, after as many trials as it came within.

    What was good on other data sets and is worse than the default here says nothing about this
    one; trials that an initial design spreads over the space say more.
    """
    if default is None or len(history.X) < DEFAULT_WITHIN:
        return False
    best = history.X[[int(np.argmin(history.losses))]]
    return region.space.keys(default[np.newaxis]) == region.space.keys(best)
