from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SpaceError
from models.space.expressions.grammar import (
    MAX_DEPTH,
    MAX_LENGTH,
    Call,
    Chain,
    Literal,
    Name,
    Node,
    Number,
    Prefix,
    size_of,
    syntax_tree,
)

# Every word of the grammar, and some of none.
VOCABULARY = (
    "a b `c` 1 0.5 1e400 true false and or not + - * / % ** < <= > >= == != ( ) , log( min( f("
    " = ' ` ; \0"
)


def shape(node: Node) -> str:
    """Return a tree with a bracket around every operation."""
    match node:
        case Number(value):
            return f"{value:g}"
        case Literal(value):
            return str(value).lower()
        case Name(name):
            return name
        case Prefix(operator, operand):
            return f"({operator} {shape(operand)})"
        case Chain(operands, operators):
            pairs = zip(operators, operands[1:], strict=True)
            rest = "".join(f" {operator} {shape(operand)}" for operator, operand in pairs)
            return f"({shape(operands[0])}{rest})"
        case Call(function, arguments):
            return f"{function}[{', '.join(shape(argument) for argument in arguments)}]"


# Precedence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("((a))", "a"),
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b + c", "(a - b + c)"),
        ("a / b % c * d", "(a / b % c * d)"),
        ("-a * b", "((- a) * b)"),
        ("a * -b", "(a * (- b))"),
        ("a - -b", "(a - (- b))"),
        ("-a ** b", "(- (a ** b))"),
        ("a ** -b", "(a ** (- b))"),
        ("a ** b ** c", "(a ** (b ** c))"),
        ("(a ** b) ** c", "((a ** b) ** c)"),
        ("a ** -b ** c", "(a ** (- (b ** c)))"),
        ("a ** b * c", "((a ** b) * c)"),
        ("a + b < c", "((a + b) < c)"),
        ("0 < a <= 1", "(0 < a <= 1)"),
        ("not a < b", "(not (a < b))"),
        ("not not a", "(not (not a))"),
        ("not a and b", "((not a) and b)"),
        ("a or not b and c", "(a or ((not b) and c))"),
        ("a and b or c and d", "((a and b) or (c and d))"),
        ("a or b or c", "(a or b or c)"),
        ("true == (a < b)", "(true == (a < b))"),
        ("log(a)", "log[a]"),
        ("max(a + 1, min(b, c), -d)", "max[(a + 1), min[b, c], (- d)]"),
        ("log (a) + b", "(log[a] + b)"),
        ("log + a", "(log + a)"),
        ("`log`", "log"),
        ("`and` and `a b`", "(and and a b)"),
        ("\n a\t<b\r\n", "(a < b)"),
    ],
)
def test_operators_bind_as_in_python(text: str, expected: str) -> None:
    assert shape(syntax_tree(text)) == expected


def test_every_node_knows_its_place() -> None:
    assert syntax_tree("not (a < log(2))") == Prefix(
        "not", Chain((Name("a", 6), Call("log", (Number(2.0, 14),), 10)), ("<",), 6), 1
    )


# Size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a", 1),
        ("((a))", 1),
        ("-a", 2),
        ("a + 1", 3),
        ("a + b - c", 5),
        ("a ** b ** c", 5),
        ("log(a)", 2),
        ("max(a, b, 1)", 4),
        ("not (a < 2 or true)", 6),
        ("0 < a + b <= 1", 7),
    ],
)
def test_a_size_counts_numbers_names_and_operations(text: str, size: int) -> None:
    assert size_of(syntax_tree(text)) == size


def test_a_size_is_at_most_the_length_of_the_text() -> None:
    assert size_of(syntax_tree("-a*" * (MAX_LENGTH // 3) + "a")) == MAX_LENGTH


# Errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'expected a number, a parameter or "(" at character 1, got the end'),
        ("a <", 'expected a number, a parameter or "(" at character 4, got the end'),
        ("+a", 'expected a number, a parameter or "(" at character 1, got "+"'),
        ("a // b", 'expected a number, a parameter or "(" at character 4, got "/"'),
        ("a + not b", 'expected a number, a parameter or "(" at character 5, got "not"'),
        ("log()", 'expected a number, a parameter or "(" at character 5, got ")"'),
        ("a b", 'expected an operator or the end at character 3, got "b"'),
        ("3x", 'expected an operator or the end at character 2, got "x"'),
        ("1.2.3", 'expected an operator or the end at character 4, got ".3"'),
        ("1_000", 'expected an operator or the end at character 2, got "_000"'),
        ("100,000", 'expected an operator or the end at character 4, got ","'),
        ("a)", 'expected an operator or the end at character 2, got ")"'),
        ("`log`(a)", 'expected an operator or the end at character 6, got "("'),
        ("a AND b", 'expected an operator or the end at character 3 (write "and"), got "AND"'),
        ("(a", 'expected an operator or ")" at character 3, got the end'),
        ("(a, b)", 'expected an operator or ")" at character 3, got ","'),
        ("max(a b)", 'expected an operator, "," or ")" at character 7, got "b"'),
        ("a < 1e400", 'expected a finite number at character 5, got "1e400"'),
    ],
)
def test_an_error_says_where_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(SpaceError) as caught:
        syntax_tree(text)
    assert str(caught.value) == message
    assert caught.value.path == ()


# Limits


@pytest.mark.parametrize(
    ("before", "after"),
    [("(", ")"), ("abs(", ")"), ("-", ""), ("not ", ""), ("a ** ", ""), ("max(a, ", ")")],
)
def test_nesting_has_a_limit(before: str, after: str) -> None:
    syntax_tree(before * MAX_DEPTH + "a" + after * MAX_DEPTH)
    with pytest.raises(SpaceError, match="at most 32 levels of nesting"):
        syntax_tree(before * (MAX_DEPTH + 1) + "a" + after * (MAX_DEPTH + 1))


def test_brackets_side_by_side_do_not_nest() -> None:
    syntax_tree(" + ".join(["(a)"] * 160))


@pytest.mark.parametrize("text", ["(" * 10_000, "-" * 10_000, "a + " * 5_000 + "a", " " * 1_001])
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(SpaceError, match=rf"at most 1,000 characters, got {len(text):,} "):
        syntax_tree(text)


def test_the_longest_text_is_read() -> None:
    assert syntax_tree("a".ljust(MAX_LENGTH)) == Name("a", 1)


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=60).map(" ".join))
def test_any_words_are_an_expression_or_refused(text: str) -> None:
    with suppress(SpaceError):
        assert shape(syntax_tree(f"({text})")) == shape(syntax_tree(text))
