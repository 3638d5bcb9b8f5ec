"""What the text of a cell says: in a table of texts, only the search space tells 1 from "1"."""

import math
from typing import Final

from models import Bool, Categorical, Float, Int, Ordinal, Parameter, Value
from service.wire.faults import shown

BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False}
SHOWN_VALUES: Final = 8


class CellError(Exception):
    """A cell whose text is no value."""

    def __init__(self, expected: str, text: str) -> None:
        """Say what was expected and what stood there."""
        super().__init__(f"expected {expected}, got {shown(text)}")


def parameter_value(parameter: Parameter, text: str) -> Value:
    """Return the value of a parameter that a text says, in bounds or not.

    Raises:
        CellError: It says none.
    """
    match parameter:
        case Float():
            return number(text)
        case Int():
            found = number(text)
            if not found.is_integer():
                raise CellError("a whole number", text)
            return int(found)
        case Bool():
            if text.lower() not in BOOLEANS:
                raise CellError("true or false", text)
            return BOOLEANS[text.lower()]
        case Categorical() | Ordinal():
            return _listed(parameter.values, text)


def number(text: str) -> float:
    """Return the finite number that a text says, or raise CellError."""
    try:
        found = float(text)
    except ValueError:
        raise CellError("a number", text) from None
    if not math.isfinite(found):
        raise CellError("a finite number", text)
    return found


def _listed(values: tuple[Value, ...], text: str) -> Value:
    """Return the one value of a list that a text says."""
    found = [each for each in values if _says(text, each)]
    if len(found) > 1:
        raise CellError(
            f"one value, but {' and '.join(map(shown, found))} look alike in a table; JSON lines "
            "tell them apart",
            text,
        )
    if not found:
        known = ", ".join(map(shown, values[:SHOWN_VALUES]))
        more = ", ..." if len(values) > SHOWN_VALUES else ""
        raise CellError(f"one of {known}{more}", text)
    return found[0]


def _says(text: str, value: Value) -> bool:
    """Tell whether a text can mean a value."""
    if isinstance(value, str):
        return text == value
    if value is None or isinstance(value, bool):
        return text.lower() == shown(value)
    try:
        return float(text) == value
    except ValueError:
        return False
