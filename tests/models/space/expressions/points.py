"""Points of a small space, and expressions applied to them."""

import numpy as np

from models.arrays import Array
from models.space.expressions import Kind, parse

TYPES = {
    "a": Kind.NUMBER,
    "b": Kind.NUMBER,
    "c": Kind.NUMBER,
    "width": Kind.NUMBER,
    "learning-rate": Kind.NUMBER,
    "and": Kind.NUMBER,
    "log": Kind.NUMBER,
    "p": Kind.TRUTH,
    "q": Kind.TRUTH,
    "booster": Kind.OTHER,
}
INACTIVE = float("nan")


def columns(**values: float | list[float]) -> dict[str, Array]:
    return {name: np.atleast_1d(np.asarray(value, float)) for name, value in values.items()}


def violation(text: str, **values: float) -> float:
    return float(parse(text, TYPES).violation(columns(**values))[0])


def satisfied(text: str, **values: float) -> bool:
    return bool(parse(text, TYPES).satisfied(columns(**values))[0])
