"""What is tuned: a search space, an objective, and the value of every configuration.

Half of the tasks are for development: what is tried is judged by them. The others are held out:
they say what a stranger would see, and nothing is chosen by them.
"""

from enum import StrEnum
from typing import Protocol

from benchmarks.arrays import Array
from models import Configuration, Objective, SearchSpace


class Half(StrEnum):
    """What a task may be used for; no data set is in both."""

    DEVELOPMENT = "development"
    HELD_OUT = "held-out"


class FailedTrialError(Exception):
    """A configuration cannot be evaluated: training raised, or ended with no finite value."""


class Task(Protocol):
    """Something to be tuned."""

    @property
    def name(self) -> str:
        """Its model and its data set, such as `xgboost/saheart`."""
        ...

    @property
    def family(self) -> str:
        """What it is one of many of; a family weighs as one task in summaries."""
        ...

    @property
    def half(self) -> Half:
        """What it may be used for."""
        ...

    @property
    def version(self) -> int:
        """Raised by hand whenever any of its values changes: runs on record are of a version."""
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

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Return the objective in its own direction, as a trial measures it.

        Args:
            configuration: Of the space, and within its constraints.
            seed: Chance of a noisy task; others do not look at it.

        Raises:
            FailedTrialError: There is no value.
        """
        ...

    def true_value(self, configuration: Configuration) -> float:
        """Return the objective without noise, by which regret is measured.

        Raises:
            FailedTrialError: There is no value.
        """
        ...

    def reference(self) -> Array:
        """Return true values, (m,): of all configurations, or of a large random sample of them.

        Configurations that fail are left out.
        """
        ...
