"""Small true tasks."""

from dataclasses import dataclass, field

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.tasks import FailedTrialError, Half
from models import Configuration, Direction, Float, Objective, SearchSpace

SPACE = SearchSpace((Float("x", 0.0, 1.0), Float("z", 0.0, 1.0)), constraints=("x + z <= 1.5",))


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
