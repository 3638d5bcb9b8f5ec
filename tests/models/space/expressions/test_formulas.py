"""Formulas on their own; with the text they come from, they are tested as expressions."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space.expressions.formulas import (
    Column,
    Comparison,
    Connection,
    Constant,
    Fold,
    Indicator,
    Join,
    Map,
    Negation,
    Switch,
    Truth,
)
from models.space.expressions.judgements import both, either

COLUMNS = {"a": np.array([1.0, 2.0, 3.0]), "p": np.array([0.0, 1.0, 1.0])}
A, P = Column("a"), Switch(Column("p"))
ONE, TWO, THREE = Constant(1.0), Constant(2.0), Constant(3.0)


def violation(formula: Truth) -> Array:
    return formula.judgement(COLUMNS).violation


def test_a_constant_has_no_shape() -> None:
    assert ONE.numbers(COLUMNS).shape == ()


def test_operands_are_joined_from_left_to_right() -> None:
    fold = Fold((A, ONE, TWO), (np.subtract, np.multiply))
    assert_array_equal(fold.numbers(COLUMNS), [0.0, 2.0, 4.0])


def test_a_function_is_applied_to_its_operand() -> None:
    assert_array_equal(Map(np.negative, A).numbers(COLUMNS), [-1.0, -2.0, -3.0])


def test_every_link_of_a_comparison_must_hold() -> None:
    assert_array_equal(violation(Comparison((TWO, A, TWO), ("<=", "<="))), [1.0, 0.0, 1.0])


def test_a_switch_is_on_at_one() -> None:
    assert_array_equal(violation(P), [1.0, 0.0, 0.0])


def test_a_negation_holds_where_its_part_does_not() -> None:
    assert_array_equal(violation(Negation(P)), [0.0, 1.0, 1.0])


@pytest.mark.parametrize(("join", "expected"), [(both, [3.0, 1.0, 0.0]), (either, [1.0, 0.0, 0.0])])
def test_a_connection_joins_its_parts(join: Join, expected: list[float]) -> None:
    at_least_three = Comparison((A, THREE), (">=",))
    assert_array_equal(violation(Connection((P, at_least_three), join)), expected)


def test_an_indicator_counts_a_truth_as_one() -> None:
    assert_array_equal(Indicator(P).numbers(COLUMNS), [0.0, 1.0, 1.0])
