"""What is tuned: a search space, an objective, and the value of every configuration."""

from typing import Protocol

from benchmarks.arrays import Array
from models import Configuration, Objective, SearchSpace


class Task(Protocol):
    """Something to be tuned."""

    @property
    def name(self) -> str:
        """Its collection and its data set, such as `hpobench/car`."""
        ...

    @property
    def space(self) -> SearchSpace:
        """Where to search."""
        ...

    @property
    def objective(self) -> Objective:
        """What to optimise."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether the reference holds every configuration, so that the optimum is known."""
        ...

    def evaluate(self, configuration: Configuration) -> float:
        """Return the objective in its own direction; the same configuration, the same value."""
        ...

    def reference(self) -> Array:
        """Return the objective of all configurations or of a large random sample, (m,)."""
        ...
