"""Which parameters of two spaces are the same, and what points of one are in the other.

Symbols: m points; X (m, d) points of the space that is searched, R (m, e) points of the reference,
where earlier studies took place.

Parameters are the same that have the same name or names known to mean the same, and values in
common. A parameter that the other space does not have stands at its default there: who does not
tune a parameter leaves it as the library sets it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from models.arrays import Array, BoolArray
from models.space import MISSING, Choices, Geometry, Parameter, SearchSpace, default_place
from models.space.values import is_number
from models.transfer.names import likeness, text_of

# Numbers are compared at so many places of a parameter, and at least such a share of them must be
# numbers that the other parameter can have: otherwise the unit is another.
PLACES = 33
SHARED = 0.2
# Of a parameter with listed values, the index that stands for one that the other does not have.
UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A parameter of the searched space and the one of the reference that is the same.

    Attributes:
        own: Column of the first.
        other: Column of the second.
        ahead: Places in the reference of the values that are listed, NaN for one it does not
            have; None for numbers, which are looked up by size.
        back: The same, the other way.
    """

    own: int
    other: int
    ahead: Array | None = None
    back: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Correspondence:
    """The way between a space and a reference.

    Attributes:
        space: The space that is searched.
        reference: The other one.
        pairs: Parameters that are the same, by column of the space.
        start: Where parameters of the space stand that the reference does not have, (d,).
    """

    space: SearchSpace
    reference: SearchSpace
    pairs: tuple[Pair, ...]
    start: Array = field(init=False)

    def __post_init__(self) -> None:
        """Find where parameters without a partner stand."""
        object.__setattr__(self, "start", _start(self.space, [pair.own for pair in self.pairs]))

    @classmethod
    def between(cls, space: SearchSpace, reference: SearchSpace) -> Self:
        """Return what two spaces have in common."""
        ranked = sorted(
            (-likeness(mine.name, theirs.name), j, i)
            for j, mine in enumerate(space.parameters)
            for i, theirs in enumerate(reference.parameters)
            if likeness(mine.name, theirs.name)
        )
        taken: set[int] = set()
        pairs: dict[int, Pair] = {}
        for _, j, i in ranked:
            pair = _pair(j, space.parameters[j], i, reference.parameters[i])
            if pair is not None and j not in pairs and i not in taken:
                pairs[j] = pair
                taken.add(i)
        return cls(space, reference, tuple(pairs[j] for j in sorted(pairs)))

    def ahead(self, X: Array) -> Array:
        """Return points of the space, (m, d), as points of the reference, (m, e)."""
        W = np.tile([default_place(each) for each in self.reference.parameters], (len(X), 1))
        for pair in self.pairs:
            place = _moved(
                X[:, pair.own],
                self.space.parameters[pair.own],
                self.reference.parameters[pair.other],
                pair.ahead,
            )
            W[:, pair.other] = np.where(np.isnan(place), W[:, pair.other], place)
        return self.reference.project(W)

    def back(self, R: Array) -> tuple[Array, BoolArray]:
        """Return places in the space, (m, d), of points of the reference, (m, e), and which are so.

        A point of which a value does not exist in the space is nowhere in it.
        """
        W, is_there = np.tile(self.start, (len(R), 1)), np.ones(len(R), dtype=np.bool_)
        for pair in self.pairs:
            x = R[:, pair.other]
            place = _moved(
                x,
                self.reference.parameters[pair.other],
                self.space.parameters[pair.own],
                pair.back,
            )
            is_there &= np.isnan(x) | ~np.isnan(place)
            W[:, pair.own] = np.where(np.isnan(place), W[:, pair.own], place)
        return W, is_there


def _moved(x: Array, source: Parameter, target: Parameter, listed: Array | None) -> Array:
    """Return where the values at positions of one parameter stand on another, NaN if nowhere."""
    numbers = source.derived.axis.numbers(x)
    if listed is not None:
        index = np.where(np.isnan(numbers), 0.0, numbers).astype(np.intp)
        return np.where(np.isnan(numbers), np.nan, listed[index])
    return _places(target, _sizes(source, numbers))


def _sizes(parameter: Parameter, numbers: Array) -> Array:
    """Return the values with these numbers, as far as they are numbers, (m,)."""
    if not isinstance(parameter, Choices):
        return numbers
    sizes = np.array(parameter.values, dtype=np.float64)
    index = np.where(np.isnan(numbers), 0.0, numbers).astype(np.intp)
    return np.where(np.isnan(numbers), np.nan, sizes[index])


def _places(parameter: Parameter, sizes: Array) -> Array:
    """Return where values of these sizes stand, the nearest if there is none of a size, (m,)."""
    axis = parameter.derived.axis
    if not isinstance(parameter, Choices):
        return axis.places(np.clip(sizes, parameter.low, parameter.high))
    values = np.array(parameter.values, dtype=np.float64)
    nearest = np.abs(sizes[:, np.newaxis] - values).argmin(axis=1)
    return np.where(np.isnan(sizes), np.nan, axis.positions(nearest.astype(np.float64)))


def _pair(j: int, mine: Parameter, i: int, theirs: Parameter) -> Pair | None:
    """Return the pair of two parameters of like names, or None if their values are unlike."""
    if _has_numbers(mine) and _has_numbers(theirs):
        return Pair(j, i) if _overlap(mine, theirs) >= SHARED else None
    if not (isinstance(mine, Choices) and isinstance(theirs, Choices)):
        return None
    ahead, back = _listed(mine, theirs), _listed(theirs, mine)
    # One value in common says that the parameter is the same, but not what it does.
    enough = min(2, len(mine.values))
    return Pair(j, i, ahead, back) if np.isfinite(ahead).sum() >= enough else None


def _has_numbers(parameter: Parameter) -> bool:
    """Tell whether all values are numbers, which can be compared by size."""
    return not isinstance(parameter, Choices) or all(map(is_number, parameter.values))


def _overlap(mine: Parameter, theirs: Parameter) -> float:
    """Return the share of the places of one parameter with a number in the range of the other."""
    axis = mine.derived.axis
    sizes = _sizes(mine, axis.numbers(np.linspace(0.0, 1.0, PLACES)))
    low, high = _range(theirs)
    return float(np.mean((sizes >= low) & (sizes <= high)))


def _range(parameter: Parameter) -> tuple[float, float]:
    """Return the least and the greatest value."""
    if not isinstance(parameter, Choices):
        return float(parameter.low), float(parameter.high)
    values = np.array(parameter.values, dtype=np.float64)
    return float(values.min()), float(values.max())


def _listed(source: Choices, target: Choices) -> Array:
    """Return the places on one parameter of the values of another, NaN where it has none."""
    texts = {text_of(value): index for index, value in reversed([*enumerate(target.values)])}
    index = np.array([texts.get(text_of(value), UNKNOWN) for value in source.values])
    places = target.derived.axis.positions(np.maximum(index, 0).astype(np.float64))
    return np.where(index == UNKNOWN, np.nan, places)


def _start(space: SearchSpace, paired: Iterable[int]) -> Array:
    """Return where parameters stand of which the reference knows nothing, (d,).

    At their defaults; but an unordered one that has none and on which others depend has the value
    at which most of the parameters act of which something is known.
    """
    start, known = np.array([default_place(each) for each in space.parameters]), sorted(paired)
    for j, fork in _open_forks(space, known):
        options = np.tile(start, (len(fork.values), 1))
        options[:, j] = fork.derived.axis.positions(np.arange(len(options), dtype=np.float64))
        is_active = ~np.isnan(space.project(options)[:, known])
        start = options[int(np.argmax(is_active.sum(axis=1)))]
    return start


def _open_forks(space: SearchSpace, known: list[int]) -> list[tuple[int, Choices]]:
    """Return the unordered parameters without a default or a partner on which others depend."""
    parents = {gate.parent for gates in space.gates for gate in gates}
    unknown = [(j, space.parameters[j]) for j in sorted(parents - set(known))]
    return [
        (j, each)
        for j, each in unknown
        if isinstance(each, Choices)
        and each.geometry is Geometry.NOMINAL
        and each.default is MISSING
    ]
