"""Symbols as in `models.space.formulas`; whole formulas are tested with the text they come from."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space.formulas import OPPOSITES, RELATIONS
from models.space.grammar import COMPARISONS

# Well below, just below, equal, just above and well above, for a tolerance of 0.1.
GAPS = np.array([-2.0, -0.1, 0.0, 0.1, 2.0, -np.inf, np.inf])

relations = pytest.mark.parametrize("relation", sorted(COMPARISONS))


def violation(relation: str, gap: Array) -> Array:
    return RELATIONS[relation](gap, np.full_like(gap, 0.1))


def test_every_comparison_has_a_meaning_and_an_opposite() -> None:
    assert set(RELATIONS) == set(OPPOSITES) == COMPARISONS


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("<", [True, False, False, False, False, True, False]),
        ("<=", [True, True, True, True, False, True, False]),
        (">", [False, False, False, False, True, False, True]),
        (">=", [False, True, True, True, True, False, True]),
        ("==", [False, True, True, True, False, False, False]),
        ("!=", [True, False, False, False, True, True, True]),
    ],
)
def test_sides_within_the_tolerance_are_equal(relation: str, expected: list[bool]) -> None:
    assert_array_equal(violation(relation, GAPS) == 0.0, expected)


@relations
def test_no_violation_is_negative(relation: str) -> None:
    assert (violation(relation, GAPS) >= 0.0).all()


@relations
def test_a_relation_holds_just_where_its_opposite_does_not(relation: str) -> None:
    holds = violation(relation, GAPS) == 0.0
    assert_array_equal(violation(OPPOSITES[relation], GAPS) > 0.0, holds)


@relations
def test_a_gap_that_cannot_be_computed_has_no_violation(relation: str) -> None:
    assert np.isnan(violation(relation, np.array([np.nan]))).all()


@pytest.mark.parametrize("relation", ["<", "<=", ">", ">=", "=="])
def test_a_violation_is_the_distance_of_the_sides(relation: str) -> None:
    amounts = violation(relation, GAPS)
    assert_array_equal(amounts[[0, 4]], np.where(amounts[[0, 4]] > 0.0, 2.0, 0.0))
