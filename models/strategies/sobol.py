"""Points that fill the space evenly: a scrambled Sobol sequence.

Symbols: m points, d parameters.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import qmc

from models.arrays import Array
from models.history import History
from models.problem import Source
from models.space import Region, most_tries, sample
from models.strategies.novelty import novel_from
from models.strategies.protocol import Proposal, Proposals

SUMMARY: Final = "The next point of a Sobol sequence, which fills the space evenly."
# So many points of the sequence are looked at for a feasible one.
LONGEST_LOOK: Final = 2**14


class Sequence:
    """The feasible points of one Sobol sequence, from any index on.

    Every stretch of 2^k points from a multiple of 2^k has equally many in each half, quarter and
    so on of every parameter, so that the values of a categorical one, and with them the branches
    below it, get equal shares. Parents come first: the early dimensions are the most even ones.
    """

    def __init__(self, region: Region, index: int, rng: np.random.Generator) -> None:
        """Scramble a sequence and go to an index; the same for the same state of the rng."""
        self._region = region
        self._rng = rng
        self._engine = qmc.Sobol(region.space.d, rng=rng)
        if index:
            self._engine.fast_forward(index)

    def points(self, m: int) -> Array:
        """Return at least m further feasible points, in the order of the sequence.

        Where hardly any are feasible, the rest is drawn at random.
        """
        X, looked = np.empty((0, self._region.space.d)), 0
        longest = min(LONGEST_LOOK, most_tries(self._region, m))
        while len(X) < m and looked < longest:
            W = self._places(max(m, looked))
            looked += len(W)
            X = np.vstack([X, self._region.feasible(self._region.warped(W))])
        return X if len(X) >= m else np.vstack([X, sample(self._region, m - len(X), self._rng).X])

    def _places(self, m: int) -> Array:
        """Return at least m further places of the sequence."""
        power = int(np.ceil(np.log2(m)))
        first = self._engine.num_generated == 0
        W = self._engine.random_base2(power) if first else self._engine.random(2**power)
        places = np.empty_like(W)
        places[:, list(self._region.space.order)] = W
        return places


@dataclass(frozen=True, slots=True)
class Sobol:
    """Continues one sequence: trial by trial under the same seed, the points are those of one."""

    def propose(
        self, region: Region, history: History, count: int, rng: np.random.Generator
    ) -> Proposals:
        """Return the next points of the sequence; see `Strategy.propose`."""
        sequence = Sequence(region, history.total, rng)
        X = novel_from(region, sequence.points, history.taken, count, rng)
        return Proposals([Proposal(x, Source.SOBOL, SUMMARY) for x in X])
