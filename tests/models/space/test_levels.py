"""Symbols as in `models.space.levels`."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from models.arrays import Array
from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Embedding,
    Float,
    SearchSpace,
)
from models.space.levels import MANY_VALUES, SHARED, Levels

MANY = 1_000
ON = Condition("on", (True,))
SPACE = SearchSpace(
    (
        Bool("on"),
        Categorical("wide", tuple(range(MANY))),
        Float("x", 0.0, 1.0),
        Categorical("few", ("a", "b", "c"), conditions=(ON,)),
    )
)


def points(*wide: int) -> Array:
    """Return points that have these values of the wide parameter."""
    rows: list[Configuration] = [
        {"on": True, "wide": value, "x": 0.5, "few": "b"} for value in wide
    ]
    return np.array([SPACE.encode(row) for row in rows]).reshape(-1, SPACE.d)


def test_few_values_have_a_column_each_in_their_order() -> None:
    levels = Levels(SPACE, points())
    assert_array_equal(levels.nominal, [0, 1, 3])
    off = SPACE.encode({"on": False, "wide": 0, "x": 0.5})
    indicators = levels.indicators(np.vstack([off, points(0)]))
    assert_array_equal(indicators[:, :2], [[1.0, 0.0], [0.0, 1.0]])
    assert_array_equal(indicators[:, -3:], [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def test_values_that_occur_have_columns_of_their_own() -> None:
    known = points(17, 1, 999, 33)
    indicators = Levels(SPACE, known).indicators(np.vstack([known, points(*range(100, 200))]))
    # 1, 17 and 33 would share a column, were they not told apart.
    alone = np.flatnonzero(indicators[:4].any(axis=0) & ~indicators[4:].any(axis=0))
    assert_array_equal(indicators[:4, alone].sum(axis=0), np.ones(4))


def test_the_other_values_share_a_few_columns() -> None:
    levels = Levels(SPACE, points(3, 5))
    assert_array_equal(levels.widths, [2, 2 + SHARED, 3])
    assert_array_equal(levels.indicators(points(100)), levels.indicators(points(100 + SHARED)))
    assert (levels.indicators(points(100)) != levels.indicators(points(101))).any()


def test_up_to_many_values_nothing_is_shared() -> None:
    space = SearchSpace((Categorical("c", tuple(range(MANY_VALUES))),))
    assert_array_equal(Levels(space, np.empty((0, 1))).widths, [MANY_VALUES])


def test_all_values_may_occur() -> None:
    levels = Levels(SPACE, points(*range(MANY)))
    indicators = levels.indicators(points(*range(MANY)))
    assert len(np.unique(indicators, axis=0)) == MANY


def test_a_value_is_as_far_from_a_known_point_whether_it_occurs_or_not() -> None:
    known = points(3, 5)
    Z = Embedding(SPACE, known).embed(np.vstack([known, points(100)]))
    distances = np.linalg.norm(Z[:, np.newaxis] - Z, axis=2)
    assert_allclose(distances, 1.0 - np.eye(3), atol=1e-12)


def test_a_space_without_unordered_parameters_has_no_columns() -> None:
    levels = Levels(SearchSpace((Float("x", 0, 1),)), np.empty((0, 1)))
    assert levels.indicators(np.array([[0.5]])).shape == (1, 0)
