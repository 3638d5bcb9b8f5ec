"""Who is compared.

A tuner sees a search space, an objective, a seed and how many trials there will be, and then
values: nothing of the task. Ours run in this process, peers each in one of its own.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Protocol

import numpy as np

from benchmarks.environment import ROOT
from benchmarks.quality.peers import Start
from models import (
    Algorithm,
    Configuration,
    Problem,
    Trial,
    TrialState,
    suggest,
)


class Tuner(Protocol):
    """Chooses what to evaluate next."""

    def ask(self, count: int) -> list[Configuration]:
        """Return the next configurations: so many, or fewer where nothing is left."""
        ...

    def tell(self, configurations: Sequence[Configuration], values: Sequence[float | None]) -> None:
        """Learn the objective of configurations, in its own direction; None of a failed one."""
        ...

    def close(self) -> None:
        """Let go of whatever it holds."""
        ...


class Trialwise:
    """An algorithm of ours, in this process."""

    def __init__(self, algorithm: str, start: Start) -> None:
        self._problem = Problem(start.space, start.objective, Algorithm(algorithm))
        self._seed = start.seed
        self._trials: list[Trial] = []

    def ask(self, count: int) -> list[Configuration]:
        """Return what the algorithm suggests after the trials so far."""
        # As behind HTTP: each ask has its own generator and remembers nothing.
        rng = np.random.default_rng([self._seed, len(self._trials)])
        answer = suggest(self._problem, self._trials, count=count, rng=rng)
        return [each.parameters for each in answer.suggestions]

    def tell(self, configurations: Sequence[Configuration], values: Sequence[float | None]) -> None:
        """Add completed and failed trials."""
        self._trials += [
            Trial(configuration, TrialState.FAILED)
            if value is None
            else Trial(configuration, value=value)
            for configuration, value in zip(configurations, values, strict=True)
        ]

    def close(self) -> None:
        """Hold nothing."""


OWN: Mapping[str, Callable[[Start], Tuner]] = {
    name: partial(Trialwise, name) for name in ("gp", "sobol", "random")
}


def fingerprint() -> str:
    """Return what changes with the code of the optimiser: the version of our own tuners.

    Comments and docstrings decide nothing, so they repeat no run.
    """
    digest = sha256()
    for path in sorted((ROOT / "models").rglob("*.py")):
        code = _code(path.read_text(encoding="utf-8"))
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{code}\0".encode())
    return digest.hexdigest()[:16]


def _code(text: str) -> str:
    """Return a module without comments, docstrings and layout."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [each for each in node.body if not _is_text(each)] or [ast.Pass()]
    return ast.unparse(tree)


def _is_text(statement: ast.stmt) -> bool:
    """Return whether a statement is a text that nobody uses, such as a docstring."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
