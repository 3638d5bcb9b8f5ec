"""Random points of the feasible region, also where it is a small part of the space.

Three ways, each taken where the one before finds too little:

1. Rejection: places at random, of which the feasible ones stay. Exact.
2. Descent, where rejection found nothing: the least infeasible places are changed in one
   coordinate or a few, and a change is kept if it brings them nearer to the feasible part.
3. A random walk from feasible points, coordinate by coordinate, which accepts every feasible step
   and so spreads over the feasible part it can reach (the Metropolis rule for a uniform target).

Symbols: m points, d parameters; W (m, d) places, X (m, d) points, as in `search_space`.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.errors import EmptySpaceError, FixedError
from models.space.enumeration import enumerated
from models.space.region import Region

# Places tried by rejection: so many, and so many numbers, at the most.
LARGEST_TRIES = 2**17
LARGEST_SIZE = 2**23
# The first batch is small, because most spaces accept most places.
FIRST_BATCH = 256
# Descent: places that descend, and rounds in which each tries a change.
DESCENDING = 256
ROUNDS = 400
# The walk: steps between a feasible point and the one that is returned.
WALK_STEPS = 24
# Standard deviations of a step, in the unit cube.
STEP_SCALES = np.array([0.003, 0.03, 0.3])


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Feasible points, and how hard they were to find.

    Attributes:
        X: Feasible points, (m, d).
        acceptance: Share of random places that are feasible; 0 if none of those tried was.
        tries: How many were tried.
    """

    X: Array
    acceptance: float
    tries: int


def sample(region: Region, m: int, rng: np.random.Generator) -> Sample:
    """Return m random feasible points that follow the priors; repeats are possible.

    Args:
        region: The region.
        m: How many, at least 1.
        rng: Source of randomness.

    Raises:
        EmptySpaceError: No feasible point was found; a finite region has none then.
        FixedError: The same, and without the fixed values there would be one.
    """
    W, tries = _accepted(region, m, rng)
    rate = len(W) / tries
    if len(W) >= m:
        return Sample(region.project(W[:m]), rate, tries)
    if len(W) == 0:
        W = _descended(region, rng)
    if len(W) == 0:
        W = _from_list(region, rng, tries)
    W = _walked(region, W[rng.integers(len(W), size=m)], rng)
    return Sample(region.project(W), rate, tries)


def _accepted(region: Region, m: int, rng: np.random.Generator) -> tuple[Array, int]:
    """Return feasible places, at least m if they are not too rare, and how many were tried."""
    d = region.space.d
    most = min(LARGEST_TRIES, max(FIRST_BATCH, LARGEST_SIZE // d))
    accepted, found, tries, batch = [np.empty((0, d))], 0, 0, max(FIRST_BATCH, m)
    while found < m and tries < most:
        W = region.warped(rng.random((min(batch, most), d)))
        accepted.append(W[region.contains(region.project(W))])
        found += len(accepted[-1])
        tries += len(W)
        batch *= 2
    return np.concatenate(accepted), tries


def _descended(region: Region, rng: np.random.Generator) -> Array:
    """Return the feasible places that were reached from infeasible ones, perhaps none."""
    W = rng.random((4 * DESCENDING, region.space.d))
    violation = region.violation(region.project(W))
    nearest = np.argsort(violation, kind="stable")[:DESCENDING]
    W, violation = W[nearest], violation[nearest]
    for _ in range(ROUNDS):
        changed = _changed(W, rng)
        after = region.violation(region.project(changed))
        better = after <= violation
        W[better], violation[better] = changed[better], after[better]
        if (violation == 0.0).sum() >= DESCENDING // 4:
            break
    return np.asarray(W[violation == 0.0])


def _walked(region: Region, W: Array, rng: np.random.Generator) -> Array:
    """Return feasible places after random steps from feasible places, (m, d)."""
    W = W.copy()
    for _ in range(WALK_STEPS):
        changed = _changed(W, rng)
        accepted = region.contains(region.project(changed))
        W[accepted] = changed[accepted]
    return W


def _changed(W: Array, rng: np.random.Generator) -> Array:
    """Return places changed in one coordinate each, or in two that move together, (m, d).

    The change is symmetric: the way back is as likely, as the walk requires.
    """
    m, d = W.shape
    moves = np.zeros((m, d), dtype=np.bool_)
    moves[np.arange(m), rng.integers(d, size=m)] = True
    is_pair = rng.integers(2, size=m) == 0
    moves[np.flatnonzero(is_pair), rng.integers(d, size=int(is_pair.sum()))] = True
    step = rng.choice(STEP_SCALES, size=(m, 1)) * rng.normal(size=(m, d))
    is_anew = rng.integers(2, size=(m, 1)) == 0
    places = np.where(is_anew, rng.random((m, d)), _reflected(W + step))
    return np.where(moves, places, W)


def _reflected(w: Array) -> Array:
    """Return coordinates reflected into [0, 1]."""
    w = np.mod(w, 2.0)
    return np.minimum(w, 2.0 - w)


def _from_list(region: Region, rng: np.random.Generator, tries: int) -> Array:
    """Return places of the listed points of a finite region, or raise that there are none."""
    X = enumerated(region)
    if X is not None and len(X) > 0:
        return np.where(np.isnan(X), rng.random(X.shape), X)
    if region.fixed:
        _raise_fixed(region, rng)
    got = (
        "none of them"
        if X is not None
        else f"acceptance rate 0: none of {tries} random ones, nor of those nearest to feasible"
    )
    raise EmptySpaceError(
        ("constraints",),
        expected="constraints and forbidden combinations that some configuration satisfies",
        got=got,
    )


def _raise_fixed(region: Region, rng: np.random.Generator) -> None:
    """Raise FixedError, or EmptySpaceError if the fixed values are not to blame."""
    sample(Region(region.space), 1, rng)
    raise FixedError(
        (),
        expected="values that some feasible configuration has, all of them active together",
        got="values without one",
    )
