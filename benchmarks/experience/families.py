"""Which models are swept, in order of priority, and how a configuration becomes a trained one.

A family is a model of the catalogue. All its data sets are swept in one space, that of a data set
of which nothing is known but the task.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from models import Configuration, Dataset, SearchSpace, Task, adapted_space

Labels = NDArray[np.intp]
# Arguments that are not searched: one thread, silence, and the same result every time.
SETTINGS: Mapping[str, int | bool] = {
    "n_jobs": 1,
    "thread_count": 1,
    "random_state": 0,
    "allow_writing_files": False,
}
# Of libraries whose constructors take more than their signatures tell.
OF_LIBRARY: Mapping[str, Mapping[str, int | bool | str]] = {
    "xgboost": {"n_jobs": 1, "random_state": 0, "verbosity": 0},
    "lightgbm": {"deterministic": True, "force_row_wise": True, "verbosity": -1},
    "catboost": {"logging_level": "Silent"},
}


class Machine(Protocol):
    """A model in the manner of scikit-learn; one of classes has one of the last two methods."""

    def fit(self, inputs: Array, targets: Array | Labels, /) -> object:
        """Learn from rows, (n, p) and (n,)."""
        ...

    def predict(self, inputs: Array, /) -> Array:
        """Return the targets of rows, (m,)."""
        ...

    def predict_proba(self, inputs: Array, /) -> Array:
        """Return the probabilities of classes, (m, k)."""
        ...

    def decision_function(self, inputs: Array, /) -> Array:
        """Return the margins of classes, (m, k), or (m,) of the second of two."""
        ...


@dataclass(frozen=True, slots=True)
class Family:
    """A model that is swept.

    Attributes:
        model: Its name in the catalogue.
        module: Where its class is.
        task: What it learns.
    """

    model: str
    module: str
    task: Task

    @property
    def is_installed(self) -> bool:
        """Whether its library is."""
        return find_spec(self.module.partition(".")[0]) is not None

    @property
    def space(self) -> SearchSpace:
        """Where it is swept."""
        return adapted_space(self.model, Dataset(task=self.task)).space

    def predictions(self, configuration: Configuration, split: Split) -> tuple[Array, bool]:
        """Train and predict the rows to judge by.

        Returns:
            Numbers, (m,); or of classes probabilities or else margins, (m, k). And whether they
            are probabilities.
        """
        machine = self._machine(configuration)
        inputs, targets = split.train.X, split.train.y
        if self.task is Task.REGRESSION:
            machine.fit(inputs, targets)
            return np.asarray(machine.predict(split.test.X), dtype=np.float64).ravel(), False
        machine.fit(inputs, targets.astype(np.intp))
        if hasattr(machine, "predict_proba"):
            return np.asarray(machine.predict_proba(split.test.X), dtype=np.float64), True
        margins = np.asarray(machine.decision_function(split.test.X), dtype=np.float64)
        return (np.column_stack([-margins, margins]) if margins.ndim == 1 else margins), False

    def _machine(self, configuration: Configuration) -> Machine:
        """Return an untrained model; raises what its library raises."""
        kind = getattr(import_module(self.module), self.model.partition(".")[2])
        taken = inspect.signature(kind).parameters
        settings = {name: value for name, value in SETTINGS.items() if name in taken}
        machine: Machine = kind(
            **settings, **OF_LIBRARY.get(self.model.partition(".")[0], {}), **configuration
        )
        return machine


def _both(library: str, module: str, classifier: str, regressor: str) -> tuple[Family, Family]:
    """Return the families of a model for classes and the one for numbers."""
    return (
        Family(f"{library}.{classifier}", module, Task.CLASSIFICATION),
        Family(f"{library}.{regressor}", module, Task.REGRESSION),
    )


def _sklearn(module: str, name: str) -> tuple[Family, Family]:
    """Return the families of a model of scikit-learn that is there for both tasks."""
    return _both("sklearn", f"sklearn.{module}", f"{name}Classifier", f"{name}Regressor")


FAMILIES = (
    *_both("xgboost", "xgboost", "XGBClassifier", "XGBRegressor"),
    *_both("lightgbm", "lightgbm", "LGBMClassifier", "LGBMRegressor"),
    *_sklearn("ensemble", "RandomForest"),
    *_sklearn("ensemble", "ExtraTrees"),
    *_sklearn("neural_network", "MLP"),
    *_both("sklearn", "sklearn.svm", "SVC", "SVR"),
    *_sklearn("tree", "DecisionTree"),
    *_sklearn("ensemble", "HistGradientBoosting"),
    *_sklearn("neighbors", "KNeighbors"),
    *_both("sklearn", "sklearn.linear_model", "LogisticRegression", "Ridge"),
    Family("sklearn.ElasticNet", "sklearn.linear_model", Task.REGRESSION),
    *_sklearn("ensemble", "AdaBoost"),
    *_sklearn("ensemble", "GradientBoosting"),
    *_both("catboost", "catboost", "CatBoostClassifier", "CatBoostRegressor"),
)
BY_MODEL: Mapping[str, Family] = {each.model: each for each in FAMILIES}
