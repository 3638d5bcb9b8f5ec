import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.errors import SpaceError
from models.space.expressions import Kind, parse
from tests.models.space.expressions.points import TYPES, columns


def error(text: str) -> str:
    with pytest.raises(SpaceError) as caught:
        parse(text, TYPES)
    assert caught.value.path == ()
    return str(caught.value)


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a < 1 or not (b < 2 and p)", {"a", "b", "p"}),
        ("`learning-rate` + a < a", {"learning-rate", "a"}),
        ("`and` < log", {"and", "log"}),
        ("log(log) < 1", {"log"}),
    ],
)
def test_an_expression_knows_the_parameters_it_names(text: str, names: set[str]) -> None:
    assert parse(text, TYPES).names == names


def test_an_expression_knows_its_size() -> None:
    assert parse("a < 1 or not p", TYPES).size == 6


# Types

SUCH_AS = "(such as a comparison or a parameter of type bool)"
NOT_NUMBERS = "(its values are not numbers: exclude some by forbidden combinations)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a + 1",
            f"expected a truth value at character 1 {SUCH_AS}, got a number",
        ),
        (
            "a < 1 and not b",
            f"expected a truth value at character 15 {SUCH_AS}, got a number",
        ),
        (
            "a < 1 or booster == 1",
            f'of type bool at character 10 {NOT_NUMBERS}, got "booster"',
        ),
        (
            "booster",
            f"expected a parameter with numbers or of type bool at character 1 {NOT_NUMBERS}",
        ),
        (
            "widht < 1",
            'expected the name of a parameter at character 1 (perhaps "width"), got "widht"',
        ),
        (
            "learning_rate < 1",
            (
                'expected the name of a parameter at character 1 (perhaps "`learning-rate`"),'
                ' got "learning_rate"'
            ),
        ),
        (
            "zzz < 1",
            (
                'expected the name of a parameter at character 1 (there are "a", "b", "c", "width",'
                ' "`learning-rate`" and 5 more), got "zzz"'
            ),
        ),
        ("p == True", 'expected the name of a parameter at character 6 (write "true"), got "True"'),
        (
            "exp(a) < 1",
            'expected one of the functions abs, log, max, min at character 1, got "exp"',
        ),
        ("log(a, 10) < 1", "expected 1 argument of log at character 1, got 2"),
        ("1 < max(a)", "expected 2 or more arguments of max at character 5, got 1"),
        ("1 < 2", 'expected an expression that names a parameter, got "1 < 2"'),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(text: str, message: str) -> None:
    assert message in error(text)


def test_a_space_without_parameters_has_no_names() -> None:
    with pytest.raises(SpaceError, match="the space has none"):
        parse("a < 1", {})


def test_names_of_a_hostile_length_are_not_compared() -> None:
    types = {f"{'a' * 250}{i}": Kind.NUMBER for i in range(500)}
    with pytest.raises(SpaceError, match=r"there are .* and 495 more"):
        parse(f"{'a' * 990} < 1", types)


# Limits


@contextmanager
def frames_left(count: int) -> Iterator[None]:
    """Let calls nest this much deeper than they do here, and no more."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + count)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def test_the_deepest_tree_needs_few_enough_frames_of_the_stack() -> None:
    # Every level of nesting passes through every precedence. Of the 1,000 frames that Python
    # allows, 350 are left to the server and its libraries.
    text = "p or p and a<a+a*max(a," * 32 + "a" + ")" * 32
    with frames_left(650):
        deepest = parse(f"{text} < 1", TYPES)
        assert_array_equal(deepest.satisfied(columns(a=0.0, p=1.0)), [True])


VOCABULARY = "a b p booster 1 0.5 and or not + - * / % ** < <= > == != ( ) , log( min( true"


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=40).map(" ".join))
def test_any_words_are_an_expression_or_refused(text: str) -> None:
    with suppress(SpaceError):
        assert parse(text, TYPES).violation(columns(a=1.0, b=2.0, p=1.0)) >= 0.0
