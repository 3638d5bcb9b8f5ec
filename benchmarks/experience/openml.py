"""Published tables of scikit-learn's models on data sets of OpenML, made to have shared columns.

Every data set has configurations of its own there. So on each a Gaussian process learns from them
what configurations score, and tells it for those that all share.

Source: van Rijn and Hutter (2018), "Hyperparameter importance across datasets".

Symbols: n rows of a table; q inputs of the process; X (n, q); y (n,) accuracies; N shared
configurations; M data sets.
"""

import csv
import gzip
import math
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern, WhiteKernel

from benchmarks.arrays import Array
from benchmarks.experience.artefact import Artefact, Described
from benchmarks.experience.designs import design
from benchmarks.experience.openml_names import NAMES
from benchmarks.experience.subjects import kin
from benchmarks.quality.live.data import folder
from models import (
    Bool,
    Categorical,
    Configuration,
    Dataset,
    Direction,
    Float,
    Int,
    Modality,
    Ordinal,
    SearchSpace,
    Task,
)

Row = Mapping[str, str]
# What a data set is like, by the names that OpenML gives to it.
Qualities = Mapping[str, str]
ABOUT = (
    "Ten-fold cross-validation on all rows, from published trials of configurations that differ by "
    "data set: values are what a Gaussian process expects that learnt them on each data set."
)
# Shares of the features that trials had.
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Source:
    """A table.

    Attributes:
        file: Its name in `openml100`, without the ending.
        model: What was trained, by its name in the catalogue.
        space: The parameters, with the values that the table has.
        inputs: What the process sees of a row of the table.
        places: What it sees of a configuration, for so many features.
    """

    file: str
    model: str
    space: SearchSpace
    inputs: Callable[[Row], Sequence[float]]
    places: Callable[[Configuration, int], Sequence[float]]


def _forest_row(row: Row) -> Sequence[float]:
    """Return what the process sees of a forest; how holes were filled is noise."""
    return (
        float(row["bootstrap"] == "True"),
        float(row["criterion"] == "gini"),
        float(row["max_features"]),
        math.log(float(row["min_samples_leaf"])) / 3.0,
        math.log(float(row["min_samples_split"])) / 3.0,
    )


def _forest(configuration: Configuration, features: int) -> Sequence[float]:
    """Return the same of a configuration."""
    share = configuration["max_features"]
    root = min(max(math.sqrt(features) / features, SHARES[0]), SHARES[-1])
    return _forest_row(
        {**_texts(configuration), "max_features": str(root if share == "sqrt" else share)}
    )


def _boosting_row(row: Row) -> Sequence[float]:
    """Return what the process sees of AdaBoost."""
    return (
        float(row["algorithm"] == "SAMME"),
        math.log(float(row["learning_rate"])) / 2.0,
        float(row["base_estimator__max_depth"]) / 4.0,
        math.log(float(row["n_estimators"])) / 2.0,
    )


def _boosting(configuration: Configuration, _: int) -> Sequence[float]:
    """Return the same of a configuration; of the algorithms there is one left."""
    texts = _texts(configuration)
    depth = texts["estimator__max_depth"]
    return _boosting_row({**texts, "base_estimator__max_depth": depth, "algorithm": "SAMME"})


def _texts(configuration: Configuration) -> dict[str, str]:
    """Return a configuration as a row of a table."""
    return {name: str(value) for name, value in configuration.items()}


SOURCES = (
    Source(
        "random_forest",
        "sklearn.RandomForestClassifier",
        SearchSpace(
            (
                Ordinal("max_features", (0.1, 0.2, "sqrt", *SHARES[2:]), default="sqrt"),
                Int("min_samples_leaf", 1, 20, log=True, default=1),
                Int("min_samples_split", 2, 20, log=True, default=2),
                Bool("bootstrap", default=True),
                Categorical("criterion", ("gini", "entropy"), default="gini"),
            )
        ),
        _forest_row,
        _forest,
    ),
    Source(
        "adaboost",
        "sklearn.AdaBoostClassifier",
        SearchSpace(
            (
                Int("n_estimators", 50, 500, log=True, default=50),
                Float("learning_rate", 0.01, 2.0, log=True, default=1.0),
                Int("estimator__max_depth", 1, 10, default=1),
            )
        ),
        _boosting_row,
        _boosting,
    ),
)


def learn_table(source: Source) -> Artefact:
    """Return what ships of a table; its processes are fitted in as many processes as joblib may."""
    shared = design(f"{source.model} openml", source.space)
    qualities = {each["task_id"]: each for each in read("task_qualities")}
    by_task: dict[str, list[Row]] = defaultdict(list)
    for row in read(source.file):
        by_task[row["task_id"]].append(row)
    tasks = sorted(by_task, key=int)
    configurations = [each.configuration for each in shared]
    values = joblib.Parallel()(
        joblib.delayed(expected)(source, by_task[task], configurations, qualities[task])
        for task in tasks
    )
    return Artefact(
        models=(source.model,),
        about=ABOUT,
        space=source.space,
        configurations=configurations,
        origins=[each.origin for each in shared],
        found_on=[()] * len(shared),
        datasets=[_described(NAMES[int(task)], qualities[task]) for task in tasks],
        metrics={"accuracy": (Direction.MAXIMIZE, np.vstack(values))},
        seconds=np.full((len(tasks), len(shared)), np.nan),
    )


def expected(
    source: Source,
    rows: Sequence[Row],
    configurations: Sequence[Configuration],
    qualities: Qualities,
) -> Array:
    """Return the accuracies that configurations may be expected to have on a data set, (N,).

    Args:
        source: What was trained.
        rows: Trials on this data set, of which no two accuracies need differ.
        configurations: Of its space.
        qualities: What the data set is like.
    """
    features = max(1, int(float(qualities["NumberOfFeatures"])) - 1)
    places = np.array([source.places(each, features) for each in configurations])
    return np.asarray(np.clip(process(source, rows).predict(places), 0.0, 1.0))


def process(source: Source, rows: Sequence[Row]) -> GaussianProcessRegressor:
    """Return the process that has learnt from trials on one data set."""
    inputs = np.array([source.inputs(row) for row in rows])
    accuracies = np.array([float(row["predictive_accuracy"]) for row in rows])
    kernel = Matern(np.ones(inputs.shape[1]), (0.1, 100.0), nu=2.5) + WhiteKernel(0.1, (1e-3, 1.0))
    with warnings.catch_warnings():
        # A length scale at its bound is that of an argument that does not matter.
        warnings.simplefilter("ignore")
        return GaussianProcessRegressor(kernel, normalize_y=True).fit(inputs, accuracies)


def read(name: str) -> list[Row]:
    """Return the rows of a table."""
    path = folder() / "openml100" / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _described(name: str, qualities: Qualities) -> Described:
    """Return what is known of a data set; OpenML counts the target among its features."""

    def number(quality: str) -> float:
        return float(qualities[quality])

    return Described(
        name,
        kin(name),
        "OpenML",
        "BSD-3-Clause",
        Dataset(
            task=Task.CLASSIFICATION,
            modality=Modality.TABULAR,
            n_rows=int(number("NumberOfInstances")),
            n_features=int(number("NumberOfFeatures")) - 1,
            n_classes=int(number("NumberOfClasses")),
            n_categorical_features=int(number("NumberOfSymbolicFeatures")) - 1,
            missing_fraction=round(number("PercentageOfMissingValues") / 100.0, 4),
            minority_class_fraction=round(number("MinorityClassPercentage"), 4),
        ),
    )
