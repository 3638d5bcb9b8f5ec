"""The Matern 5/2 kernel and what its gradients need, without any (n, m, p) tensor.

Symbols: n, m points; p columns of the embedding; g length scales, shared by groups of columns;
Z (n, p) embedded points; U, V (n, p), (m, p) points in units of their length scales;
R (n, m) squared distances between the rows of U and V; T = sqrt(5 R).
"""

import numpy as np

from models.arrays import Array, IntArray


def in_length_scales(Z: Array, length_scales: Array, groups: IntArray) -> Array:
    """Return the points measured in their length scales, (n, p).

    Args:
        Z: Embedded points, (n, p).
        length_scales: One positive length per group, (g,).
        groups: Index into `length_scales` for every column, (p,).
    """
    return Z / length_scales[groups]


def squared_distances(U: Array, V: Array) -> Array:
    """Return |u_i - v_j|^2 for all pairs, (..., n, m), from one matrix product.

    Args:
        U: Points, (..., n, p).
        V: Points, (..., m, p).
    """
    R = (-2.0 * U) @ V.swapaxes(-1, -2)
    squares = np.einsum("...ij,...ij->...i", U, U)
    R += squares[..., np.newaxis]
    R += (squares if V is U else np.einsum("...ij,...ij->...i", V, V))[..., np.newaxis, :]
    # Cancellation can leave the distance of equal points a rounding error below zero.
    return np.maximum(R, 0.0, out=R)


def matern52(R: Array) -> Array:
    """Return k(R) = (1 + T + T^2 / 3) exp(-T), with k(0) = 1, in the shape of R.

    Args:
        R: Squared distances in length scales, not negative.

    Source:
        Rasmussen and Williams (2006), equation 4.17.
    """
    K, _ = _matern52(R)
    return K


def matern52_with_slope(R: Array) -> tuple[Array, Array]:
    """Return k(R) and dk/dR = -(5 / 6) (1 + T) exp(-T), each in the shape of R.

    The slope by the *squared* distance is finite at R = 0, where that by the distance needs a
    limit; every gradient is a chain rule through it.

    Args:
        R: Squared distances in length scales, not negative.
    """
    K, G = _matern52(R)
    G *= -5.0 / 6.0
    return K, G


def _matern52(R: Array) -> tuple[Array, Array]:
    """Return k(R) and G = (1 + T) exp(-T), each in the shape of R."""
    # In place, as far as it goes: T becomes 1 + T and then G.
    T_squared = 5.0 * R
    T = np.sqrt(T_squared)
    E = np.exp(-T)
    T += 1.0
    T *= E
    G = T
    K = T_squared
    K *= E
    K /= 3.0
    K += G
    return K, G
