"""The axis of the numbers between two bounds, if these and the step allow one."""

import math

from models.errors import SpaceError
from models.space.axes import Continuum, Lattice
from models.space.values import is_finite, show

# Up to here, every integer has a position of its own, also on a log scale.
LARGEST_INTEGER = 10**12
# The same for steps: in units of the largest bound.
SMALLEST_STEP = 1e-12
# Beyond, half a step more would overflow.
LARGEST_STEPPED = 1e300
# From here on, as a multiple of the lower bound, a logarithm differs from a straight line.
BENT = 1.0 + 1e-6
# A user's 0.15000000000000002 is the step 0.15: what is forgiven, in steps and in roundings.
STEP_TOLERANCE = 1e-6
ROUNDINGS = 4.0


def continuum(low: float, high: float, *, log: bool) -> Continuum:
    """Return the axis of all numbers between bounds.

    Raises:
        SpaceError: The bounds are no bounds of an axis.
    """
    _check_bounds(low, high, log=log)
    return Continuum(float(low), float(high), log and high > low * BENT)


def lattice(low: float, high: float, step: float, *, log: bool) -> Lattice:
    """Return the axis of the numbers in steps from low.

    Raises:
        SpaceError: The bounds are no bounds of an axis, or the step is too large or too small.
    """
    _check_bounds(low, high, log=log)
    largest = max(abs(low), abs(high))
    if largest > LARGEST_STEPPED:
        limit = f"{LARGEST_STEPPED:g}"
        expected = f"bounds from -{limit} to {limit} beside a step"
        raise SpaceError(("bounds",), expected=expected, got=f"[{low}, {high}]")
    least = SMALLEST_STEP * largest
    is_possible = is_finite(step) and step > 0 and step >= least
    axis = Lattice.between(low, high, step, log=log and high > low * BENT) if is_possible else None
    # There must be a second number between the bounds.
    if axis is None or axis.count < 2:  # noqa: PLR2004
        bounds = f"at least {least:.3g} and at most {high - low:.12g}"
        raise SpaceError(("step",), expected=f"a number above 0, {bounds}", got=show(step))
    return axis


def whole_lattice(low: int, high: int, step: int, *, log: bool) -> Lattice:
    """Return the axis of the whole numbers in steps from low.

    Raises:
        SpaceError: As for `lattice`, or a number is not whole or too large.
    """
    _check_bounds(low, high, log=log)
    if not (_is_whole(low) and _is_whole(high) and max(abs(low), abs(high)) <= LARGEST_INTEGER):
        limit = f"{LARGEST_INTEGER:.0e}"
        expected = f"whole numbers from -{limit} to {limit}"
        raise SpaceError(("bounds",), expected=expected, got=f"[{show(low)}, {show(high)}]")
    if not _is_whole(step):
        raise SpaceError(("step",), expected="a whole number", got=show(step))
    return lattice(low, high, step, log=log)


def is_on_step(axis: Lattice, value: float) -> bool:
    """Tell whether a value is a number of the lattice, but for rounding."""
    steps = round((value - axis.low) / axis.step)
    tolerance = STEP_TOLERANCE * axis.step + ROUNDINGS * math.ulp(max(abs(axis.low), abs(value)))
    return steps < axis.count and abs(value - (axis.low + steps * axis.step)) <= tolerance


def _check_bounds(low: float, high: float, *, log: bool) -> None:
    """Raise SpaceError unless the bounds are finite, in order and, if log, positive."""
    if not (is_finite(low) and is_finite(high) and low < high):
        got = f"[{show(low)}, {show(high)}]"
        raise SpaceError(("bounds",), expected="two finite bounds, the lower one first", got=got)
    if log and low <= 0:
        expected = "a lower bound above 0 on a log scale"
        raise SpaceError(("bounds", 0), expected=expected, got=f"{low}")


def _is_whole(number: float) -> bool:
    """Tell whether a number is finite and has no fraction."""
    return is_finite(number) and number == int(number)
