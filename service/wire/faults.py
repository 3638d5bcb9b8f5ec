"""What is wrong with a body, said so that it can be mended: where, expected what, got what.

pydantic knows all three; here they become true paths and the words of the contract.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from service import limits
from service.errors import Fault, Path
from service.wire.shapes import UNKNOWN_FIELD
from service.wire.tags import MARK, UNKNOWN_MEMBER

SHOWN_LENGTH = 60

# What was expected, by pydantic's type of error; braces hold what its context holds.
EXPECTED: Mapping[str, str] = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_type": "a number",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "int_type": "a whole number",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "list_type": "an array",
    "literal_error": "{expected}",
    "model_type": "an object",
    "string_pattern_mismatch": "text without control characters",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} characters",
    "string_type": "a string",
    "too_long": "an array of at most {max_length}",
    "too_short": "an array of at least {min_length}",
    "unlike": "{expected}",
}


def faults_of(error: ValidationError, body: Any) -> Iterator[Fault]:
    """Yield what pydantic found wrong with a body, in its order."""
    for each in error.errors(include_url=False):
        path = true_path(each["loc"], body)
        yield _fault(path, each["type"], each["input"], each.get("ctx", {}))


def true_path(path: Path, body: Any) -> Path:
    """Return a path that exists in the body, but for its end.

    Tags of unions are taken out, and so is the index of a single thing that stands where a list
    could.
    """
    steps: list[str | int] = []
    node = body
    for step in path:
        if (isinstance(step, str) and step.startswith(MARK)) or (
            isinstance(step, int) and not isinstance(node, list)
        ):
            continue
        steps.append(step)
        node = below(node, (step,))
    return tuple(steps)


def shown(value: object, length: int = SHOWN_LENGTH) -> str:
    """Return a value as JSON, cut to a length; of arrays and objects only the size."""
    if isinstance(value, list):
        return f"an array of {len(value)}"
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    # A cut before the conversion keeps a long text from being quoted in full.
    text = json.dumps(value[:length] if isinstance(value, str) else value, ensure_ascii=True)
    return text if len(text) <= length else f"{text[:length]}..."


def alike(name: str, names: list[str]) -> str:
    """Return a hint at the name that was perhaps meant, or at all there are."""
    close = difflib.get_close_matches(name[: limits.NAME_LENGTH], names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def _fault(path: Path, kind: str, value: Any, context: Mapping[str, Any]) -> Fault:
    """Return the fault of one error of pydantic's."""
    if kind == "missing":
        return Fault(path, "expected a value, got none; this field is required")
    if kind == UNKNOWN_FIELD and context["is_later"]:
        return Fault(path, "this version does not know this field yet; leave it out")
    if kind == UNKNOWN_FIELD:
        return Fault(path, f"unknown field; {alike(str(path[-1]), context['fields'])}")
    if kind == UNKNOWN_MEMBER:
        return _unknown_member(path, value, context)
    # pydantic quotes the names of a literal as Python does, JSON in the other way.
    expected = EXPECTED[kind].format(**context).replace("'", '"')
    return Fault(path, f"expected {expected}, got {shown(value)}")


def _unknown_member(path: Path, value: Any, context: Mapping[str, Any]) -> Fault:
    """Return the fault of an object that is no member of its union."""
    field, names = context["field"], context["names"]
    if not isinstance(value, dict):
        return Fault(path, f"expected an object with {field} one of {names}, got {shown(value)}")
    if field not in value:
        return Fault((*path, field), f"expected one of {names}, got none; this field is required")
    return Fault((*path, field), f"expected one of {names}, got {shown(value[field])}")


def below(node: Any, path: Path) -> Any:
    """Return what stands at a path below a node; None if nothing does."""
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node
