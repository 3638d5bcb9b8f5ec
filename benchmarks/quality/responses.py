"""Response surfaces: networks that predict what a live task would measure.

What a trained model scores is rugged on a few hundred rows. Published surrogate benchmarks are
smooth, because a network stands between measurements and tuner; so are these, on the same spaces.

The networks learn the logarithm of a loss of which 0 is the best measured and 1 lies at the median,
plus `FLOOR`; and what they predict is translated back to the objective of the live task.

Symbols: m points; d parameters; points (m, d) are NaN where a parameter is inactive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor

from benchmarks.arrays import Array
from benchmarks.cache import cached
from benchmarks.quality import learned, live
from benchmarks.quality.learned import Accuracy, Ensemble, Learned, Rows, features, fit
from benchmarks.quality.live.task import values
from benchmarks.quality.regrets import sign
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import Half, Task
from models import SearchSpace

VERSION = 1
# Configurations to learn from, drawn with a seed of their own: live tasks have others as reference.
CONFIGURATIONS = 1400
SEED = 77
# The least rank correlation with what a network was not shown: below, a surface would not be about
# its live task any more.
LEAST = 0.6
# Networks of an ensemble.
MEMBERS = 2
# Added to a loss of which the best is 0: nothing has no logarithm.
FLOOR = 0.05
# Searches for the optimum, each from other points; their rounds, points that a round keeps and new
# ones that it tries.
SEARCHES, ROUNDS, KEPT, CHILDREN = 10, 200, 20, 100
# The share of the parameters of a point that are changed, and standard deviations of a change.
CHANGED = 0.2
STEPS = (0.003, 0.02, 0.1, 0.3)
# The live tasks: of the held-out half the first two of every model that a family here is about.
DEVELOPMENT = (
    "xgboost/saheart",
    "xgboost/colic",
    "xgboost/cmc",
    "xgboost/344_mv",
    "network/vowel",
    "network/tokyo1",
    "forest/profb",
    "forest/balance_scale",
    "forest/581_fri_c3_500_25",
)
HELD_OUT = (
    "xgboost/bupa",
    "xgboost/schizo",
    "lightgbm/banana",
    "lightgbm/tae",
    "network/dermatology",
    "network/collins",
    "adam/201_pol",
    "adam/page_blocks",
    "forest/flare",
    "forest/cleveland",
)


def name_of(origin: str) -> str:
    """Return the name of the response surface of a live task."""
    return f"{live.TASKS[origin].family}-response/{origin.partition('/')[2]}"


# The live task of every response surface.
ORIGINS: Mapping[str, str] = {name_of(origin): origin for origin in (*DEVELOPMENT, *HELD_OUT)}
HALVES: Mapping[str, Half] = {name: live.TASKS[origin].half for name, origin in ORIGINS.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a live task measured.

    Attributes:
        rows: What networks learn from it.
        base: The objective of a loss of nothing.
        unit: What a loss of one adds to it; negative if the objective is maximised.
    """

    rows: Rows
    base: float
    unit: float


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What networks have learned from a live task.

    Attributes:
        ensemble: The networks.
        base: The objective of a loss of nothing.
        unit: What a loss of one adds to it; negative if the objective is maximised.
        optimum: The best objective that they predict, as far as a long search can tell.
    """

    ensemble: Ensemble
    base: float
    unit: float
    optimum: float


def load(name: str) -> Learned:
    """Return a response surface; the first time, its live task is tried and it is learned.

    Args:
        name: A key of `ORIGINS`.
    """
    origin = live.TASKS[ORIGINS[name]]
    found = cached(_response)(name, VERSION, origin.version, sklearn.__version__)
    return Learned(
        name=name,
        half=origin.half,
        # Both only ever rise, so that their sum tells when one does.
        version=VERSION + origin.version,
        space=origin.space,
        objective=origin.objective,
        ensemble=found.ensemble,
        base=found.base,
        unit=found.unit,
        optimum=found.optimum,
    )


def _response(name: str, version: int, origin: int, library: str) -> Response:
    """Return what networks learn of a response surface, which changes with all arguments."""
    del version, origin, library
    return learn(live.TASKS[ORIGINS[name]])


def learn(task: Task, count: int = CONFIGURATIONS) -> Response:
    """Return what networks learn from so many random configurations of a task."""
    found = measure(task, count)
    ensemble = fit(found.rows, [_network(seed) for seed in range(MEMBERS)])
    start = task.space.encode_all(sample(task.space, learned.SAMPLE)).X
    best = lowest(task.space, lambda points: ensemble.losses(features(task.space, points)), start)
    return Response(ensemble, found.base, found.unit, optimum=found.base + found.unit * best)


def accuracy(name: str) -> Accuracy:
    """Return how well one network predicts what it was not shown, by cross-validation."""
    found = measure(live.TASKS[ORIGINS[name]], CONFIGURATIONS)
    return learned.accuracy(found.rows, _network(0))


def measure(task: Task, count: int) -> Measured:
    """Return what so many random configurations of a task measure; those that fail are left out."""
    tried = sample(task.space, count, SEED)
    outcomes = zip(tried, values(task, tried), strict=True)
    configurations, found = zip(*((c, v) for c, v in outcomes if v is not None), strict=True)
    losses = sign(task) * np.array(found)
    least, span = float(losses.min()), float(np.median(losses) - losses.min())
    rows = Rows(
        features(task.space, task.space.encode_all(configurations).X),
        np.log((losses - least) / span + FLOOR),
    )
    return Measured(rows, sign(task) * (least - FLOOR * span), sign(task) * span)


def lowest(space: SearchSpace, losses: Callable[[Array], Array], start: Array) -> float:
    """Return the lowest loss that a long search finds in a space without constraints.

    Args:
        space: Where to search.
        losses: The losses, (m,), of points, (m, d).
        start: Points to begin with, (m, d), at least one for each search.
    """
    rng = np.random.default_rng(SEED)
    return min(_search(space, losses, part, rng) for part in np.array_split(start, SEARCHES))


def _search(
    space: SearchSpace, losses: Callable[[Array], Array], points: Array, rng: np.random.Generator
) -> float:
    """Return the lowest loss that changes of the best points find, from one start."""
    for _ in range(ROUNDS):
        best = points[np.argsort(losses(points))[:KEPT]]
        places = best[rng.integers(len(best), size=CHILDREN)]
        # What was inactive may become active, and can then have any value.
        places = np.where(np.isnan(places), rng.random(places.shape), places)
        moved = places + rng.choice(STEPS, (CHILDREN, 1)) * rng.normal(size=places.shape)
        moved = np.where(space.is_nominal, rng.random(places.shape), moved)
        is_moved = rng.random(places.shape) < CHANGED
        points = np.vstack([best, space.project(np.where(is_moved, moved, places))])
    return float(losses(points).min())


def _network(seed: int) -> MLPRegressor:
    """Return a network that has learned nothing."""
    return MLPRegressor(
        hidden_layer_sizes=(96, 96),
        alpha=1.0,
        learning_rate_init=3e-3,
        max_iter=120,
        random_state=seed,
    )
