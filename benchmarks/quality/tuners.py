"""Who is compared.

A tuner sees a search space, an objective, a seed and how many trials there will be, and then
values: nothing of the task. Ours run in this process, peers each in one of its own.
"""

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
    """Return what changes with any line of the optimiser: the version of our own tuners."""
    digest = sha256()
    for path in sorted((ROOT / "models").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
