"""Forests with conditional parameters, after `rbv2_ranger` of YAHPO Gym, and single trees."""

from collections.abc import Iterator

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import BALANCED, BRIER, LOG_LOSS, R2, Validation
from benchmarks.quality.tasks import Half
from models import Bool, Categorical, Configuration, Float, Int, SearchSpace

# Parameters of the growth of one tree, of which each way to limit it has its own.
GROWTH = (
    Categorical("limit", ("none", "depth", "leaves")),
    Int("max_depth", 1, 20, conditions=when("limit", "depth")),
    Int("max_leaf_nodes", 2, 128, log=True, conditions=when("limit", "leaves")),
    Int("min_samples_leaf", 1, 40, log=True),
    Int("min_samples_split", 2, 60, log=True),
    Float("max_features", 0.05, 1.0),
)
BAGS = (
    Int("n_estimators", 2, 32, log=True),
    Bool("bootstrap"),
    Float("max_samples", 0.1, 1.0, conditions=when("bootstrap", True)),  # noqa: FBT003 - a value.
)
CRITERIA = Categorical("criterion", ("gini", "entropy", "log_loss"))
FOREST = SearchSpace((Categorical("split", ("best", "random")), CRITERIA, *GROWTH, *BAGS))
REGRESSION_FOREST = SearchSpace(
    (
        Categorical("split", ("best", "random")),
        Categorical("criterion", ("squared_error", "friedman_mse")),
        *GROWTH,
        *BAGS,
    )
)
TREE = SearchSpace(
    (
        Categorical("criterion", ("gini", "entropy")),
        Categorical("splitter", ("best", "random")),
        Int("max_depth", 1, 30),
        Int("min_samples_leaf", 1, 100),
        Int("min_samples_split", 2, 100),
        Float("ccp_alpha", 1e-5, 0.3, log=True),
    )
)
# The same without criterion and splitter.
REGRESSION_TREE = SearchSpace(TREE.parameters[2:])


def forest(configuration: Configuration, split: Split) -> Array:
    """Return predictions of a random forest, or of extremely randomised trees."""
    settings = {name: value for name, value in configuration.items() if name != "limit"}
    is_best = settings.pop("split") == "best"
    if split.train.classes:
        kind = RandomForestClassifier if is_best else ExtraTreesClassifier
    else:
        kind = RandomForestRegressor if is_best else ExtraTreesRegressor
    model = kind(random_state=0, n_jobs=1, **settings).fit(split.train.X, split.train.y)
    predicted = model.predict_proba if split.train.classes else model.predict
    return np.asarray(predicted(split.test.X))


def tree(configuration: Configuration, split: Split) -> Array:
    """Return predictions of one tree."""
    kind = DecisionTreeClassifier if split.train.classes else DecisionTreeRegressor
    model = kind(random_state=0, **configuration).fit(split.train.X, split.train.y)
    predicted = model.predict_proba if split.train.classes else model.predict
    return np.asarray(predicted(split.test.X))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    for half, dataset, metric in (
        (Half.DEVELOPMENT, "profb", LOG_LOSS),
        (Half.DEVELOPMENT, "balance_scale", BRIER),
        (Half.DEVELOPMENT, "581_fri_c3_500_25", R2),
        (Half.HELD_OUT, "flare", BRIER),
        (Half.HELD_OUT, "cleveland", LOG_LOSS),
        (Half.HELD_OUT, "215_2dplanes", R2),
    ):
        yield Live(
            name=f"forest/{dataset}",
            family="forest",
            half=half,
            space=REGRESSION_FOREST if metric is R2 else FOREST,
            objective=metric.objective,
            trial=Validation(forest, metric, dataset, folds=2),
        )
    for half, dataset, metric in (
        (Half.DEVELOPMENT, "glass", BRIER),
        (Half.HELD_OUT, "solar_flare_2", BALANCED),
        (Half.HELD_OUT, "1201_BNG_breastTumor", R2),
    ):
        yield Live(
            name=f"tree/{dataset}",
            family="tree",
            half=half,
            space=REGRESSION_TREE if metric is R2 else TREE,
            objective=metric.objective,
            trial=Validation(tree, metric, dataset, folds=5),
        )


TASKS = tuple(_tasks())
