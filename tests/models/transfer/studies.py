"""Studies on data sets that are like each other, for tests of what is learned from them."""

from collections.abc import Sequence

import numpy as np

from models import Configuration, Float, Int, SearchSpace
from models.arrays import Array
from models.dataset import Dataset, Task
from models.space import Region, sample
from models.transfer import Experience

SPACE = SearchSpace(
    (
        Float("learning_rate", 0.001, 1.0, log=True, default=0.1),
        Int("max_depth", 1, 16, default=6),
        Float("subsample", 0.1, 1.0, default=1.0),
    )
)
# The best configuration of these studies, but for what differs between their data sets.
BEST = {"learning_rate": 0.03, "max_depth": 9, "subsample": 0.6}


def points(space: SearchSpace, count: int) -> Array:
    """Return random points of a space, (count, d)."""
    return sample(Region(space), count, np.random.default_rng(0)).X


def loss(configuration: Configuration, shift: float = 0.0) -> float:
    """Return a loss that is least near `BEST`: so far off in decades of the learning rate."""
    rate = np.log10(float(str(configuration["learning_rate"]))) - np.log10(0.03) - shift
    depth = (float(str(configuration["max_depth"])) - 9.0) / 8.0
    share = float(str(configuration.get("subsample", 1.0))) - 0.6
    return float(rate**2 + depth**2 + share**2)


def dataset(i: int) -> Dataset:
    """Return a data set of 10^i rows."""
    return Dataset(name=f"set-{i}", task=Task.CLASSIFICATION, n_rows=10**i, n_features=8)


def experience(
    shifts: Sequence[float] = (-0.3, -0.1, 0.0, 0.1, 0.3), count: int = 60
) -> Experience:
    """Return what as many studies as shifts have measured of the same configurations."""
    X = points(SPACE, count)
    configurations = SPACE.decode_all(X)
    losses = np.array([[loss(each, shift) for shift in shifts] for each in configurations])
    datasets = tuple(dataset(i) for i in range(1, len(shifts) + 1))
    return Experience.of(("xgboost.XGBClassifier",), SPACE, X, losses, datasets)
