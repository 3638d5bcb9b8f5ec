"""Draws from the posterior of the hyperparameters of a Gaussian process.

After few observations many hyperparameters explain them about as well. A process that settles on
the likeliest is too sure of itself; several that are drawn from all of them disagree where the
observations leave it open.

The draws are the states of a Hamiltonian Monte Carlo chain, with the momenta thrown anew for each.

Symbols: z (d,) logarithms of the hyperparameters, in units in which the density is about as wide
as a standard normal one in every coordinate; p (d,) momenta.

Source: Neal (2011), "MCMC using Hamiltonian dynamics", figure 2 and section 5.1 for the bounds.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.errors import SurrogateError

Potential = Callable[[Array], tuple[float, Array]]
"""z (d,) -> potential energy, -log density up to a constant, and its gradient (d,)."""

# A path of a quarter of a turn of the harmonic oscillator that a standard normal density is forgets
# where it began. Of paths of three steps 82 to 99 % were accepted, in 1 to 10 dimensions.
STEP = 0.5
STEPS = 3
# Steps differ by this share from path to path, so that no period of the motion is met.
JITTER = 0.3
# The first draws remember the start.
FORGOTTEN = 1


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """A place of the chain.

    Attributes:
        z: Where it is.
        value: Potential energy there.
        gradient: Its gradient.
    """

    z: Array
    value: float
    gradient: Array


def draws(
    potential: Potential,
    start: Array,
    low: Array,
    high: Array,
    count: int,
    rng: np.random.Generator,
) -> list[Array]:
    """Return draws from a density, (d,) each.

    Args:
        potential: Of the density; a SurrogateError counts as zero density.
        start: Where the chain begins, (d,), within the bounds.
        low: Lower bounds, (d,).
        high: Upper bounds, (d,).
        count: How many.
        rng: Source of randomness.

    Raises:
        SurrogateError: The density is zero at the start.
    """
    state = _State(start, *potential(start))
    found = []
    for i in range(count + FORGOTTEN):
        state = _next(potential, state, low, high, rng)
        if i >= FORGOTTEN:
            found.append(state.z)
    return found


def _next(
    potential: Potential, state: _State, low: Array, high: Array, rng: np.random.Generator
) -> _State:
    """Return the next state of the chain: another place, or the same if that was rejected."""
    p = rng.normal(size=len(state.z))
    step = STEP * (1.0 + JITTER * rng.uniform(-1.0, 1.0))
    # Metropolis: a rise of the energy is accepted with probability exp(-rise).
    threshold = state.value + 0.5 * float(p @ p) + rng.exponential()
    try:
        end, p = _path(potential, state, p, step, (low, high))
    except SurrogateError:
        return state
    return end if end.value + 0.5 * float(p @ p) < threshold else state


def _path(
    potential: Potential, state: _State, p: Array, step: float, bounds: tuple[Array, Array]
) -> tuple[_State, Array]:
    """Return where leapfrog steps lead, and the momenta there; bounds reflect."""
    z, gradient, value = state.z, state.gradient, math.inf
    low, high = bounds
    for _ in range(STEPS):
        p = p - 0.5 * step * gradient
        z = z + step * p
        is_out = (z < low) | (z > high)
        if is_out.any():
            z = np.where(z < low, 2.0 * low - z, np.where(z > high, 2.0 * high - z, z))
            z, p = z.clip(low, high), np.where(is_out, -p, p)
        value, gradient = potential(z)
        p = p - 0.5 * step * gradient
    return _State(z, value, gradient), p
