"""Bodies of asks, for many tests."""

from typing import Any

X = {"name": "x", "type": "float", "bounds": [0, 1]}
FLAG = {"name": "flag", "type": "bool"}
DEPTH = {
    "name": "depth",
    "type": "int",
    "bounds": [1, 5],
    "condition": {"parameter": "flag", "values": [True]},
}
OBJECTIVES = [{"name": "loss", "direction": "minimize"}]


def body(*parameters: Any, **fields: Any) -> dict[str, Any]:
    """Return the body of an ask over these parameters, with more fields."""
    return {"space": {"parameters": list(parameters) or [X]}, "objectives": OBJECTIVES, **fields}


def done(value: float, /, **parameters: Any) -> dict[str, Any]:
    """Return a completed trial."""
    return {"parameters": parameters, "values": {"loss": value}}
