"""Functions: thirty dimensions of which a few matter, turned against the axes, and a constant.

Symbols: m points; d parameters, in [-1, 1]; k directions that matter; X (m, d); A (d, k) with
orthonormal columns; Z (m, k) coordinates from the optimum, along these directions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.live.task import number
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import Half
from models import Categorical, Configuration, Direction, Float, Int, Objective, SearchSpace

VERSION = 1
# Points of the reference: a value costs next to nothing.
SAMPLE = 5000
# The optimum lies within this part of the range of every parameter.
CENTRAL = 0.6
LOSS = Objective("loss", Direction.MINIMIZE)
CUBE = SearchSpace(tuple(Float(f"x_{j}", -1.0, 1.0) for j in range(30)))
MIXED = SearchSpace(
    (
        Float("rate", 1e-4, 1.0, log=True),
        Int("layers", 1, 8),
        Categorical("kind", ("first", "second", "third")),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """A function of a few directions in many dimensions; its least value is 0.

    Attributes:
        name: Of the function.
        half: What it may be used for.
        shape: The function of Z, (m,).
        directions: A.
        optimum: Where it is 0, (d,).
    """

    name: str
    half: Half
    shape: Callable[[Array], Array]
    directions: Array
    optimum: Array

    family = "wide"
    version = VERSION
    space = CUBE
    objective = LOSS
    is_complete = False

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Return the function."""
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        """Return the function."""
        return float(self._values([configuration])[0])

    def reference(self) -> Array:
        """Return the function at random points and at its optimum, (m,)."""
        return np.append(self._values(sample(self.space, SAMPLE)), 0.0)

    def _values(self, configurations: list[Configuration]) -> Array:
        """Return the function at points, (m,)."""
        points = np.array([[number(value) for value in each.values()] for each in configurations])
        return self.shape((points - self.optimum) @ self.directions)


@dataclass(frozen=True, slots=True)
class Constant:
    """A task on which nothing is better than anything else."""

    name: str
    half: Half
    value: float

    family = "constant"
    version = VERSION
    space = MIXED
    objective = LOSS
    is_complete = True

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Return the value."""
        del configuration, seed
        return self.value

    def true_value(self, configuration: Configuration) -> float:
        """Return the value."""
        del configuration
        return self.value

    def reference(self) -> Array:
        """Return the value, (1,)."""
        return np.array([self.value])


def ellipsoid(coordinates: Array) -> Array:
    """Return a sum of squares whose weights go from 1 to 100, (m,)."""
    weights = np.logspace(0.0, 2.0, coordinates.shape[1])
    return np.asarray(coordinates**2 @ weights)


def rastrigin(coordinates: Array) -> Array:
    """Return a bowl with waves, (m,); Rastrigin (1974), with waves half as high."""
    waves = 1.0 - np.cos(2.0 * np.pi * coordinates)
    return np.asarray((10.0 * coordinates**2 + 2.5 * waves).sum(axis=1))


def ackley(coordinates: Array) -> Array:
    """Return a funnel in a plain, (m,); Ackley (1987), twice as wide."""
    distance = np.sqrt((coordinates**2).mean(axis=1))
    waves = np.cos(np.pi * coordinates).mean(axis=1)
    return np.asarray(20.0 + np.e - 20.0 * np.exp(-2.0 * distance) - np.exp(waves))


def rosenbrock(coordinates: Array) -> Array:
    """Return a bent valley, (m,); Rosenbrock (1960), its optimum moved to 0."""
    moved = coordinates + 1.0
    steps = 100.0 * (moved[:, 1:] - moved[:, :-1] ** 2) ** 2 + (1.0 - moved[:, :-1]) ** 2
    return np.asarray(np.log1p(steps.sum(axis=1)))


def _turned(name: str, half: Half, shape: Callable[[Array], Array], directions: int) -> Turned:
    """Return a function turned and moved by chance that its name decides."""
    rng = np.random.default_rng(crc32(name.encode()))
    basis, _ = np.linalg.qr(rng.normal(size=(CUBE.d, directions)))
    optimum = rng.uniform(-CENTRAL, CENTRAL, CUBE.d)
    return Turned(name, half, shape, basis, optimum)


TASKS: Mapping[str, Turned | Constant] = {
    task.name: task
    for task in (
        _turned("wide/ellipsoid-5-of-30", Half.DEVELOPMENT, ellipsoid, 5),
        _turned("wide/ackley-3-of-30", Half.DEVELOPMENT, ackley, 3),
        Constant("constant/one", Half.DEVELOPMENT, 1.0),
        _turned("wide/rastrigin-4-of-30", Half.HELD_OUT, rastrigin, 4),
        _turned("wide/rosenbrock-4-of-30", Half.HELD_OUT, rosenbrock, 4),
        Constant("constant/nothing", Half.HELD_OUT, 0.0),
    )
}
