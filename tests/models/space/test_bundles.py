"""Symbols as in `models.space.bundles`."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space.axes import Axis, Continuum, Lattice, bundled

AXES: tuple[Axis, ...] = (
    Continuum(-2.0, 6.0, log=False),
    Lattice(0.0, 1.0, 3),
    Continuum(1e-5, 1.0, log=True),
    Lattice(8.0, 1.0, 4089, log=True),
    Continuum(0.0, 1e300, log=False),
    # Numbers of more decimal places than there are exact powers of ten.
    Continuum(0.0, 1e-30, log=False),
    Continuum(1e-300, 1e300, log=True),
    # Steps of which a float holds no multiple exactly.
    Lattice(0.1, 1.0 / 9.0, 10),
    Lattice(-7.0, 0.5, 29),
)
places = arrays(np.float64, (6, len(AXES)), elements=st.floats(0.0, 1.0))


def numbers(U: Array) -> Array:
    """Return the numbers of positions, bundle by bundle, (m, k)."""
    X = np.empty(U.shape)
    for columns, bundle in bundled(AXES):
        X[:, columns] = bundle.numbers(U[:, columns])
    return X


def positions(X: Array) -> Array:
    """Return the positions of numbers, bundle by bundle, (m, k)."""
    U = np.empty(X.shape)
    for columns, bundle in bundled(AXES):
        U[:, columns] = bundle.positions(X[:, columns])
    return U


def test_axes_of_one_kind_come_together() -> None:
    assert [columns.tolist() for columns, _ in bundled(AXES)] == [[0, 4, 5], [1, 7, 8], [2, 6], [3]]


@given(U=places)
def test_side_by_side_axes_have_the_numbers_that_each_has_alone(U: Array) -> None:
    expected = [axis.numbers(U[:, j]) for j, axis in enumerate(AXES)]
    assert_array_equal(numbers(U), np.column_stack(expected))


@given(U=places)
def test_side_by_side_numbers_stand_where_each_stands_alone(U: Array) -> None:
    X = numbers(U)
    expected = [axis.positions(X[:, j]) for j, axis in enumerate(AXES)]
    assert_array_equal(positions(X), np.column_stack(expected))


def test_what_is_nan_stays_so_and_changes_nothing_beside_it() -> None:
    U = np.full((2, len(AXES)), 0.25)
    U[0, ::2] = U[1, 1::2] = np.nan
    X = numbers(U)
    whole = numbers(np.full(U.shape, 0.25))
    assert_array_equal(X, np.where(np.isnan(U), np.nan, whole))
    assert_array_equal(positions(X), np.where(np.isnan(U), np.nan, positions(whole)))


def test_of_no_points_there_are_no_numbers() -> None:
    assert numbers(np.empty((0, len(AXES)))).shape == (0, len(AXES))
