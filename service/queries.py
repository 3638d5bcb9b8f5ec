"""The query of a request: a few known parameters, each once."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from flask import request

from models import TrialState
from service import limits
from service.errors import InvalidQueryError
from service.operations import Query
from service.wire.faults import alike, shown

FLAGS: Final = {"true": True, "false": False}
DEFAULT_LIMIT: Final = 100
NUMBER: Final = re.compile(r"[0-9]{1,9}")
# What `stores.port.cursor` writes.
PLACE: Final = re.compile(r"[0-9]{1,18}-[!-~]{1,64}")

LIMIT: Final = Query(
    "limit",
    "How many items a page has at most.",
    MappingProxyType(
        {"type": "integer", "minimum": 1, "maximum": limits.PAGE, "default": DEFAULT_LIMIT}
    ),
)
CURSOR: Final = Query(
    "cursor", "`next` of the page before.", MappingProxyType({"type": "string", "minLength": 1})
)
STATE: Final = Query(
    "state",
    "In which state trials are.",
    MappingProxyType({"type": "string", "enum": [each.value for each in TrialState]}),
)


def sent(known: Sequence[Query]) -> Mapping[str, str]:
    """Return the query parameters of the request.

    Args:
        known: Those there may be.

    Raises:
        InvalidQueryError: There is another one, or one twice.
    """
    names = [each.name for each in known]
    for name in request.args:
        if name not in names:
            hint = alike(name, names) if names else "this path has no query parameters"
            raise InvalidQueryError(name[:60], f"unknown; {hint}")
        values = request.args.getlist(name)
        if len(values) > 1:
            raise InvalidQueryError(name, f"expected one value, got {len(values)}")
    return request.args


def flag(query: Mapping[str, str], name: str) -> bool:
    """Return whether a parameter is true; it is not if it is not sent."""
    text = query.get(name, "false")
    if text not in FLAGS:
        raise InvalidQueryError(name, f"expected true or false, got {shown(text)}")
    return FLAGS[text]


def limit(query: Mapping[str, str]) -> int:
    """Return how many items are wanted."""
    text = query.get(LIMIT.name, str(DEFAULT_LIMIT))
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= limits.PAGE:
        expected = f"expected a whole number from 1 to {limits.PAGE}"
        raise InvalidQueryError(LIMIT.name, f"{expected}, got {shown(text)}")
    return int(text)


def place(query: Mapping[str, str], form: re.Pattern[str]) -> str | None:
    """Return the cursor, if there is one; all have the same form."""
    text = query.get(CURSOR.name)
    if text is not None and not form.fullmatch(text):
        raise InvalidQueryError(CURSOR.name, f"expected next of another page, got {shown(text)}")
    return text


def state(query: Mapping[str, str]) -> TrialState | None:
    """Return the state that is wanted; None for any."""
    text = query.get(STATE.name)
    if text is None:
        return None
    try:
        return TrialState(text)
    except ValueError as error:
        known = ", ".join(TrialState)
        raise InvalidQueryError(
            STATE.name, f"expected one of {known}, got {shown(text)}"
        ) from error
