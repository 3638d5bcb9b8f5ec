"""Symbols as in `models.space.expressions.judgements`."""

import math
import operator
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space.expressions.grammar import COMPARISONS
from models.space.expressions.judgements import RELATIONS, Judgement, both, either, is_one

OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
relations = pytest.mark.parametrize("relation", sorted(RELATIONS))
tenths = st.integers(-3, 3).map(lambda i: i / 10)
numbers = tenths | st.floats(allow_nan=False)

# Every pair of true, false and what cannot be computed.
TRUE, FALSE, UNKNOWN = 1.0, 0.0, math.nan
LEFT = np.repeat([TRUE, FALSE, UNKNOWN], 3)
RIGHT = np.tile([TRUE, FALSE, UNKNOWN], 3)


@pytest.fixture(autouse=True)
def _warnings_off() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def judge(relation: str, a: float, b: float) -> Judgement:
    return RELATIONS[relation](np.asarray(a), np.asarray(b))


def missing_by(violation: float, opposite: float) -> Judgement:
    return Judgement(np.asarray(violation), np.asarray(opposite))


# Relations


def test_every_comparison_has_a_meaning() -> None:
    assert set(RELATIONS) == set(OPERATORS) == COMPARISONS


@relations
@given(a=numbers, b=numbers)
def test_a_relation_holds_just_where_python_says_so(relation: str, a: float, b: float) -> None:
    truth = OPERATORS[relation](a, b)
    assert (judge(relation, a, b).violation == 0.0) == truth
    assert (judge(relation, a, b).opposite == 0.0) == (not truth)


@relations
@given(a=numbers, b=numbers)
def test_no_violation_is_negative(relation: str, a: float, b: float) -> None:
    assert judge(relation, a, b).violation >= 0.0
    assert judge(relation, a, b).opposite >= 0.0


@pytest.mark.parametrize(
    ("relation", "a", "b"),
    [("<", 3.0, 1.0), ("<=", 3.0, 1.0), (">", 1.0, 3.0), (">=", 1.0, 3.0), ("==", 1.0, 3.0)],
)
def test_a_violation_is_the_distance_of_the_sides(relation: str, a: float, b: float) -> None:
    assert judge(relation, a, b).violation == 2.0


@pytest.mark.parametrize("number", [0.0, 0.3, -1e300, math.inf])
@pytest.mark.parametrize("relation", ["<", ">"])
def test_equal_sides_are_as_near_to_a_strict_inequality_as_can_be(
    relation: str, number: float
) -> None:
    assert judge(relation, number, number).violation == np.finfo(float).tiny


def test_equal_sides_are_unequal_by_one() -> None:
    assert judge("!=", 0.3, 0.3).violation == 1.0


@relations
@pytest.mark.parametrize(("a", "b"), [(UNKNOWN, 1.0), (1.0, UNKNOWN), (UNKNOWN, UNKNOWN)])
def test_what_cannot_be_computed_stands_in_no_relation(relation: str, a: float, b: float) -> None:
    assert np.isnan(judge(relation, a, b).violation)
    assert np.isnan(judge(relation, a, b).opposite)


# Logic


def truths(judgement: Judgement) -> Array:
    """Return what holds as numbers, after a check that they agree with both sides."""
    assert_array_equal(judgement.numbers == TRUE, judgement.violation == 0.0)
    assert_array_equal(judgement.numbers == FALSE, judgement.opposite == 0.0)
    return judgement.numbers


def test_and_is_true_of_two_truths_and_false_of_any_falsehood() -> None:
    expected = [TRUE, FALSE, UNKNOWN, FALSE, FALSE, FALSE, UNKNOWN, FALSE, UNKNOWN]
    assert_array_equal(truths(both(is_one(LEFT), is_one(RIGHT))), expected)


def test_or_is_true_of_any_truth_and_false_of_two_falsehoods() -> None:
    expected = [TRUE, TRUE, TRUE, TRUE, FALSE, UNKNOWN, TRUE, UNKNOWN, UNKNOWN]
    assert_array_equal(truths(either(is_one(LEFT), is_one(RIGHT))), expected)


def test_not_turns_truth_round() -> None:
    judgement = is_one(np.array([TRUE, FALSE, UNKNOWN])).negated
    assert_array_equal(truths(judgement), [FALSE, TRUE, UNKNOWN])


def test_violations_add_up_where_all_must_hold() -> None:
    assert both(missing_by(2.0, 0.0), missing_by(3.0, 0.0)).violation == 5.0


def test_the_least_violation_counts_where_one_is_enough() -> None:
    assert either(missing_by(2.0, 0.0), missing_by(3.0, 0.0)).violation == 2.0


def test_the_way_to_a_part_that_can_be_computed_stays_open() -> None:
    assert either(missing_by(UNKNOWN, UNKNOWN), missing_by(3.0, 0.0)).violation == 3.0
