"""The first trials of a study, before a surrogate has anything to learn from.

Symbols: d parameters.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from models.history import History
from models.problem import Source
from models.space import MISSING, Geometry, Parameter, Region
from models.strategies.protocol import Proposal
from models.strategies.sobol import Sobol

# The size grows slowly with d: the surrogate learns from the first few points on. Too few of them,
# and it settles in whichever branch of a conditional space they happened to flatter.
LEAST, MOST = 6, 12
PARAMETERS_PER_TRIAL = 2
TRIALS_PER_BRANCH = 2


@dataclass(frozen=True, slots=True)
class Design:
    """A default configuration, then a Sobol sequence.

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
        return min(MOST, max(LEAST, by_parameters, TRIALS_PER_BRANCH * self._branches))

    @property
    def _branches(self) -> int:
        """The most values of an unordered parameter on which others depend; 0 without one."""
        space = self.region.space
        parents = {gate.parent for gates in space.gates for gate in gates}
        return max((int(space.counts[j]) for j in parents if space.is_nominal[j]), default=0)

    def propose(self, history: History, count: int, rng: np.random.Generator) -> list[Proposal]:
        """Return the next trials of the design, at most count; see `Strategy.propose`."""
        if not count:
            return []
        first = self._first(history)
        taken = history.taken | {self.region.space.keys(each.x[np.newaxis])[0] for each in first}
        rest = replace(history, taken=taken)
        sequence = Sobol().propose(self.region, rest, count - len(first), rng)
        summary = "Part of the initial design, which fills the space evenly."
        return [
            *first,
            *(Proposal(each.x, Source.INITIAL_DESIGN, summary) for each in sequence.items),
        ]

    def _first(self, history: History) -> list[Proposal]:
        """Return the default configuration, if it is feasible and has not been tried."""
        parameters = self.region.space.parameters
        X = self.region.feasible(np.array([[_default_place(each) for each in parameters]]))
        if not len(X) or self.region.space.keys(X)[0] in history.taken:
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


def _default_place(parameter: Parameter) -> float:
    """Return where the default lies; without one, the likeliest place, or the middle.

    Unordered values without a prior have no middle: the first is as good as any.
    """
    axis, density = parameter.derived.axis, parameter.derived.density
    if parameter.default is not MISSING:
        number = parameter.number_of(parameter.default)
        return float(axis.positions(np.array([number]))[0])
    if density is not None:
        return density.mode
    if parameter.geometry is Geometry.NOMINAL and axis.count is not None:
        return 0.5 / axis.count
    return 0.5
