"""Small datasets, and the learners that a configuration is passed to as it is."""

import importlib
from dataclasses import dataclass
from inspect import signature
from typing import Protocol

import numpy as np
from sklearn.datasets import make_classification, make_regression

from models import Configuration, Dataset, Model, Task
from models.arrays import Array

# Where the name of a class does not say which module of scikit-learn it is in.
OF_SKLEARN = (
    "ensemble", "linear_model", "neighbors", "neural_network", "svm", "tree",
)  # fmt: skip
# What is no hyperparameter: chance, threads and talk.
QUIET: dict[str, dict[str, object]] = {
    "sklearn": {},
    "lightgbm": {"n_jobs": 1, "verbosity": -1},
    "xgboost": {"n_jobs": 1},
    "catboost": {
        "thread_count": 1,
        "verbose": False,
        "allow_writing_files": False,
    },
}


class Learner(Protocol):
    """What all libraries have agreed on."""

    def fit(self, X: Array, y: Array) -> object: ...

    def predict(self, X: Array) -> Array: ...

    def get_params(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """A dataset, and what is known of it."""

    X: Array
    y: Array
    known: Dataset

    @property
    def learnt(self) -> "Table":
        """The two thirds of the rows that one fold of three learns from."""
        is_learnt = np.arange(len(self.X)) % 3 < 2
        return Table(self.X[is_learnt], self.y[is_learnt], self.known)


def of_classes(rows: int, features: int, classes: int) -> Table:
    """Return a dataset of equally frequent classes, standardised."""
    X, _ = make_classification(
        rows, features, n_informative=min(features, 8), n_redundant=0,
        n_classes=2, n_clusters_per_class=1, random_state=0,
    )  # fmt: skip
    order = np.argsort(np.argsort(X[:, 0] + X[:, -1]))
    y = (order * classes // rows).astype(np.float64)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    share = float(np.unique(y, return_counts=True)[1].min()) / rows
    known = Dataset(
        task=Task.CLASSIFICATION, n_rows=rows, n_features=features, n_classes=classes,
        n_categorical_features=0, minority_class_fraction=share,
    )  # fmt: skip
    return Table(X, y, known)


def of_numbers(rows: int, features: int) -> Table:
    """Return a dataset with a number as its target, all standardised."""
    X, y = make_regression(rows, features, noise=5.0, random_state=0)
    y = (y - y.mean()) / y.std()
    known = Dataset(
        task=Task.REGRESSION, n_rows=rows, n_features=features, n_categorical_features=0
    )
    return Table((X - X.mean(axis=0)) / X.std(axis=0), y, known)


TABLES = {
    "iris-like": of_classes(75, 4, 3),
    "two features": of_classes(90, 2, 2),
    "ten classes": of_classes(300, 6, 10),
    "wide": of_classes(60, 200, 2),
    "numbers": of_numbers(75, 3),
    "wide numbers": of_numbers(60, 200),
    "one feature": of_numbers(40, 1),
}


def tables_for(model: Model) -> dict[str, Table]:
    """Return the datasets that a model can learn."""
    return {name: each for name, each in TABLES.items() if each.known.task in model.tasks}


def class_of(model: Model) -> type[Learner]:
    """Return the class that a model is named after."""
    library, _, name = model.name.partition(".")
    paths = [library] if library != "sklearn" else [f"sklearn.{each}" for each in OF_SKLEARN]
    modules = [importlib.import_module(each) for each in paths]
    found: type[Learner] = next(getattr(each, name) for each in modules if hasattr(each, name))
    return found


def learner(model: Model, configuration: Configuration) -> Learner:
    """Return a learner with a configuration, as it is."""
    made = class_of(model)
    chance = {"random_state": 0} if "random_state" in signature(made.__init__).parameters else {}
    return made(**chance, **QUIET[model.library], **configuration)
