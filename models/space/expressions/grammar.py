"""The grammar of constraint expressions: text becomes a syntax tree, without Python's own parser.

    expression  =  comparisons joined by "and", "or", "not"
    comparison  =  sums joined by < <= > >= == !=, chained as in Python: 0 < a + b < 1
    sum         =  + - * / % and **, binding as in Python: -a ** 2 is -(a ** 2)
    atom        =  number | true | false | name | `any name` | function(...) | (expression)

A name before a bracket is a function. The tree knows nothing of types or parameters.

Chains of one precedence are flat nodes, and everything that nests is counted, so that no text can
make a tree deeper than a small multiple of MAX_DEPTH.
"""

import math
from dataclasses import dataclass
from typing import Final

from models.errors import SpaceError
from models.space.expressions.tokens import KEYWORDS, Token, error_at, quote, tokens_of

MAX_LENGTH: Final = 1_000
MAX_DEPTH: Final = 32

LOGICAL: Final = frozenset({"and", "or"})
COMPARISONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!="})

# How tightly each operator binds; two levels belong to the prefixes "not" and "-".
LEVELS: Final = (
    {"or": 0, "and": 1}
    | dict.fromkeys(COMPARISONS, 3)
    | {"+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "**": 7}
)
NOT_LEVEL: Final = 2
POWER_LEVEL: Final = LEVELS["**"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `at` is the place in the text, from 1, here and below."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Literal:
    """The word true or false."""

    value: bool
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a parameter."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """An operator, "-" or "not", before its operand."""

    operator: str
    operand: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators that bind equally, from left to right; "**" has just two."""

    operands: tuple["Node", ...]
    operators: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments."""

    function: str
    arguments: tuple["Node", ...]
    at: int


Node = Number | Literal | Name | Prefix | Chain | Call


def syntax_tree(text: str) -> Node:
    """Return the syntax tree of an expression.

    Raises:
        SpaceError: The text is too long, nested too deeply or no expression; its path is empty.
    """
    if len(text) > MAX_LENGTH:
        raise SpaceError(
            (), expected=f"at most {MAX_LENGTH:,} characters", got=f"{len(text):,} characters"
        )
    return _Parser(tokens_of(text)).tree()


def size_of(node: Node) -> int:
    """Return how many nodes a syntax tree has, a chain counting once for each operator."""
    match node:
        case Prefix(operand=operand):
            return 1 + size_of(operand)
        case Chain(operands, operators):
            return len(operators) + sum(map(size_of, operands))
        case Call(arguments=arguments):
            return 1 + sum(map(size_of, arguments))
        case _:
            return 1


class _Parser:
    """Precedence climbing over the tokens; mutable, so it lives no longer than one call."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def tree(self) -> Node:
        """Return the tree of the whole text."""
        tree = self._expression(0)
        self._take("end", expected="an operator or the end")
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _advance(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _take(self, kind: str, *, expected: str) -> Token:
        """Return the next token if it has the kind that must come here."""
        if self._next.kind != kind:
            raise self._unexpected(expected)
        return self._advance()

    def _unexpected(self, expected: str) -> SpaceError:
        token = self._next
        got = "the end" if token.kind == "end" else quote(token.text)
        lower = token.text.lower()
        hint = f"write {quote(lower)}" if token.kind == "name" and lower in KEYWORDS else ""
        return error_at(token.at, expected=expected, got=got, hint=hint)

    def _expression(self, level: int) -> Node:
        """Return the tree up to the first operator that binds less tightly than `level`."""
        node = self._operand(level)
        while (found := LEVELS.get(self._next.kind, -1)) >= level:
            node = self._power(node) if found == POWER_LEVEL else self._chain(node, found)
        return node

    def _nested(self, level: int) -> Node:
        """Return what `_expression` does, one level further down."""
        if self._depth == MAX_DEPTH:
            expected = f"at most {MAX_DEPTH} levels of nesting"
            raise error_at(self._next.at, expected=expected, got="one more")
        self._depth += 1
        node = self._expression(level)
        self._depth -= 1
        return node

    def _chain(self, first: Node, level: int) -> Chain:
        operands, operators = [first], list[str]()
        while LEVELS.get(self._next.kind) == level:
            operators.append(self._advance().kind)
            operands.append(self._expression(level + 1))
        return Chain(tuple(operands), tuple(operators), first.at)

    def _power(self, base: Node) -> Chain:
        """Return a power; they are read from right to left, so that the exponent nests."""
        operator = self._advance().kind
        return Chain((base, self._nested(POWER_LEVEL)), (operator,), base.at)

    def _operand(self, level: int) -> Node:
        kind = self._next.kind
        if kind == "-":
            return self._prefix(POWER_LEVEL)
        if kind == "not" and level <= NOT_LEVEL:
            return self._prefix(NOT_LEVEL)
        return self._atom()

    def _prefix(self, level: int) -> Prefix:
        token = self._advance()
        return Prefix(token.kind, self._nested(level), token.at)

    def _atom(self) -> Node:
        token = self._next
        match token.kind:
            case "number":
                return _number(self._advance())
            case "true" | "false":
                return Literal(self._advance().kind == "true", token.at)
            case "name" | "quoted":
                return self._name_or_call()
            case "(":
                return self._in_brackets()
            case _:
                raise self._unexpected('a number, a parameter or "("')

    def _name_or_call(self) -> Name | Call:
        token = self._advance()
        if token.kind == "quoted" or self._next.kind != "(":
            return Name(token.text, token.at)
        self._advance()
        arguments = [self._nested(0)]
        while self._next.kind == ",":
            self._advance()
            arguments.append(self._nested(0))
        self._take(")", expected='an operator, "," or ")"')
        return Call(token.text, tuple(arguments), token.at)

    def _in_brackets(self) -> Node:
        self._advance()
        node = self._nested(0)
        self._take(")", expected='an operator or ")"')
        return node


def _number(token: Token) -> Number:
    value = float(token.text)
    if not math.isfinite(value):
        raise error_at(token.at, expected="a finite number", got=quote(token.text))
    return Number(value, token.at)
