"""The configurations that every data set sees first: the default, its neighbours, and a spread."""

from collections.abc import Iterator
from zlib import crc32

import numpy as np

from benchmarks.arrays import Array
from benchmarks.experience.store import Shared
from models import (
    MISSING,
    Algorithm,
    Configuration,
    Direction,
    Objective,
    Problem,
    SearchSpace,
    suggest,
)

NEIGHBOURS = 15
SPREAD = 48
# How far a neighbour is moved in the unit cube, as a standard deviation.
REACH = 0.25
# Small spaces do not have as many neighbours.
TRIES = 50 * NEIGHBOURS


def design(model: str, space: SearchSpace) -> list[Shared]:
    """Return the configurations of a space: the default, its neighbours, and a spread.

    No two are alike, and the same space gives the same.

    Args:
        model: Draws them.
        space: Of all configurations.
    """
    rng = np.random.default_rng(crc32(model.encode()))
    default = default_of(space)
    found = {_key(space, default): Shared(default, "default")}
    for each in _neighbours(space, rng):
        if len(found) <= NEIGHBOURS:
            found.setdefault(_key(space, each), Shared(each, "neighbour"))
    for each in _spread(space, rng):
        found.setdefault(_key(space, each), Shared(each, "design"))
    return list(found.values())


def default_of(space: SearchSpace) -> Configuration:
    """Return the default of every parameter that is active then."""
    return space.decode_all(space.project(_default_places(space)[np.newaxis]))[0]


def _neighbours(space: SearchSpace, rng: np.random.Generator) -> Iterator[Configuration]:
    """Yield configurations that differ from the default in one or two parameters."""
    base = _default_places(space)
    for i in range(TRIES):
        moved = base.copy()
        for j in rng.choice(space.d, size=min(space.d, 1 + i % 2), replace=False):
            # Values without an order have no distance: any of them.
            moved[j] = rng.random() if space.is_nominal[j] else moved[j] + rng.normal(0.0, REACH)
        points = space.project(moved[np.newaxis])
        if space.violation(points)[0] == 0.0:
            yield space.decode_all(points)[0]


def _spread(space: SearchSpace, rng: np.random.Generator) -> list[Configuration]:
    """Return configurations spread evenly over a space."""
    problem = Problem(space, Objective("any", Direction.MINIMIZE), Algorithm("sobol"))
    return [each.parameters for each in suggest(problem, [], count=SPREAD, rng=rng).suggestions]


def _default_places(space: SearchSpace) -> Array:
    """Return the default of every parameter as a place in the unit cube, (d,)."""
    places = np.full(space.d, 0.5)
    for j, each in enumerate(space.parameters):
        if each.default is not MISSING:
            number = np.array([each.number_of(each.default)])
            places[j] = each.derived.axis.positions(number)[0]
    return places


def _key(space: SearchSpace, configuration: Configuration) -> bytes:
    """Return what tells a configuration of a space from all others."""
    return space.keys(space.encode(configuration)[np.newaxis])[0]
