"""Symbols as in `models.space.expressions.arithmetic`; the oracle is Python's own arithmetic."""

import math
import operator
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.arrays import Array
from models.space.expressions.arithmetic import FUNCTIONS, OPERATIONS

OPERATORS: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "**": operator.pow,
    "min": min,
    "max": max,
}
operations = pytest.mark.parametrize("name", sorted(OPERATIONS))
tenths = st.integers(-50, 50).map(lambda i: i / 10)
numbers = st.lists(
    st.tuples(tenths, tenths) | st.tuples(*[st.floats(allow_nan=False)] * 2), min_size=1
)


@pytest.fixture(autouse=True)
def _warnings_off() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def python(function: Callable[..., float], *arguments: float) -> float:
    """Return what Python computes, NaN where it raises an error or leaves the real numbers."""
    try:
        c = function(*arguments)
    except (ArithmeticError, ValueError):
        return math.nan
    return math.nan if isinstance(c, complex) else c


def one(name: str, a: float, b: float) -> float:
    return float(OPERATIONS[name](np.asarray(a), np.asarray(b)))


def columns(pairs: list[tuple[float, float]]) -> Array:
    return np.array(pairs).T


def test_every_operation_has_an_oracle() -> None:
    assert set(OPERATIONS) == set(OPERATORS)


@operations
@given(pairs=numbers)
def test_an_operation_is_that_of_python(name: str, pairs: list[tuple[float, float]]) -> None:
    expected = [python(OPERATORS[name], a, b) for a, b in pairs]
    assert_array_equal(OPERATIONS[name](*columns(pairs)), expected)


@operations
@given(pairs=numbers, b=tenths)
def test_a_constant_operand_is_no_exception(
    name: str, pairs: list[tuple[float, float]], b: float
) -> None:
    a = columns(pairs)[0]
    expected = [python(OPERATORS[name], x, b) for x in a.tolist()]
    assert_array_equal(OPERATIONS[name](a, np.asarray(b)), expected)


@given(st.lists(st.floats(0.0, 1e3) | tenths, min_size=1))
def test_a_logarithm_is_that_of_python(a: list[float]) -> None:
    assert_array_equal(FUNCTIONS["log"](np.array(a)), [python(math.log, x) for x in a])


def test_logarithms_are_those_of_python_whatever_the_processor() -> None:
    a = np.arange(1.0, 1e5) / 100.0
    assert_array_equal(FUNCTIONS["log"](a), [math.log(x) for x in a.tolist()])


@given(st.floats(allow_nan=False))
def test_signs_are_those_of_python(a: float) -> None:
    assert FUNCTIONS["-"](np.asarray(a)) == -a
    assert FUNCTIONS["abs"](np.asarray(a)) == abs(a)


def test_nothing_is_rounded() -> None:
    assert one("+", 0.1, 0.2) == 0.30000000000000004


@pytest.mark.parametrize(
    ("name", "a", "b"),
    [
        ("/", 1.0, 0.0),
        ("/", 0.0, -0.0),
        ("/", math.inf, 0.0),
        ("%", 1.0, 0.0),
        ("**", -8.0, 1.0 / 3.0),
        ("**", 0.0, -1.0),
        ("**", 10.0, 400.0),
        ("-", math.inf, math.inf),
        ("*", math.inf, 0.0),
    ],
)
def test_what_has_no_value_is_not_a_number(name: str, a: float, b: float) -> None:
    assert math.isnan(one(name, a, b))


@pytest.mark.parametrize("a", [0.0, -0.0, -1.0, -math.inf])
def test_what_is_not_positive_has_no_logarithm(a: float) -> None:
    assert np.isnan(FUNCTIONS["log"](np.asarray(a)))


@operations
@pytest.mark.parametrize("other", [0.0, 1.0, math.inf])
def test_what_has_no_value_spreads_to_all_that_is_computed_from_it(name: str, other: float) -> None:
    assert math.isnan(one(name, math.nan, other))
    assert math.isnan(one(name, other, math.nan))


@pytest.mark.parametrize(("name", "a", "b"), [("*", 1e200, 1e200), ("+", 1e308, 1e308)])
def test_a_sum_or_product_beyond_the_largest_number_is_infinite(
    name: str, a: float, b: float
) -> None:
    assert one(name, a, b) == math.inf
