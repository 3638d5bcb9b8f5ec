"""What fixed values demand of other parameters: parents that let a fixed child be active.

Without this, values fixed deep in a tree of conditions would be hit by chance hardly ever.

Symbols: u (m,) positions in [0, 1]; intervals (k, 2) of positions, begin and end.
"""

from collections.abc import Mapping

import numpy as np

from models.arrays import Array
from models.errors import FixedError
from models.space.activity import Gate
from models.space.axes import Axis, Lattice
from models.space.priors import Density
from models.space.search_space import SearchSpace

# The very end of a cell may belong to the next one.
INSET = 1e-9
# Rounding of a bound, in steps.
STEP_TOLERANCE = 1e-6


def demands(space: SearchSpace, positions: Mapping[int, float]) -> dict[int, Array]:
    """Return the intervals in which parents of fixed parameters must lie, by column.

    Args:
        space: The space.
        positions: Where the fixed values lie, by column.

    Raises:
        FixedError: A parent has no such position, or is itself fixed elsewhere. The path names
            the fixed parameter that cannot be active.
    """
    intervals: dict[int, Array] = {}
    # Every parameter that must be active, with the fixed one because of which.
    reasons = {j: j for j in positions}
    waiting = list(positions)
    for j in waiting:
        for gate in space.gates[j]:
            parent = gate.parent
            if parent not in reasons:
                reasons[parent] = reasons[j]
                waiting.append(parent)
            here = intervals.get(parent, _where(space, parent, positions))
            there = _intervals(gate, space, parent)
            has_cells = bool(np.isfinite(space.counts[parent]))
            intervals[parent] = _intersection(here, there, has_cells=has_cells)
            if not len(intervals[parent]):
                raise _no_way(space, reasons[j], parent)
    return {j: each for j, each in intervals.items() if j not in positions}


def confined(u: Array, intervals: Array, density: Density | None) -> Array:
    """Return positions in intervals, (m,): uniform ones become those of the density there."""
    begins, ends = intervals.T
    first, last = (
        (begins, ends) if density is None else (density.shares(begins), density.shares(ends))
    )
    before = np.concatenate([[0.0], np.cumsum(last - first)])
    if before[-1] == 0.0:
        # Single positions, all alike.
        return np.asarray(begins[np.minimum(u * len(begins), len(begins) - 1).astype(np.intp)])
    w = u * before[-1]
    k = np.clip(np.searchsorted(before, w, side="right") - 1, 0, len(begins) - 1)
    w = first[k] + (w - before[k])
    inset = INSET * (ends - begins)[k]
    u = w if density is None else density.quantiles(w)
    return np.clip(u, begins[k] + inset, ends[k] - inset)


def _where(space: SearchSpace, j: int, positions: Mapping[int, float]) -> Array:
    """Return where parameter j may lie as far as its own fixed value is concerned, (1, 2)."""
    if j not in positions:
        return np.array([[0.0, 1.0]])
    axis = space.parameters[j].derived.axis
    return _around(axis, np.array([positions[j]]))


def _intervals(gate: Gate, space: SearchSpace, parent: int) -> Array:
    """Return where the parent may lie so that the gate is open, (k, 2), perhaps nowhere."""
    axis = space.parameters[parent].derived.axis
    if gate.numbers is None:
        return _between(gate.low, gate.high, axis)
    return _around(axis, axis.positions(gate.numbers))


def _around(axis: Axis, u: Array) -> Array:
    """Return the cells that hold positions, (k, 2), or just these if there are no cells."""
    if not isinstance(axis, Lattice):
        return np.column_stack([u, u])
    i = axis.indices(u)
    return np.column_stack([axis.begins(i), axis.begins(i + 1)])


def _between(low: float, high: float, axis: Axis) -> Array:
    """Return where the numbers between bounds lie, (k, 2)."""
    x = axis.numbers(np.array([0.0, 1.0]))
    bounds = np.clip([low, high], x[0], x[1])
    if not isinstance(axis, Lattice):
        return axis.positions(bounds)[np.newaxis]
    steps = (bounds - axis.low) / axis.step
    first = np.ceil(steps[0] - STEP_TOLERANCE).astype(np.intp)
    last = np.floor(steps[1] + STEP_TOLERANCE).astype(np.intp)
    if first > last:
        return np.empty((0, 2))
    return axis.begins(np.array([[first, last + 1]]))


def _intersection(A: Array, B: Array, *, has_cells: bool) -> Array:
    """Return the intervals that two sets of intervals share.

    Points count only if nothing wider is shared, and never where cells do no more than touch.
    """
    begins = np.maximum(A[:, np.newaxis, 0], B[:, 0]).ravel()
    ends = np.minimum(A[:, np.newaxis, 1], B[:, 1]).ravel()
    keep = begins < ends if has_cells or (begins < ends).any() else begins == ends
    return np.column_stack([begins[keep], ends[keep]])


def _no_way(space: SearchSpace, fixed: int, parent: int) -> FixedError:
    """Return the error of a fixed parameter that cannot be active because of a parent."""
    name, parent_name = space.parameters[fixed].name, space.parameters[parent].name
    return FixedError(
        (name,),
        expected=f'fixed values with which "{name}" is active',
        got=f'none, because of the conditions on "{parent_name}"',
    )
