"""Every feasible point of a finite region.

Points grow column by column, parents first, and are dropped as soon as a rule is decided against
them, so that a small feasible part of a large space is found without visiting the whole.
"""

from collections.abc import Mapping

import numpy as np

from models.arrays import Array, BoolArray
from models.space.axes import Lattice
from models.space.region import Region

# Numbers held at once, 8 bytes each. With 10 parameters, 200,000 points.
LARGEST_SIZE = 2_000_000
# Judging the points may be worth so much effort; see `SearchSpace.effort`. It takes about a second.
LARGEST_EFFORT = 20_000_000


def enumerated(
    region: Region, largest: int | None = None, levels: Mapping[int, Array] | None = None
) -> Array | None:
    """Return every feasible point once, (m, d), in lexicographic order of the columns.

    Args:
        region: The region.
        largest: Give up beyond so many points, complete or growing.
        levels: Positions to which a parameter is confined, by column, (k,) each.

    Returns:
        None if the region is infinite or the points are too many.
    """
    space = region.space
    room = min(LARGEST_SIZE // space.d, LARGEST_EFFORT // space.effort)
    largest = room if largest is None else min(largest, room)
    levels = {} if levels is None else levels
    X, decided = np.full((1, space.d), np.nan), frozenset[str]()
    for j in space.order:
        grown = _grown(region, X, j, _positions(region, j, levels), largest)
        if grown is None:
            return None
        before, decided = decided, decided | {space.parameters[j].name}
        X = grown[_is_allowed(region, grown, before, decided)]
    X = X[region.contains(X)]
    return X[np.lexsort(np.nan_to_num(X, nan=-1.0).T[::-1])]


def _positions(region: Region, j: int, levels: Mapping[int, Array]) -> Array | None:
    """Return the positions of parameter j; None if they are too many to hold."""
    axis = region.space.parameters[j].derived.axis
    if j in region.positions:
        return np.array([region.positions[j]])
    if j in levels:
        return levels[j]
    if not isinstance(axis, Lattice) or axis.count > LARGEST_SIZE:
        return None
    return axis.position_of(np.arange(axis.count))


def _grown(region: Region, X: Array, j: int, positions: Array | None, largest: int) -> Array | None:
    """Return the points with every position of parameter j where it is active, or None."""
    is_active = _meets_conditions(region, X, j)
    if j in region.positions:
        # A point without a fixed parameter is not feasible.
        X, is_active = X[is_active], is_active[is_active]
    active_count = int(is_active.sum())
    if not active_count:
        return X
    if positions is None or active_count * len(positions) + len(X) - active_count > largest:
        return None
    many = np.repeat(X[is_active], len(positions), axis=0)
    many[:, j] = np.tile(positions, active_count)
    return np.concatenate([X[~is_active], many])


def _meets_conditions(region: Region, X: Array, j: int) -> BoolArray:
    """Return at which points parameter j is active, (m,)."""
    is_active = np.ones(len(X), dtype=np.bool_)
    if region.space.gates[j]:
        N = region.space.numbers(X)
        for gate in region.space.gates[j]:
            is_active &= gate.is_open(N)
    return is_active


def _is_allowed(
    region: Region, X: Array, before: frozenset[str], decided: frozenset[str]
) -> BoolArray:
    """Return which points break no rule that became decidable, (m,)."""
    rules = [
        rule for rule in region.space.rules if rule.names <= decided and not rule.names <= before
    ]
    if not rules:
        return np.ones(len(X), dtype=np.bool_)
    N = region.space.numbers(X)
    return np.asarray(np.sum([rule.violation(N) for rule in rules], axis=0) == 0.0)
