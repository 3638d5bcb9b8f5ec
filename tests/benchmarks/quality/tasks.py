"""Small true tasks."""

from dataclasses import dataclass, field

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.tasks import FailedTrialError, Half
from models import Categorical, Condition, Configuration, Direction, Float, Objective, SearchSpace

SPACE = SearchSpace((Float("x", 0.0, 1.0), Float("z", 0.0, 1.0)), constraints=("x + z <= 1.5",))

FAR = (Condition("kind", values=("far",)),)
BRANCHES = SearchSpace(
    (
        Categorical("kind", ("near", "far")),
        Float("x", 0.0, 1.0),
        Float("y", 0.0, 1.0, conditions=FAR),
        Categorical("z", ("left", "right"), conditions=FAR),
    )
)


@dataclass
class Slope:
    """The true value is x; below 0.1 a trial fails; the noise of a seed is the seed.

    Attributes:
        seeds: Of the trials, in their order.
    """

    seeds: list[int] = field(default_factory=list)

    name = "slope/x"
    family = "slope"
    half = Half.DEVELOPMENT
    version = 1
    space = SPACE
    objective = Objective("x", Direction.MINIMIZE)
    is_complete = False

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        self.seeds.append(seed)
        return self.true_value(configuration) + seed

    def true_value(self, configuration: Configuration) -> float:
        x = configuration["x"]
        assert isinstance(x, float)
        if x < 0.1:
            raise FailedTrialError("x is too low")
        return x

    def reference(self) -> Array:
        return np.linspace(0.1, 1.0, 10)


@dataclass(frozen=True)
class Branches:
    """The value is a bowl in each of two branches; the best of all, 1, is in the far one.

    Near with x beyond 0.9 a trial fails.
    """

    name = "branches/bowls"
    family = "branches"
    half = Half.DEVELOPMENT
    version = 1
    space = BRANCHES
    objective = Objective("score", Direction.MAXIMIZE)
    is_complete = False

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        x, y = configuration["x"], configuration.get("y", 0.5)
        assert isinstance(x, float)
        assert isinstance(y, float)
        if configuration["kind"] == "near":
            if x > 0.9:
                raise FailedTrialError("x is too high")
            return 0.8 - x**2
        short = 0.0 if configuration["z"] == "right" else 0.5
        return 1.0 - short - (x - 0.3) ** 2 - (y - 0.6) ** 2

    def reference(self) -> Array:
        return np.linspace(0.0, 1.0, 10)
