"""Values of parameters: what a client sends and gets back, kept with their types."""

import math
from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeGuard

Value = str | int | float | bool | None
Configuration = Mapping[str, Value]


class Missing(Enum):
    """The type of `MISSING`, where None is itself a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

Identity = tuple[str, Value]


def identity(value: Value) -> Identity:
    """Return what tells a value from every other, for use as a key.

    Python takes True, 1 and 1.0 for the same key. On the wire 1 and 1.0 are one number (JavaScript
    cannot write the second), but true is not a number.
    """
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int | float):
        return "number", value
    return type(value).__name__, value


def is_number(value: Value) -> TypeGuard[int | float]:
    """Tell whether a value is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_finite(number: float) -> bool:
    """Tell whether a number is finite as a float too, which an integer of 400 digits is not."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def show(value: object, limit: int = 60) -> str:
    """Return a value as a short text for an error message."""
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
