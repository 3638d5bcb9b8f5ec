"""Points at random, after the priors."""

from dataclasses import dataclass

import numpy as np

from models.history import History
from models.problem import Source
from models.space import Region, sample
from models.strategies.chance import renewed
from models.strategies.novelty import novel_from
from models.strategies.protocol import Proposal, Proposals


@dataclass(frozen=True, slots=True)
class Random:
    """Draws every point independently."""

    def propose(
        self, region: Region, history: History, count: int, rng: np.random.Generator
    ) -> Proposals:
        """Return random points; see `Strategy.propose`."""
        rng = renewed(rng, history)
        X = novel_from(region, lambda m: sample(region, m, rng).X, history.taken, count, rng)
        return Proposals([Proposal(x, Source.RANDOM, "Drawn at random.") for x in X])
