import math

import pytest

from models.space.values import Value, identity, is_finite, is_number, show


def test_values_that_python_takes_for_the_same_have_identities_of_their_own() -> None:
    assert len({identity(each) for each in (True, 1, "1", None, "None", False, 0, "")}) == 8


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0, -0.0), (10**15, 1e15)])
def test_a_number_is_the_same_whole_or_with_a_point(one: int, other: float) -> None:
    assert identity(one) == identity(other)


def test_integers_that_only_floats_confuse_are_different() -> None:
    assert identity(2**53 + 1) != identity(float(2**53 + 1))


@pytest.mark.parametrize("value", [0, -1, 0.5, 10**400])
def test_whole_and_real_numbers_are_numbers(value: Value) -> None:
    assert is_number(value)


@pytest.mark.parametrize("value", [True, False, None, "1"])
def test_nothing_else_is_a_number(value: Value) -> None:
    assert not is_number(value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 10**400, -(10**400)])
def test_what_no_float_can_hold_is_not_finite(number: float) -> None:
    assert not is_finite(number)


@pytest.mark.parametrize("number", [0, 5e-324, -1.7976931348623157e308, 10**308])
def test_what_a_float_can_hold_is_finite(number: float) -> None:
    assert is_finite(number)


def test_texts_are_shown_in_quotes() -> None:
    assert show("a") == '"a"'


def test_a_long_value_is_shown_by_its_beginning() -> None:
    assert show("a" * 100, limit=10) == '"aaaaaa...'


def test_a_value_of_just_the_limit_is_shown_whole() -> None:
    assert show("a" * 8, limit=10) == '"aaaaaaaa"'
