"""Random points of the feasible region, also where it is a small part of the space.

Each way is taken where those before find too little:

Only the parameters that rules and fixed values are about have to be searched for; the others are
drawn freely.

1. Rejection: places at random, of which the feasible ones stay. Exact.
2. Of a finite region that can be listed, points of the list by their likelihood. Exact.
3. Descent, where rejection found nothing: the least infeasible places are changed in one
   coordinate or two, and a change is kept if it brings them nearer to the feasible part.
4. A random walk from feasible points, coordinate by coordinate, which accepts every feasible step
   and so spreads over the feasible part it can reach (the Metropolis rule for a uniform target).

Symbols: m points, d parameters; V (m, d) uniform places, which `Region.warped` makes follow the
priors; X (m, d) points, as in `search_space`.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.errors import EmptySpaceError, FixedError, ModelError
from models.space.enumeration import enumerated
from models.space.region import Region

# Places tried by rejection: so many at the most, and so many as are worth this effort; see
# `SearchSpace.effort`. It takes about a third of a second.
LARGEST_TRIES = 2**18
LARGEST_EFFORT = 2**23
# The first batch is small, because most spaces accept most places.
FIRST_BATCH = 256
# Where rejection finds fewer than these, they may not tell all parts of the region.
FEW_FOUND = 32
# Descent: places that descend.
DESCENDING = 256
# Rounds of the descent, and steps of the walk from a feasible point to the one that is returned:
# the most, unless that is worth too much effort.
MOST_STEPS, LEAST_STEPS = 400, 8
# A step costs as much as if there were so many more places: what calling NumPy takes by itself.
CALLING = 512
# Standard deviations of a step, in the unit cube: a feasible band may be as thin as a millionth.
STEP_SCALES = np.array([1e-8, 1e-6, 1e-4, 0.003, 0.03, 0.3])


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
    W = region.warped(rng.random((m, region.space.d)))
    acceptance, tries = 1.0, m
    if region.involved:
        W[:, region.involved], acceptance, tries = _places(region.core, m, rng)
    return Sample(region.project(W), acceptance, tries)


def _places(region: Region, m: int, rng: np.random.Generator) -> tuple[Array, float, int]:
    """Return places of random feasible points, (m, d), the acceptance rate, and of how many."""
    V, tries = _accepted(region, m, rng)
    rate = len(V) / tries
    if len(V) < m:
        listed = _listed(region, m, rng)
        if listed is not None:
            return listed, rate, tries
        if len(V) < FEW_FOUND:
            V = np.vstack([V, _descended(region, rng)])
        if len(V) == 0:
            raise _nothing(region, tries, rng)
        V = _walked(region, V[rng.integers(len(V), size=m)], rng)
    return region.warped(V[:m]), rate, tries


def _shortfall(region: Region, V: Array) -> Array:
    """Return how far the points of uniform places are from feasible, (m,)."""
    return region.shortfall(region.warped(V))


def most_tries(region: Region, m: int) -> int:
    """Return how many places are tried at the most to find m feasible ones by rejection."""
    return min(LARGEST_TRIES, max(FIRST_BATCH, m, LARGEST_EFFORT // region.space.effort))


def _accepted(region: Region, m: int, rng: np.random.Generator) -> tuple[Array, int]:
    """Return feasible places, at least m if they are not too rare, and how many were tried."""
    d = region.space.d
    most = most_tries(region, m)
    accepted, found, tries, batch = [np.empty((0, d))], 0, 0, max(FIRST_BATCH, m)
    while found < m and tries < most:
        V = rng.random((min(batch, most - tries), d))
        accepted.append(V[_shortfall(region, V) == 0.0])
        found += len(accepted[-1])
        tries += len(V)
        batch *= 2
    return np.concatenate(accepted), tries


def _listed(region: Region, m: int, rng: np.random.Generator) -> Array | None:
    """Return places of points drawn from the list of all, (m, d); None if there is no list.

    Raises:
        EmptySpaceError, FixedError: The list is empty.
    """
    X = enumerated(region)
    if X is None:
        return None
    if len(X) == 0:
        raise _nothing(region, None, rng)
    masses = region.masses(X)
    X = X[rng.choice(len(X), size=m, p=masses / masses.sum())]
    return np.where(np.isnan(X), 0.5, X)


def _descended(region: Region, rng: np.random.Generator) -> Array:
    """Return the feasible places that were reached from infeasible ones, perhaps none."""
    V = rng.random((4 * DESCENDING, region.space.d))
    violation = _shortfall(region, V)
    nearest = np.argsort(violation, kind="stable")[:DESCENDING]
    V, violation = V[nearest], violation[nearest]
    for _ in range(_steps(region, V)):
        changed = _changed(V, rng)
        after = _shortfall(region, changed)
        better = after <= violation
        V[better], violation[better] = changed[better], after[better]
        if (violation == 0.0).sum() >= DESCENDING // 4:
            break
    return np.asarray(V[violation == 0.0])


def _walked(region: Region, V: Array, rng: np.random.Generator) -> Array:
    """Return feasible places after random steps from feasible places, (m, d)."""
    V = V.copy()
    for _ in range(_steps(region, V)):
        changed = _changed(V, rng)
        accepted = _shortfall(region, changed) == 0.0
        V[accepted] = changed[accepted]
    return V


def _steps(region: Region, V: Array) -> int:
    """Return how often places can be changed."""
    effort = (len(V) + CALLING) * region.space.effort
    return max(LEAST_STEPS, min(MOST_STEPS, 3 * LARGEST_EFFORT // effort))


def _changed(V: Array, rng: np.random.Generator) -> Array:
    """Return places changed in one coordinate each, or in two, (m, d).

    Two move together, or against each other, which keeps their sum. The change is symmetric: the
    way back is as likely, as the walk requires.
    """
    m, d = V.shape
    rows, first, second = np.arange(m), *rng.integers(d, size=(2, m))
    step = rng.choice(STEP_SCALES, size=m) * rng.normal(size=(2, m))
    step[1] = np.where(rng.integers(2, size=m) == 0, -step[0], step[1])
    is_pair, is_anew = rng.integers(2, size=(2, m)) == 0
    changed = V.copy()
    for j, by, moves in ((first, step[0], np.True_), (second, step[1], is_pair)):
        there = np.where(is_anew, rng.random(m), _reflected(V[rows, j] + by))
        changed[rows, j] = np.where(moves, there, changed[rows, j])
    return changed


def _reflected(w: Array) -> Array:
    """Return coordinates reflected into [0, 1]."""
    w = np.mod(w, 2.0)
    return np.minimum(w, 2.0 - w)


def _nothing(region: Region, tries: int | None, rng: np.random.Generator) -> ModelError:
    """Return the error of a region without a feasible point.

    Args:
        region: The region.
        tries: How many random places were tried; None if the region has no point at all.
        rng: Source of randomness.

    Raises:
        EmptySpaceError: There is none without the fixed values either.
    """
    found = "no such configuration among all there are"
    if tries is not None:
        found = (
            f"no such configuration among {tries:,} random ones (acceptance rate 0), "
            "nor by a search from the nearest of them"
        )
    if region.fixed:
        sample(Region(region.space), 1, rng)
        return FixedError(
            (),
            expected="values that some feasible configuration has",
            got=f"{found}; fix other values, or fewer",
        )
    field = "constraints" if region.space.constraints else "forbidden"
    return EmptySpaceError(
        (field,),
        expected=f"{_rules(region)} that some configuration satisfies",
        got=f"{found}; {_remedy(region, tries)}",
    )


def _rules(region: Region) -> str:
    """Return what kinds of rules a region has."""
    space = region.space
    kinds = (("constraints", space.constraints), ("forbidden combinations", space.forbidden))
    return " and ".join(kind for kind, rules in kinds if rules)


def _remedy(region: Region, tries: int | None) -> str:
    """Return what may give a region a feasible point."""
    constraints = region.space.constraints
    if not constraints:
        return "drop one of them"
    if tries is not None and any("==" in text for text in constraints):
        return (
            "loosen or drop a constraint; instead of an equality of floats, "
            "use a band such as abs(x - y) <= 0.01, or give the floats a step"
        )
    if tries is not None:
        return "loosen or drop a constraint, or try another seed if you know of one"
    return "loosen or drop a constraint"
