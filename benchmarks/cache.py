"""Results of functions, kept on disk: an interrupted benchmark goes on where it stopped."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import joblib

from benchmarks.environment import ROOT

MEMORY = joblib.Memory(ROOT / "benchmarks" / ".cache", verbose=0)

P = ParamSpec("P")
R = TypeVar("R")


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Return the same function, which remembers what it returned for the same arguments.

    Args:
        function: Of a module, and a function of its arguments alone.
    """
    remembering: Callable[P, R] = MEMORY.cache(function)
    return remembering
