"""Boosted trees: XGBoost with 14 parameters of which most are conditional, and LightGBM.

The space of XGBoost follows `rbv2_xgboost` of YAHPO Gym (Pfisterer et al., 2022), with fewer
rounds and, as there are fewer rows, less regularisation. One value in ten is blanked, so that the
choice of how to impute means something.
"""

from collections.abc import Iterator
from importlib import import_module

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Data, Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import LOG_LOSS, R2, RMSE, Metric, Predict, Validation
from benchmarks.quality.tasks import Half
from models import Categorical, Configuration, Float, Int, SearchSpace

# The share of values that are blanked.
BLANK = 0.1
GROWN = when("booster", "gbtree", "dart")
DROPPED = when("booster", "dart")
XGBOOST = SearchSpace(
    (
        Categorical("booster", ("gblinear", "gbtree", "dart")),
        Int("rounds", 4, 128, log=True),
        Float("eta", 1e-3, 1.0, log=True, conditions=GROWN),
        Float("gamma", 1e-4, 7.0, log=True, conditions=GROWN),
        Float("lambda", 1e-3, 100.0, log=True),
        Float("alpha", 1e-3, 30.0, log=True),
        Float("subsample", 0.1, 1.0),
        Int("max_depth", 1, 15, conditions=GROWN),
        Float("min_child_weight", 0.05, 20.0, log=True, conditions=GROWN),
        Float("colsample_bytree", 0.01, 1.0, conditions=GROWN),
        Float("colsample_bylevel", 0.01, 1.0, conditions=GROWN),
        Float("rate_drop", 0.0, 1.0, conditions=DROPPED),
        Float("skip_drop", 0.0, 1.0, conditions=DROPPED),
        Categorical("impute", ("mean", "median", "most_frequent")),
    )
)
BAGGED = when("boosting", "gbdt", "dart")
LIGHTGBM = SearchSpace(
    (
        Categorical("boosting", ("gbdt", "dart", "goss")),
        Int("num_iterations", 8, 150, log=True),
        Float("learning_rate", 1e-3, 1.0, log=True),
        Int("num_leaves", 2, 64, log=True),
        Int("min_data_in_leaf", 1, 60, log=True),
        Float("lambda_l1", 1e-4, 10.0, log=True),
        Float("lambda_l2", 1e-4, 10.0, log=True),
        Float("feature_fraction", 0.1, 1.0),
        Int("max_bin", 7, 255, log=True),
        Float("bagging_fraction", 0.1, 1.0, conditions=BAGGED),
        Int("bagging_freq", 0, 5, conditions=BAGGED),
        Float("drop_rate", 0.0, 0.9, conditions=when("boosting", "dart")),
        Float("skip_drop", 0.0, 0.9, conditions=when("boosting", "dart")),
        Float("top_rate", 0.05, 0.5, conditions=when("boosting", "goss")),
        Float("other_rate", 0.05, 0.5, conditions=when("boosting", "goss")),
    )
)
GRADIENT = SearchSpace(
    (
        Categorical("loss", ("squared_error", "absolute_error", "huber")),
        Float("alpha", 0.5, 0.99, conditions=when("loss", "huber")),
        Float("learning_rate", 0.005, 0.5, log=True),
        Int("n_estimators", 8, 64, log=True),
        Int("max_depth", 1, 6),
        Int("min_samples_leaf", 1, 64, log=True),
        Float("subsample", 0.3, 1.0),
        Float("max_features", 0.1, 1.0),
    )
)


def xgboost(configuration: Configuration, split: Split) -> Array:
    """Return predictions of XGBoost."""
    # Only when a trial needs it: tests of spaces run without.
    library = import_module("xgboost")
    settings = dict(configuration)
    rounds = settings.pop("rounds")
    filled = _imputed(split, str(settings.pop("impute")))
    if settings["booster"] == "gblinear":
        # It has no rows to sample.
        del settings["subsample"]
        # The default runs races of threads; this one is deterministic.
        settings |= {"updater": "coord_descent"}
    settings |= {"nthread": 1, "verbosity": 0, "seed": 0, **_xgboost_objective(split.train.classes)}
    train = library.DMatrix(filled.train.X, filled.train.y, nthread=1)
    test = library.DMatrix(filled.test.X, nthread=1)
    return _both_columns(library.train(settings, train, rounds).predict(test), split.train)


def lightgbm(configuration: Configuration, split: Split) -> Array:
    """Return predictions of LightGBM."""
    library = import_module("lightgbm")
    settings = {
        **configuration,
        **_lightgbm_objective(split.train.classes),
        "num_threads": 1,
        "verbosity": -1,
        "deterministic": True,
        "force_row_wise": True,
        "seed": 0,
    }
    if settings["boosting"] == "goss":
        settings |= {"boosting": "gbdt", "data_sample_strategy": "goss"}
    train = library.Dataset(split.train.X, split.train.y, params=settings)
    return _both_columns(library.train(settings, train).predict(split.test.X), split.train)


def gradient(configuration: Configuration, split: Split) -> Array:
    """Return predictions of the boosted trees of scikit-learn."""
    model = GradientBoostingRegressor(random_state=0, **configuration)
    return np.asarray(model.fit(split.train.X, split.train.y).predict(split.test.X))


def _imputed(split: Split, strategy: str) -> Split:
    """Return a split of which one input in ten was blanked and filled in again."""
    holes = np.random.default_rng(0)
    train, test = (
        np.where(holes.random(part.X.shape) < BLANK, np.nan, part.X)
        for part in (split.train, split.test)
    )
    imputer = SimpleImputer(strategy=strategy, keep_empty_features=True).fit(train)
    return Split(
        Data(imputer.transform(train), split.train.y, split.train.classes),
        Data(imputer.transform(test), split.test.y, split.test.classes),
    )


def _xgboost_objective(classes: int) -> dict[str, str | int]:
    """Return what XGBoost minimises."""
    if not classes:
        return {"objective": "reg:squarederror"}
    if classes == 2:  # noqa: PLR2004 - two classes are the special case.
        return {"objective": "binary:logistic"}
    return {"objective": "multi:softprob", "num_class": classes}


def _lightgbm_objective(classes: int) -> dict[str, str | int]:
    """Return what LightGBM minimises."""
    if not classes:
        return {"objective": "regression"}
    if classes == 2:  # noqa: PLR2004 - two classes are the special case.
        return {"objective": "binary"}
    return {"objective": "multiclass", "num_class": classes}


def _both_columns(predicted: Array, train: Data) -> Array:
    """Return predictions with a column for each class, also where there are two."""
    if train.classes and predicted.ndim == 1:
        return np.column_stack([1.0 - predicted, predicted])
    return np.asarray(predicted, dtype=np.float64)


def _tasks() -> Iterator[Live]:
    """Yield the tasks; two folds of three are judged by, because a trial is dear."""
    development, held_out = Half.DEVELOPMENT, Half.HELD_OUT
    for half, dataset, metric in (
        (development, "saheart", LOG_LOSS),
        (development, "colic", LOG_LOSS),
        (development, "cmc", LOG_LOSS),
        (development, "344_mv", RMSE),
        (held_out, "bupa", LOG_LOSS),
        (held_out, "schizo", LOG_LOSS),
        (held_out, "hungarian", LOG_LOSS),
        (held_out, "1193_BNG_lowbwt", R2),
    ):
        yield _task("xgboost", half, XGBOOST, xgboost, dataset, metric)
    for dataset, metric in (
        ("banana", LOG_LOSS),
        ("tae", LOG_LOSS),
        ("biomed", LOG_LOSS),
        ("1199_BNG_echoMonths", RMSE),
    ):
        yield _task("lightgbm", held_out, LIGHTGBM, lightgbm, dataset, metric)
    yield _task("gradient", held_out, GRADIENT, gradient, "666_rmftsa_ladata", R2)


def _task(
    model: str, half: Half, space: SearchSpace, predict: Predict, dataset: str, metric: Metric
) -> Live:
    """Return the task of a model and a data set."""
    return Live(
        name=f"{model}/{dataset}",
        family=model,
        half=half,
        space=space,
        objective=metric.objective,
        trial=Validation(predict, metric, dataset, rows=600, judged=2),
    )


TASKS = tuple(_tasks())
