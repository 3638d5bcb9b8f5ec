"""Every combination of a few values of each parameter, in an order that spreads early.

Symbols: m points, d parameters, k values.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.history import History
from models.problem import Source
from models.space import Lattice, Region, enumerated
from models.strategies.novelty import novel, novel_from
from models.strategies.protocol import Proposal, Proposals
from models.strategies.sobol import Sequence

GOLDEN_RATIO = (math.sqrt(5.0) - 1.0) / 2.0
# Intervals of all parameters together, up to which a grid is listed and refined. Without this, a
# grid to which finer levels add no point would be refined until the memory is full: the numbers of
# a parameter may be few, or a branch never feasible.
MOST_INTERVALS = 2**18

Levels = Mapping[int, Array]


@dataclass(frozen=True, slots=True)
class Grid:
    """Goes through a grid, leaving out what has been tried.

    A finite region of a size that can be listed is its own grid. Otherwise parameters of more
    than `levels` values are confined to so many, evenly on their scale, bounds included. When
    such a grid is used up, one with twice as many intervals follows, which contains it, until it
    is too fine to list.

    Attributes:
        levels: Values of a parameter that has too many, at least 2.
    """

    levels: int = 10

    def propose(
        self, region: Region, history: History, count: int, rng: np.random.Generator
    ) -> Proposals:
        """Return points of the grid; see `Strategy.propose`."""
        X, intervals = np.empty((0, region.space.d)), self.levels - 1
        grid = enumerated(region)
        is_whole = grid is not None
        while len(X) < count:
            levels = {} if is_whole else _levels(region, intervals + 1)
            grid = grid if is_whole else _listed(region, levels, intervals)
            if grid is None:
                rest = history.with_pending(region.space, list(X))
                found = _on_long_grid(region, levels, rest, count - len(X), rng)
                X = np.vstack([X, found])
                break
            X = novel(region, np.vstack([X, _spread(grid)]), history.taken, count)
            if is_whole:
                break
            intervals *= 2
        return Proposals([Proposal(x, Source.GRID, "The next point of the grid.") for x in X])


def _levels(region: Region, most: int) -> Levels:
    """Return the positions of every parameter with more values than `most`, by column."""
    levels = {}
    for j, parameter in enumerate(region.space.parameters):
        axis = parameter.derived.axis
        if isinstance(axis, Lattice) and axis.count <= most:
            continue
        first, last = axis.positions(axis.numbers(np.array([0.0, 1.0])))
        levels[j] = np.unique(axis.positions(axis.numbers(np.linspace(first, last, most))))
    return levels


def _listed(region: Region, levels: Levels, intervals: int) -> Array | None:
    """Return the points of a grid, (m, d); None if they or its intervals are too many."""
    if intervals * region.space.d > MOST_INTERVALS:
        return None
    return enumerated(region, levels=levels)


def _nearest(levels: Array, u: Array) -> Array:
    """Return the nearest of ascending levels, (k,), to each position, (m,)."""
    after = np.searchsorted(levels, u).clip(1, len(levels) - 1)
    below, above = levels[after - 1], levels[after]
    return np.asarray(np.where(u - below <= above - u, below, above))


def _spread(grid: Array) -> Array:
    """Return the points of a grid in an order in which any first few lie far apart.

    Steps of a golden share of the list, as in a Weyl sequence, meet every point once.
    """
    m = len(grid)
    step = max(1, round(m * GOLDEN_RATIO))
    while math.gcd(step, m) > 1:
        step += 1
    return np.asarray(grid[(np.arange(m) * step) % max(m, 1)])


def _on_long_grid(
    region: Region, levels: Levels, history: History, count: int, rng: np.random.Generator
) -> Array:
    """Return points of a grid too long to list, (m, d): those nearest to a Sobol sequence.

    Where hardly any of the grid is feasible, the rest are points of the sequence itself.
    """
    sequence = Sequence(region, history.total, rng)

    def batch(m: int) -> Array:
        # A parent that moves to its level may make children active, which then need a place.
        W = np.nan_to_num(sequence.points(m), nan=0.5)
        for j, positions in levels.items():
            W[:, j] = _nearest(positions, W[:, j])
        return region.feasible(W)

    X = novel_from(region, batch, history.taken, count, rng)
    taken = history.taken | set(region.space.keys(X))
    rest = count - len(X)
    return np.vstack([X, novel_from(region, sequence.points, taken, rest, rng)]) if rest else X
