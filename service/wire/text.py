"""Bytes to JSON, more strictly than `json.loads`.

RFC 8259 leaves duplicate keys, huge numbers and deep nesting to each reader; here they are errors,
because a reader that guesses tunes something other than what its client meant.
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any, NoReturn

from service import limits
from service.errors import Fault, InvalidRequestError, MalformedBodyError, Path

Json = Any

# For counting how deep brackets nest, without recursion: the step up or down each one is.
ESCAPE = re.compile(rb"\\.", re.DOTALL)
STRING = re.compile(rb'"[^"]*"')
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(STEPS) - {ord('"')})

# Only an escape can bring in a character that UTF-8 or `json.loads` would have refused.
UNICODE_ESCAPE = b"\\u"
# U+0000, which databases refuse, and halves of a pair, which UTF-8 cannot carry.
UNFIT = re.compile("[\x00\ud800-\udfff]")


def read_json(body: bytes) -> Json:
    """Return the JSON value that a body holds.

    Raises:
        MalformedBodyError: It is not JSON in UTF-8, or nests too deep, repeats a key or holds a
            number that is not finite.
        InvalidRequestError: A string of it holds a character that nobody can store.
    """
    _check_nesting(body)
    value = _parse(_decode(body))
    if UNICODE_ESCAPE in body:
        _check_characters(value)
    return value


def _check_nesting(body: bytes) -> None:
    """Refuse brackets that nest too deep for a parser that recurses."""
    brackets = STRING.sub(b"", ESCAPE.sub(b"", body).translate(None, NEITHER_BRACKET_NOR_QUOTE))
    steps = map(STEPS.__getitem__, brackets.replace(b'"', b""))
    if max(accumulate(steps), default=0) > limits.NESTING:
        raise MalformedBodyError(
            f"expected arrays and objects nested at most {limits.NESTING} deep, got more"
        )


def _decode(body: bytes) -> str:
    """Return the text of a body."""
    if not body.strip():
        raise MalformedBodyError("expected a JSON object, got an empty body")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedBodyError(
            f"expected UTF-8, got the byte 0x{body[error.start]:02x} at position {error.start}"
        ) from error


def _parse(text: str) -> Json:
    """Return the value of a JSON text."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        raise MalformedBodyError(
            f"expected JSON, got something else at line {error.lineno}, "
            f"column {error.colno}: {error.msg}"
        ) from error


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return an object of few enough members, of which every key is there once."""
    if len(pairs) > limits.MEMBERS:
        raise MalformedBodyError(
            f"expected objects of at most {limits.MEMBERS} members, got one of {len(pairs)}"
        )
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise MalformedBodyError(
            f"expected every key of an object once, got {json.dumps(twice[:60])} more than once"
        )
    return result


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN, Infinity and -Infinity."""
    raise MalformedBodyError(
        f"expected finite numbers, got {name}; leave the field out, or report the trial as failed"
    )


def _float(digits: str) -> float:
    """Return a number that is finite."""
    value = float(digits)
    if abs(value) > sys.float_info.max:
        raise MalformedBodyError(f"expected finite numbers, got {digits[:60]}")
    return value


def _int(digits: str) -> int:
    """Return an integer that is finite as a float, too."""
    # More digits than the largest float has: Python refuses to convert thousands of them.
    if len(digits.lstrip("-")) > sys.float_info.max_10_exp + 1:
        raise MalformedBodyError(
            f"expected finite numbers, got {digits[:20]}... of {len(digits)} digits"
        )
    _float(digits)
    return int(digits)


def _check_characters(value: Json) -> None:
    """Refuse strings with characters that nobody can store."""
    unfit = (
        (path, found[0]) for path, text in _strings(value, ()) if (found := UNFIT.search(text))
    )
    faults = [
        Fault(
            path,
            f"expected text, got the character U+{ord(character):04X}, which no text can hold; "
            "leave it out",
        )
        for path, character in islice(unfit, limits.ERRORS + 1)
    ]
    if faults:
        raise InvalidRequestError(faults)


def _strings(value: Json, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every string in a value, keys included, with its path; at most `NESTING` deep."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield path, key
            yield from _strings(item, (*path, key))
