"""From a text to a constraint: names are looked up, types are checked, formulas are made.

Arithmetic and comparisons want numbers, "and", "or", "not" and the whole want truth values. A truth
value counts as 0 or 1 where a number is wanted; a number is no truth value.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Final

from models.errors import SpaceError
from models.space.expressions import formulas
from models.space.expressions.arithmetic import FUNCTIONS, OPERATIONS
from models.space.expressions.expression import Expression
from models.space.expressions.formulas import Numeric, Truth
from models.space.expressions.grammar import (
    COMPARISONS,
    LOGICAL,
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
from models.space.expressions.judgements import both, either
from models.space.expressions.tokens import KEYWORDS, error_at, quote, spell

ARGUMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "abs": "1 argument",
        "log": "1 argument",
        "max": "2 or more arguments",
        "min": "2 or more arguments",
    }
)

# An unknown name longer than this is compared with no other; of the known, this many are listed.
LONGEST_COMPARED: Final = 40
MOST_LISTED: Final = 5


class Kind(StrEnum):
    """What the values of a parameter are to an expression."""

    NUMBER = "number"
    TRUTH = "truth value"
    OTHER = "other"


def parse(text: str, types: Mapping[str, Kind]) -> Expression:
    """Return the constraint that a text states.

    Args:
        text: At most 1,000 characters, nested at most 32 levels deep.
        types: What every parameter of the space is.

    Raises:
        SpaceError: The text is no constraint on these parameters; its path is empty.
    """
    reading = _Reading(types, set())
    tree = syntax_tree(text)
    formula = reading.truth(tree)
    if not reading.names:
        raise SpaceError((), expected="an expression that names a parameter", got=quote(text))
    return Expression(text, frozenset(reading.names), size_of(tree), formula)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Formulas of syntax trees, given what each parameter is; collects the names that it meets.

    It descends with `map`, because a comprehension takes one frame more of the stack at each level.
    """

    types: Mapping[str, Kind]
    names: set[str]

    def truth(self, node: Node) -> Truth:
        """Return the formula of a truth value."""
        match node:
            case Prefix("not", operand):
                return formulas.Negation(self.truth(operand))
            case Chain(operands, (operator, *_)) if operator in LOGICAL:
                join = both if operator == "and" else either
                return formulas.Connection(tuple(map(self.truth, operands)), join)
            case Chain(operands, (operator, *_) as relations) if operator in COMPARISONS:
                return formulas.Comparison(tuple(map(self.number, operands)), relations)
            case Literal(value):
                return formulas.Switch(formulas.Constant(float(value)))
            case Name(name) if self._kind(node) is Kind.TRUTH:
                return formulas.Switch(formulas.Column(name))
            case _:
                hint = "such as a comparison or a parameter of type bool"
                raise error_at(node.at, expected="a truth value", got="a number", hint=hint)

    def number(self, node: Node) -> Numeric:
        """Return the formula of a number."""
        match node:
            case Number(value):
                return formulas.Constant(value)
            case Name(name):
                self._kind(node)
                return formulas.Column(name)
            case Prefix("-", operand):
                return formulas.Map(FUNCTIONS["-"], self.number(operand))
            case Chain(operands, operators) if operators[0] in OPERATIONS:
                return self._fold(operands, operators)
            case Call():
                return self._call(node)
            case _:
                return formulas.Indicator(self.truth(node))

    def _fold(self, operands: tuple[Node, ...], operators: tuple[str, ...]) -> formulas.Fold:
        operations = tuple([OPERATIONS[operator] for operator in operators])
        return formulas.Fold(tuple(map(self.number, operands)), operations)

    def _call(self, node: Call) -> Numeric:
        match node:
            case Call("min" | "max" as name, (_, _, *_) as arguments):
                return self._fold(arguments, (name,) * (len(arguments) - 1))
            case Call("abs" | "log" as name, (argument,)):
                return formulas.Map(FUNCTIONS[name], self.number(argument))
            case _:
                raise _no_call(node)

    def _kind(self, node: Name) -> Kind:
        """Return what a parameter is, and take note of its name."""
        kind = self.types.get(node.name)
        if kind is None:
            raise _unknown(node, self.types)
        if kind is Kind.OTHER:
            hint = "its values are not numbers: exclude some by forbidden combinations"
            expected = "a parameter with numbers or of type bool"
            raise error_at(node.at, expected=expected, got=quote(node.name), hint=hint)
        self.names.add(node.name)
        return kind


def _no_call(node: Call) -> SpaceError:
    """Return the error of a call of no function, or with too few or too many arguments."""
    if node.function not in ARGUMENTS:
        expected = f"one of the functions {', '.join(ARGUMENTS)}"
        return error_at(node.at, expected=expected, got=quote(node.function))
    expected = f"{ARGUMENTS[node.function]} of {node.function}"
    return error_at(node.at, expected=expected, got=f"{len(node.arguments)}")


def _unknown(node: Name, types: Mapping[str, Kind]) -> SpaceError:
    """Return the error of a name that no parameter has, with what may be meant."""
    return error_at(
        node.at, expected="the name of a parameter", got=quote(node.name), hint=_hint(node, types)
    )


def _hint(node: Name, types: Mapping[str, Kind]) -> str:
    if node.name.lower() in KEYWORDS:
        return f"write {quote(node.name.lower())}"
    # The comparison takes time by the square of the length, and no slip of the pen is that long.
    if len(node.name) <= LONGEST_COMPARED:
        for close in difflib.get_close_matches(node.name, types, n=1):
            return f"perhaps {quote(spell(close))}"
    return _listed(types)


def _listed(types: Mapping[str, Kind]) -> str:
    shown = ", ".join(quote(spell(name)) for name in islice(types, MOST_LISTED))
    more = f" and {len(types) - MOST_LISTED} more" if len(types) > MOST_LISTED else ""
    return f"there are {shown}{more}" if types else "the space has none"
