"""Measurements of others: thousands of random configurations, trained on large data sets.

XGBoost with 8 parameters (Salinas et al., 2020), and random forests and AdaBoost of scikit-learn
(OpenML100; van Rijn and Hutter, 2018).
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping

from benchmarks.quality.live.data import folder
from models import Bool, Categorical, Configuration, Float, Int, SearchSpace, Value

IMPUTER = Categorical("imputer_strategy", ("mean", "median", "most_frequent"))
SPACES: Mapping[str, SearchSpace] = {
    "xgboost-surface": SearchSpace(
        (
            Float("min_child_weight", 2.0**-8, 2.0**6, log=True),
            Float("subsample", 0.5, 1.0),
            Float("colsample_bytree", 0.3, 1.0),
            Float("gamma", 2.0**-20, 2.0**6, log=True),
            Float("lambda", 2.0**-10, 2.0**8, log=True),
            Float("eta", 0.0, 1.0),
            Int("max_depth_index", 0, 12),
            Float("alpha", 2.0**-20, 2.0**8, log=True),
        )
    ),
    "forest-surface": SearchSpace(
        (
            Bool("bootstrap"),
            Categorical("criterion", ("gini", "entropy")),
            Float("max_features", 0.1, 0.9),
            Int("min_samples_leaf", 1, 20),
            Int("min_samples_split", 2, 20),
            IMPUTER,
        )
    ),
    "adaboost-surface": SearchSpace(
        (
            Categorical("algorithm", ("SAMME", "SAMME.R")),
            Float("learning_rate", 0.01, 2.0, log=True),
            Int("max_depth", 1, 10),
            Int("n_estimators", 50, 500),
            IMPUTER,
        )
    ),
}
# The files of OpenML100; all of XGBoost is in another one.
FILES: Mapping[str, str] = {"forest-surface": "random_forest", "adaboost-surface": "adaboost"}


def read(family: str, dataset: str) -> list[tuple[Configuration, float]]:
    """Return configurations and their errors, in [0, 1].

    Args:
        family: A key of `SPACES`.
        dataset: What the files call it: its name, or the number of its task in OpenML100.
    """
    if family == "xgboost-surface":
        return [_xgboost(row) for row in _pool() if row["task"] == dataset]
    return [_openml(row) for row in _openml100(FILES[family]) if row["task_id"] == dataset]


def _pool() -> Iterable[Mapping[str, str]]:
    """Yield the rows of the pool of XGBoost runs."""
    with zipfile.ZipFile(folder() / "xgboost_pool" / "XGBoost.csv.zip") as archive:
        (name,) = archive.namelist()
        with archive.open(name) as file:
            yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))


def _openml100(file: str) -> Iterable[Mapping[str, str]]:
    """Yield the rows of a model of OpenML100."""
    with gzip.open(folder() / "openml100" / f"{file}.csv.gz", "rt", encoding="utf-8") as rows:
        yield from csv.DictReader(rows)


def _xgboost(row: Mapping[str, str]) -> tuple[Configuration, float]:
    """Return a configuration of XGBoost and its error."""
    configuration: dict[str, Value] = {}
    for parameter in SPACES["xgboost-surface"].parameters:
        name = parameter.name
        if isinstance(parameter, Int):
            configuration[name] = int(float(row[f"hp_{name}"]))
        elif f"hp_log2_{name}" in row:
            configuration[name] = float(2.0 ** float(row[f"hp_log2_{name}"]))
        else:
            configuration[name] = float(row[f"hp_{name}"])
    return configuration, float(row["metric_error"])


def _openml(row: Mapping[str, str]) -> tuple[Configuration, float]:
    """Return a configuration of a forest or of AdaBoost, and its error."""
    configuration: dict[str, Value] = {}
    for column, text in row.items():
        name = column.removeprefix("base_estimator__")
        if column in ("bootstrap", "criterion", "algorithm", "imputer_strategy"):
            configuration[name] = text == "True" if name == "bootstrap" else text
        elif column in ("max_features", "learning_rate"):
            configuration[name] = float(text)
        elif column not in ("predictive_accuracy", "task_id"):
            configuration[name] = int(float(text))
    return configuration, 1.0 - float(row["predictive_accuracy"])
