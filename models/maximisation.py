"""The best points of a mixed, conditional region, by any utility.

A finite region of moderate size is listed. Otherwise candidates are drawn and the best of them
are refined by a gradient search over their continuous parameters and then by exchanging one
discrete value at a time.

Symbols: m points, d parameters; W (m, d) places, X (m, d) points; u (m,) utilities.
"""

from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, BoolArray, IntArray
from models.ascent import ascend
from models.errors import EmptySpaceError, FixedError
from models.space import Lattice, Region, enumerated, sample
from models.utility import Utility

# Up to here, looking at every point costs no more than searching.
LISTED_POINTS = 2_000
# Candidates: at random, and around the best known points.
RANDOM_CANDIDATES = 300
CHANGED_CANDIDATES = 150
# How many candidates are refined, once each: refining again gained nothing; see decisions/0008.
STARTS = 5
# How often the utility and its gradient are computed for each of them, at most.
GRADIENT_LOOKS = 25
# Without a gradient, exchanges are all there is: one after the other, until none gains. With more
# values than are looked at, some exchange always gains.
SWEEPS = 6
# An ordered parameter of more values than these is searched as if it were continuous.
FEW_VALUES = 12
# Exchanges of an unordered parameter of more values than these are drawn at random.
MANY_VALUES = 64
# Of more exchanges than these, a random part is looked at: with 10,000 listed values in the space,
# looking at all took half a minute and 3 GB.
MOST_EXCHANGES = 500
# Standard deviations of a change, in the unit cube.
CHANGE_SCALES = np.array([0.02, 0.1, 0.3])
# How many parameters a change touches on average, besides one.
CHANGED_PARAMETERS = 2.0
# How often an infeasible step is halved before it is given up.
HALVINGS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search for the best points.

    Attributes:
        region: Where to search.
        utility: What to maximise.
        known: Points near which to look, the best first, (k, d), k at least 1.
        rng: Source of randomness.
        fallback: Where a parameter stands in places near a point that does not have it, (d,):
            where the best known point has it, or in the middle if none does.
    """

    region: Region
    utility: Utility
    known: Array
    rng: np.random.Generator
    fallback: Array = field(init=False)

    def __post_init__(self) -> None:
        """Find where inactive parameters stand."""
        fallback = np.full(self.region.space.d, 0.5)
        for x in self.known[::-1]:
            fallback = np.where(np.isnan(x), fallback, x)
        object.__setattr__(self, "fallback", fallback)

    def ranked(self) -> Array:
        """Return feasible points, (m, d), those of highest utility first; some may stand twice.

        Raises:
            EmptySpaceError, FixedError: No feasible point was found.
        """
        listed = enumerated(self.region, LISTED_POINTS)
        X = self._candidates() if listed is None or not len(listed) else listed
        u = self.utility(X)
        if X is not listed:
            refined, utilities = self._exchanged(self._climbed(X[_descending(u)[:STARTS]]))
            X, u = np.vstack([refined, X]), np.append(utilities, u)
        return np.asarray(X[_descending(u)])

    def _candidates(self) -> Array:
        """Return feasible points, at random and around the known ones."""
        X = self._random()
        near = np.vstack([self._changes(CHANGED_CANDIDATES), self._exchanges(self.known[0])])
        X = np.vstack([X, self.region.feasible(near)])
        # In a third of the time of `np.unique`.
        distinct = {x.tobytes(): i for i, x in enumerate(np.nan_to_num(X, nan=-1.0))}
        return X[list(distinct.values())]

    def _random(self) -> Array:
        """Return feasible points at random; known ones where no other is found.

        Raises:
            EmptySpaceError, FixedError: None of the known points is feasible either.
        """
        try:
            return sample(self.region, RANDOM_CANDIDATES, self.rng).X
        except (EmptySpaceError, FixedError):
            feasible = self.region.feasible(self._filled(self.known))
            if not len(feasible):
                raise
            return feasible

    def _changes(self, m: int) -> Array:
        """Return places that differ from known points in a few coordinates, (m, d)."""
        W = self._filled(self.known[self.rng.integers(len(self.known), size=m)])
        d = W.shape[1]
        moves = self.rng.random((m, d)) < CHANGED_PARAMETERS / d
        moves[np.arange(m), self.rng.integers(d, size=m)] = True
        near = W + self.rng.choice(CHANGE_SCALES, size=(m, 1)) * self.rng.normal(size=(m, d))
        # Unordered values have no neighbours: they are drawn anew.
        anew = self.rng.random((m, d))
        return np.where(moves, np.where(self._is_nominal, anew, near), W)

    def _filled(self, X: Array) -> Array:
        """Return points as places, where inactive parameters stand somewhere, too."""
        return np.where(np.isnan(X), self.fallback, X)

    def _climbed(self, X: Array) -> Array:
        """Return the best points found by following the gradient, feasible and no worse, (k, d)."""
        moves = self._moves_smoothly & ~np.isnan(X)
        if not moves.any():
            return X
        reached = ascend(self.utility.smooth_part, X, moves, most_looks=GRADIENT_LOOKS)
        # On the way back to where it started, in case the point reached is not feasible.
        shares = np.repeat(0.5 ** np.arange(HALVINGS), len(X))[:, np.newaxis]
        start = np.tile(self._filled(X), (HALVINGS, 1))
        end = np.where(np.tile(moves, (HALVINGS, 1)), np.tile(reached, (HALVINGS, 1)), start)
        W, lanes = start + shares * (end - start), np.tile(np.arange(len(X)), HALVINGS)
        return self._best(X, W, lanes)[0]

    def _exchanged(self, X: Array) -> tuple[Array, Array]:
        """Return the best points found by exchanging one discrete value after the other.

        Returns:
            The points, (k, d), and their utilities, (k,).
        """
        is_wide = self._is_nominal & (self.region.space.counts > MANY_VALUES)
        for _ in range(1 if (self._moves_smoothly | is_wide).any() else SWEEPS):
            places = [self._exchanges(x) for x in X]
            lanes = np.repeat(np.arange(len(X)), [len(each) for each in places])
            before, (X, u) = X, self._best(X, np.vstack(places), lanes)
            if np.array_equal(before, X, equal_nan=True):
                break
        return X, u

    def _best(self, X: Array, W: Array, lanes: IntArray) -> tuple[Array, Array]:
        """Return for every point the best of it and of its feasible places, as `_exchanged` does.

        Args:
            X: Points, (k, d).
            W: Places, (m, d).
            lanes: The point that every place belongs to, (m,).
        """
        P = self.region.project(W)
        is_feasible = self.region.contains(P)
        P, lanes = np.vstack([X, P[is_feasible]]), np.append(np.arange(len(X)), lanes[is_feasible])
        # The best of a lane comes last in its row of the order; of equals, the first.
        u = self.utility(P)
        order = np.lexsort((-np.arange(len(P)), u, lanes))
        best = order[np.append(np.flatnonzero(np.diff(lanes[order])), len(order) - 1)]
        return P[best], u[best]

    def _exchanges(self, x: Array) -> Array:
        """Return places that differ from a point, (d,), in one discrete value, (m, d)."""
        others = {j: self._others(x, j) for j in self._discrete(x)}
        columns = np.repeat(np.array([*others], np.intp), [len(each) for each in others.values()])
        places = np.concatenate([*others.values(), []])
        if len(places) > MOST_EXCHANGES:
            chosen = self.rng.choice(len(places), MOST_EXCHANGES, replace=False)
            columns, places = columns[chosen], places[chosen]
        W = np.tile(self._filled(x), (len(places), 1))
        W[np.arange(len(places)), columns] = places
        return W

    def _discrete(self, x: Array) -> list[int]:
        """Return the active parameters that can be exchanged."""
        is_free = np.ones(len(x), dtype=np.bool_)
        is_free[list(self.region.positions)] = False
        exchangeable = np.isfinite(self.region.space.counts) & is_free & ~np.isnan(x)
        return [int(j) for j in np.flatnonzero(exchangeable)]

    def _others(self, x: Array, j: int) -> Array:
        """Return places of other values of parameter j: all if few, neighbours if ordered."""
        axis = self.region.space.parameters[j].derived.axis
        if not isinstance(axis, Lattice):
            return np.empty(0)
        if axis.count <= FEW_VALUES or (self._is_nominal[j] and axis.count <= MANY_VALUES):
            indices = np.arange(axis.count)
        elif self._is_nominal[j]:
            indices = self.rng.integers(axis.count, size=MANY_VALUES)
        else:
            indices = np.clip(axis.indices(x[[j]]) + np.array([-1, 1]), 0, axis.count - 1)
        return axis.position_of(indices)

    @property
    def _is_nominal(self) -> BoolArray:
        """Which parameters have values in no order, (d,)."""
        return self.region.space.is_nominal

    @property
    def _moves_smoothly(self) -> BoolArray:
        """Which parameters a gradient search may move, (d,)."""
        moves = ~self._is_nominal & (self.region.space.counts > FEW_VALUES)
        moves[list(self.region.positions)] = False
        return moves


def _descending(u: Array) -> IntArray:
    """Return the order of utilities, the highest first; equals stay in their order."""
    return np.argsort(-u, kind="stable")
