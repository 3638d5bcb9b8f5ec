"""The words of constraint expressions: numbers, names, keywords and symbols, with their places.

A name that is no identifier, or that is a keyword, stands in backticks; a backtick inside is
doubled.
"""

import re
from dataclasses import dataclass
from typing import Final

from models.errors import SpaceError

KEYWORDS: Final = frozenset({"and", "or", "not", "true", "false"})

# What people write who think in another language; longer spellings before their beginnings.
SPELLINGS: Final = {
    "&&": "and",
    "||": "or",
    "=<": "<=",
    "=>": ">=",
    "=": "==",
    "&": "and",
    "|": "or",
    "!": "not",
    "^": "**",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",  # noqa: RUF001 - What typesetters write is the mistake meant.
    "·": "*",
    "−": "-",  # noqa: RUF001 - The same.
}
QUOTES: Final = "\"'“”‘’"  # noqa: RUF001 - Editors turn quotes into these.

IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")
TOKEN: Final = re.compile(
    rf"""\s*(?:
      (?P<number> (?:[0-9]+\.?[0-9]*|\.[0-9]+) (?:[eE][+-]?[0-9]+)? )
    | (?P<name> {IDENTIFIER.pattern} )
    | `(?P<quoted> (?:[^`]|``)+ )`
    | (?P<symbol> \*\*|<=|>=|==|!=|[-+*/%<>(),] )
    | (?P<end> \Z )
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text; its kind is a keyword or symbol itself, or a group of TOKEN."""

    kind: str
    text: str
    at: int


def error_at(at: int, *, expected: str, got: str, hint: str = "") -> SpaceError:
    """Return the error of a text that is wrong at a place, with what may mend it."""
    remedy = f" ({hint})" if hint else ""
    return SpaceError((), expected=f"{expected} at character {at}{remedy}", got=got)


def quote(text: str, limit: int = 60) -> str:
    """Return text for an error message: quoted, short, and nothing in it unprintable."""
    short = text if len(text) <= limit else f"{text[: limit - 3]}..."
    return '"' + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short) + '"'


def spell(name: str) -> str:
    """Return a parameter's name as an expression must write it."""
    if IDENTIFIER.fullmatch(name) and name not in KEYWORDS:
        return name
    return "`" + name.replace("`", "``") + "`"


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text, of which the last is its end."""
    tokens = list[Token]()
    place = 0
    while not tokens or tokens[-1].kind != "end":
        match = TOKEN.match(text, place)
        if match is None:
            raise _no_token(text, place)
        tokens.append(_token(match))
        place = match.end()
    return tokens


def _token(match: re.Match[str]) -> Token:
    """Return the word that matched; operators and keywords are kinds of their own."""
    group = match.lastgroup or ""
    word = match[group]
    at = match.start(group) + 1
    if group == "quoted":
        return Token(group, word.replace("``", "`"), at - 1)
    is_own_kind = group == "symbol" or word in KEYWORDS
    return Token(word if is_own_kind else group, word, at)


def _no_token(text: str, place: int) -> SpaceError:
    """Return the error of a text that goes on with nothing the grammar knows."""
    rest = text[place:].lstrip()
    at = len(text) - len(rest) + 1
    if rest[0] == "`":
        return error_at(at, expected="a name between two backticks", got="one without an end")
    if rest[0] in QUOTES:
        hint = "text is not supported: exclude such values by forbidden combinations"
        return error_at(at, expected="a number or a parameter", got="a quotation mark", hint=hint)
    for spelling, meant in SPELLINGS.items():
        if rest.startswith(spelling):
            return error_at(at, expected=quote(meant), got=quote(spelling))
    hint = "a name with other characters than letters, digits and _ stands in backticks"
    return error_at(at, expected="a number, a name or an operator", got=quote(rest[0]), hint=hint)
