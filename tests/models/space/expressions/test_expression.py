import math
import pickle
import re
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from models.space.expressions import parse
from models.space.expressions.grammar import COMPARISONS
from tests.models.space.expressions.points import INACTIVE, TYPES, columns, satisfied, violation

# Closed forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <= 5", 0.0),
        ("a <= 1", 2.0),
        ("a < 1", 2.0),
        ("a >= 4.5", 1.5),
        ("a > 4.5", 1.5),
        ("a == 3", 0.0),
        ("a == 7", 4.0),
        ("a != 7", 0.0),
        ("a != 3", 1.0),
        ("a + 2 * b - c / 4 <= 0", 5.0),
        ("a % 2 + -a ** 2 + min(a, b, c) >= 0", 6.5),
        ("abs(-a) + max(b, c) <= 0", 7.0),
        ("log(a) <= 0", np.log(3.0)),
        ("0 < a <= 1", 2.0),
        ("4 <= a <= 1", 3.0),
        ("a <= 1 and b <= 0", 3.5),
        ("a <= 1 or b <= 0", 1.5),
        ("a <= 1 or b <= 0 or c >= 0", 0.0),
        ("not a > 1", 2.0),
        ("not (a > 1 and b > 0)", 1.5),
        ("not (a > 1 or b > 0)", 3.5),
        ("not (1 < a < 5)", 2.0),
        ("p", 0.0),
        ("not p", 1.0),
        ("q", 1.0),
        ("p and q", 1.0),
        ("p and not q", 0.0),
        ("p + q == 2", 1.0),
        ("(a > 1) + (b > 1) + (c > 5) <= 1", 1.0),
        ("true and p", 0.0),
        ("false or not true or q", 1.0),
    ],
)
def test_a_violation_is_how_far_a_point_is_from_satisfying(text: str, expected: float) -> None:
    values = columns(a=3.0, b=1.5, c=4.0, p=1.0, q=0.0)
    assert_allclose(parse(text, TYPES).violation(values), [expected])


def test_many_points_are_judged_at_once() -> None:
    values = columns(a=[1.0, 2.0, 3.0], b=[3.0, 2.0, 1.0])
    assert_array_equal(parse("a < b + 0.5", TYPES).satisfied(values), [True, True, False])
    assert_array_equal(parse("a <= b", TYPES).violation(values), [0.0, 0.0, 2.0])


def test_no_points_are_judged_as_well() -> None:
    assert parse("a < 1", TYPES).violation(columns(a=[])).shape == (0,)


@pytest.mark.parametrize("text", ["1 < 2 and a < 2", "2 < 1 or a < 2", "a < 2", "a + 1 < 3"])
def test_constant_parts_have_the_shape_of_the_points(text: str) -> None:
    assert_array_equal(parse(text, TYPES).satisfied(columns(a=[1.0, 3.0])), [True, False])


@pytest.mark.parametrize("text", ["a < b", "a > b", "a != b", "not (a == b)", "not a >= b"])
def test_a_strict_inequality_is_violated_by_equal_sides(text: str) -> None:
    assert 0.0 < violation(text, a=0.1, b=0.1) <= 1.0


def test_going_downhill_leads_to_where_the_constraint_is_satisfied() -> None:
    a = np.linspace(5.0, 0.0, 51)
    amounts = parse("a * a + a < 6 and a != 2", TYPES).violation({"a": a})
    assert (np.diff(amounts[a > 2.0]) < 0.0).all()
    assert_array_equal(amounts[a < 2.0], 0.0)


# Parameters


def test_columns_of_other_parameters_are_ignored() -> None:
    assert satisfied("a < 1", a=0.0, b=INACTIVE)


@pytest.mark.parametrize(
    "text", ["a < b", "a < 1 or b < 1", "a < 1 and not (p or b < 1)", "a != b"]
)
def test_an_expression_over_an_inactive_parameter_is_satisfied(text: str) -> None:
    values = columns(a=[9.0, INACTIVE, 9.0], b=[INACTIVE, 9.0, 9.0], p=[0.0, 0.0, 1.0])
    assert_array_equal(parse(text, TYPES).violation(values)[:2], [0.0, 0.0])


def test_an_inactive_parameter_that_decides_nothing_satisfies_all_the_same() -> None:
    assert satisfied("a < 1 and (q or not q)", a=9.0, q=INACTIVE)


# Doubles


@pytest.mark.parametrize("text", ["a + b <= 0.3", "a + b == 0.3", "a * 3 <= 0.3", "0.3 % a == 0"])
def test_what_holds_on_paper_alone_does_not_hold(text: str) -> None:
    assert not satisfied(text, a=0.1, b=0.2)
    assert satisfied(f"not {text}", a=0.1, b=0.2)


def test_a_sum_of_shares_misses_one_by_the_last_digit() -> None:
    assert not satisfied("a + b + c == 1", a=0.7, b=0.2, c=0.1)
    assert satisfied("abs(a + b + c - 1) < 1e-9", a=0.7, b=0.2, c=0.1)


@pytest.mark.parametrize("text", ["abs(a + b - 0.3) < 1e-9", "a + b <= 0.3 + 1e-9"])
def test_a_tolerance_in_the_expression_holds_as_on_paper(text: str) -> None:
    assert satisfied(text, a=0.1, b=0.2)


def test_large_integers_that_differ_by_one_are_not_equal() -> None:
    assert satisfied("a < b and a != b and not a == b", a=1e12 - 1.0, b=1e12)


def test_what_is_beyond_the_largest_number_is_greater_than_any() -> None:
    assert satisfied("1e300 * 1e300 * (a + 1) > 1e308", a=0.0)


# Laws: the truth is that of Python

numerals = st.sampled_from(["1", "2", "0.1", "0.3", "1.7"])
atoms = st.sampled_from(["a", "b", "c", "p"]) | numerals
forms = ["{}", "-{}", "{} ** 2", "-{} ** 2", "{} ** -1", "abs({}) ** 0.5", "{} % 0.3", "{} / 3 % 2"]
terms = st.builds(str.format, st.sampled_from([*forms, "log({})", "log(abs({}))"]), atoms)
pairs = ["{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} % {}", "({} - {})", "max({}, abs({}))"]
sums = st.recursive(
    terms,
    lambda x: st.builds(str.format, st.sampled_from([*pairs, "min({}, {})"]), x, x),
    max_leaves=4,
)
relations = st.sampled_from(sorted(COMPARISONS))
comparisons = st.builds("{} {} {}".format, sums, relations, sums)
chains = st.builds("{} {} {} {} {}".format, terms, relations, sums, relations, terms)
joints = ["{} and {}", "{} or {}", "not {} or {}", "not ({} and {})", "({}) == ({})"]
truths = st.recursive(
    comparisons | chains | st.sampled_from(["p", "not p", "true", "not false"]),
    lambda x: st.builds(str.format, st.sampled_from([*joints, "2 * ({}) - ({}) < 1"]), x, x),
    max_leaves=5,
)
grid = st.integers(-50, 50)
values = st.fixed_dictionaries(
    dict.fromkeys("abc", grid | grid.map(lambda i: i / 10) | grid.map(lambda i: i / 100))
    | {"p": st.booleans()}
)
Values = dict[str, float]


def truth(text: str, names: Mapping[str, object]) -> bool | None:
    """Return what Python says of an expression, None where it raises an error."""
    try:
        # Only text that the strategies above made comes here.
        return bool(eval(text, {"log": math.log, "true": True, "false": False, **names}))  # noqa: S307
    except (ArithmeticError, ValueError):
        return None


def tolerant_truth(text: str, values: Values) -> bool | None:
    """Return what a client says that goes on where Python raises an error: 1 / 0 is infinite."""
    doubles = {name: np.float64(value) for name, value in values.items()}
    names = {"float64": np.float64, "log": np.log, **doubles}
    with np.errstate(all="ignore"):
        return truth(re.sub(r"[0-9]+(\.[0-9]+)?", r"float64(\g<0>)", text), names)


def is_satisfied(text: str, values: Values) -> bool:
    """Tell whether an expression is satisfied, which may name no parameter."""
    return satisfied(f"({text}) and a == a", **values)


@given(text=truths, values=values)
def test_an_expression_is_satisfied_just_where_python_calls_it_true(
    text: str, values: Values
) -> None:
    assert truth(text, values) in (is_satisfied(text, values), None)
    assert truth(f"not ({text})", values) in (is_satisfied(f"not ({text})", values), None)


@given(text=comparisons, values=values)
def test_where_python_raises_an_error_neither_a_comparison_nor_its_opposite_is_satisfied(
    text: str, values: Values
) -> None:
    assert is_satisfied(text, values) == (truth(text, values) is True)
    assert is_satisfied(f"not ({text})", values) == (truth(text, values) is False)


@given(text=truths, values=values)
def test_what_is_satisfied_is_true_to_clients_that_go_on_where_python_raises_an_error(
    text: str, values: Values
) -> None:
    assert tolerant_truth(text, values) in (True, is_satisfied(text, values))


@given(text=truths, a=st.floats(), b=st.floats(), c=st.floats(), p=st.booleans())
def test_whatever_the_values_a_violation_is_a_number_from_zero_up(
    text: str, a: float, b: float, c: float, *, p: bool
) -> None:
    amount = parse(f"({text}) and a == a", TYPES).violation(columns(a=a, b=b, c=c, p=p))
    assert amount.shape == (1,)
    assert (amount >= 0.0).all()


# Failures of arithmetic


@pytest.mark.parametrize(
    "text",
    [
        "1 / a < 1",
        "not 1 / a < 1",
        "1 % a == 0",
        "1 % a != 0",
        "log(a) < 1",
        "log(a - 1) < 1",
        "a ** -1 > 0",
        "(a - 8) ** 0.5 < 9",
        "10 ** (a + 400) > 1",
        "1e308 + 1e308 - 1e308 - 1e308 + a == a",
        "(1 / a > 0) + a <= 2",
        "(1 / a > 3 or a > 5) == false",
        "(1 / a) ** 0 == 1",
        "1 / a != 0 or 1 / a == 0",
        "a == 0 and 1 / a < 1",
        "-1 < 1 / a < 1",
    ],
)
def test_what_cannot_be_computed_is_not_satisfied(text: str) -> None:
    assert violation(text, a=0.0) == np.inf


@pytest.mark.parametrize("text", ["a == 0 or 1 / a > 3", "1 / a > 3 or a == 0"])
def test_one_true_part_is_enough_wherever_it_stands(text: str) -> None:
    assert satisfied(text, a=0.0)


def test_one_false_part_is_enough_wherever_it_stands() -> None:
    assert satisfied("not (1 / a > 3 and a > 5)", a=0.0)


def test_the_way_to_a_part_that_can_be_computed_stays_open() -> None:
    assert violation("1 / a > 3 or a > 5", a=0.0) == 5.0


# Values


def test_expressions_of_the_same_text_are_equal_and_survive_pickling() -> None:
    text = "not (a + 1 < log(b) or p) and min(a, 1, 2) != 3"
    expression = parse(text, TYPES)
    assert expression == parse(text, TYPES)
    assert hash(expression) == hash(parse(text, TYPES))
    assert pickle.loads(pickle.dumps(expression)) == expression  # noqa: S301 - Our own.
    assert expression.text == text
