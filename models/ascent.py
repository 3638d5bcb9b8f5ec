"""Climbing from many points of the unit cube at once, by the gradient.

A limited-memory quasi-Newton method with projection on the cube: Byrd et al. (1995), reduced to
what a smooth utility needs. Each lane, a row, climbs by itself, with its own steps; what they
share is the call of the function, which costs little more for ten points than for one.

Symbols: k lanes, d parameters; X (k, d) points, G (k, d) gradients.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import Array, BoolArray

Smooth = Callable[[Array], tuple[Array, Array]]
"""Points (k, d) -> values (k,) and gradients (k, d)."""

# Steps that are remembered to estimate the curvature.
MEMORY = 6
# The first step changes the coordinate of the steepest slope by so much; no step more than that.
FIRST_STEP, LONGEST_STEP = 0.1, 0.4
# A step tells of the curvature if it goes along the bend by this share of the bend's square.
TELLING = 1e-10
# Armijo's rule: a step is accepted if it gains this share of what the slope promises ...
SUFFICIENT = 1e-4
# ... and is shortened to this share of its length if not.
SHORTER = 0.3
# A lane has arrived where the projected slope is no steeper, where a step gains no more than this,
# or where shorter steps gain nothing.
FLAT = 1e-4
LITTLE = 5e-3
SHORTEST = 1e-3


@dataclass(slots=True, eq=False)
class Memory:
    """The last steps of every lane, and how the slope changed along them.

    Attributes:
        steps: Changes of the points, the oldest first, (k, d) each.
        bends: Changes of the negative gradients, (k, d) each.
        weights: 1 / <step, bend>, (k,) each; 0 for a step that tells nothing of the curvature.
    """

    steps: list[Array]
    bends: list[Array]
    weights: list[Array]

    def remember(self, step: Array, bend: Array, is_accepted: BoolArray) -> None:
        """Add a step of every lane; those that bend the wrong way or were not made do not count."""
        product = np.einsum("ij,ij->i", step, bend)
        tells = is_accepted & (product > TELLING * np.einsum("ij,ij->i", bend, bend))
        self.steps.append(step)
        # The slope where a step was refused may not be finite, and 0 times that is not 0.
        self.bends.append(np.where(tells[:, np.newaxis], bend, 0.0))
        self.weights.append(np.where(tells, 1.0 / np.where(tells, product, 1.0), 0.0))
        if len(self.steps) > MEMORY:
            del self.steps[0], self.bends[0], self.weights[0]

    def newton(self, G: Array, scale: Array) -> tuple[Array, Array]:
        """Return the estimate of the inverse curvature times G, (k, d), and its new scale, (k,).

        Source:
            Nocedal and Wright (2006), algorithm 7.4, in all lanes at once.
        """
        memory = list(zip(self.steps, self.bends, self.weights, strict=True))
        D, shares = G.copy(), []
        for step, bend, weight in reversed(memory):
            share = weight * np.einsum("ij,ij->i", step, D)
            D -= share[:, np.newaxis] * bend
            shares.append(share)
        if memory:
            _, bend, weight = memory[-1]
            square = np.einsum("ij,ij->i", bend, bend) * weight
            scale = np.where(square > 0.0, 1.0 / np.where(square > 0.0, square, 1.0), scale)
        D *= scale[:, np.newaxis]
        for (step, bend, weight), share in zip(memory, reversed(shares), strict=True):
            back = weight * np.einsum("ij,ij->i", bend, D)
            D += (share - back)[:, np.newaxis] * step
        return D, scale


def ascend(function: Smooth, X: Array, moves: BoolArray, *, most_looks: int) -> Array:
    """Return where the lanes arrive, (k, d), each at least as high as where it started.

    Args:
        function: What is maximised. It may ignore coordinates that are NaN.
        X: Where the lanes start, (k, d).
        moves: Which coordinates may change, (k, d); the others may be NaN.
        most_looks: How often the function is called, at most.
    """
    values, G = function(X)
    G = np.where(moves, G, 0.0)
    memory = Memory([], [], [])
    slope = np.abs(G).max(axis=1)
    scale = FIRST_STEP / np.maximum(slope, FLAT)
    length, has_arrived = np.ones(len(X)), np.zeros(len(X), dtype=np.bool_)
    for _ in range(most_looks - 1):
        is_free = moves & ~((X <= 0.0) & (G < 0.0)) & ~((X >= 1.0) & (G > 0.0))
        pulled = np.where(is_free, G, 0.0)
        climbs = (np.abs(pulled).max(axis=1) > FLAT) & (length > SHORTEST) & ~has_arrived
        if not climbs.any():
            break
        D, scale = memory.newton(pulled, scale)
        D = _uphill(np.where(is_free, D, 0.0), pulled, scale)
        tried = np.where(climbs[:, np.newaxis], X + length[:, np.newaxis] * D, X)
        tried = np.where(moves, np.clip(tried, 0.0, 1.0), X)
        step = np.where(moves, tried - X, 0.0)
        there, slopes = function(tried)
        slopes = np.where(moves, slopes, 0.0)
        # Cut short by a bound, a step may be promised a loss, which is not to be accepted.
        gain = np.maximum(np.einsum("ij,ij->i", G, step), 0.0)
        is_accepted = climbs & (there >= values + SUFFICIENT * gain) & np.isfinite(there)
        memory.remember(step, G - slopes, is_accepted)
        has_arrived |= is_accepted & (there - values < LITTLE)
        taken = is_accepted[:, np.newaxis]
        X, G = np.where(taken, tried, X), np.where(taken, slopes, G)
        values = np.where(is_accepted, there, values)
        length = np.where(is_accepted, 1.0, SHORTER * length)
    return X


def _uphill(D: Array, G: Array, scale: Array) -> Array:
    """Return directions no longer than allowed; those that do not lead up become the slope."""
    leads_up = np.einsum("ij,ij->i", D, G) > 0.0
    D = np.where(leads_up[:, np.newaxis], D, scale[:, np.newaxis] * G)
    longest = np.abs(D).max(axis=1, keepdims=True)
    return np.asarray(D * np.minimum(1.0, LONGEST_STEP / np.maximum(longest, LONGEST_STEP)))
