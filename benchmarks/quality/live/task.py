"""A task whose trials train something.

The optimum is not known. The reference is a random sample; the best of all runs on record is
nearer to the optimum, and whoever reports regrets takes the better of the two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import joblib
import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.evaluations import kept
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import FailedTrialError, Half, Task
from models import Condition, Configuration, Objective, SearchSpace, Value

# A function of a configuration and a seed, which raises FailedTrialError.
Trial = Callable[[Configuration, int], float]


@dataclass(frozen=True, slots=True)
class Live:
    """A task that trains a model.

    Attributes:
        name: Its model and its data set.
        family: What it is one of many of.
        half: What it may be used for.
        space: Where to search.
        objective: What to optimise.
        trial: What a trial does.
        version: Raised whenever any value changes.
        draws: Over how many seeds the true value is the mean; 0 if there is no noise.
        size: How many random configurations the reference has.
    """

    name: str
    family: str
    half: Half
    space: SearchSpace
    objective: Objective
    trial: Trial
    version: int = 1
    draws: int = 0
    size: int = 400

    is_complete = False

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Train and judge, unless this has been done before."""
        own = seed if self.draws else 0
        return kept().value(self, configuration, own, lambda: self.trial(configuration, own))

    def true_value(self, configuration: Configuration) -> float:
        """Return the mean over seeds that no run has."""
        # Runs count their seeds from a million.
        seeds = range(max(1, self.draws))
        return float(np.mean([self.evaluate(configuration, seed) for seed in seeds]))

    def reference(self) -> Array:
        """Return the true values of a random sample, (m,); in several processes if joblib may."""
        found = values(self, sample(self.space, self.size))
        return np.array([value for value in found if value is not None])


def values(task: Task, configurations: Sequence[Configuration]) -> list[float | None]:
    """Return true values, None of what fails; in several processes if joblib may."""
    found: list[float | None] = joblib.Parallel()(
        joblib.delayed(_value)(task, each) for each in configurations
    )
    return found


def when(parent: str, *values: Value) -> tuple[Condition, ...]:
    """Return the condition that a parent has one of these values."""
    return (Condition(parent, values=values),)


def number(value: Value) -> float:
    """Return a value that is a number as one."""
    assert isinstance(value, int | float)  # noqa: S101 - narrows the type.
    return float(value)


def _value(task: Task, configuration: Configuration) -> float | None:
    """Return the true value, None of a configuration that fails."""
    try:
        return task.true_value(configuration)
    except FailedTrialError:
        return None
