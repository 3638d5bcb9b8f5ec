"""Who is compared.

A tuner sees a search space, an objective and a seed, and then values: nothing of the task. One
that lives in another process needs no more than that, and two messages.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

import numpy as np

from models import Algorithm, Configuration, Objective, Problem, SearchSpace, Trial, suggest


class Tuner(Protocol):
    """Chooses what to evaluate next."""

    def ask(self) -> Configuration:
        """Return the next configuration."""
        ...

    def tell(self, configuration: Configuration, value: float) -> None:
        """Learn the objective of a configuration, in its own direction."""
        ...


class Trialwise:
    """An algorithm of ours, in this process."""

    def __init__(self, algorithm: str, space: SearchSpace, objective: Objective, seed: int) -> None:
        self._problem = Problem(space, objective, Algorithm(algorithm))
        self._seed = seed
        self._trials: list[Trial] = []

    def ask(self) -> Configuration:
        """Return what the algorithm suggests after the trials so far."""
        # As behind HTTP: each ask has its own generator and remembers nothing.
        rng = np.random.default_rng([self._seed, len(self._trials)])
        answer = suggest(self._problem, self._trials, count=1, rng=rng)
        return answer.suggestions[0].parameters

    def tell(self, configuration: Configuration, value: float) -> None:
        """Add a completed trial."""
        self._trials.append(Trial(configuration, value=value))


TUNERS: Mapping[str, Callable[[SearchSpace, Objective, int], Tuner]] = {
    name: partial(Trialwise, name) for name in ("gp", "sobol", "random")
}
