"""Tasks with one difficulty each: noise, configurations that fail, constraints.

Noise is that of real life: every trial deals the rows to the folds anew, and judges by one.
Failures are what the libraries raise about combinations that they cannot train.
"""

from collections.abc import Iterator

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import NuSVC

from benchmarks.arrays import Array
from benchmarks.quality.live import forests, linear, machines, networks
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import (
    BRIER,
    LOG_LOSS,
    RMSE,
    Validation,
    softmax,
)
from benchmarks.quality.tasks import Half
from models import Bool, Categorical, Configuration, Float, Int, SearchSpace

# Over how many trials a true value is the mean: its own noise is a fifth of that of a trial.
DRAWS = 25
NEIGHBOURS = SearchSpace(
    (
        Int("n_neighbors", 1, 80, log=True),
        Categorical("weights", ("uniform", "distance")),
        Float("p", 1.0, 6.0),
    )
)
NU = SearchSpace(
    (
        Float("nu", 0.02, 1.0),
        Categorical("kernel", ("rbf", "poly", "sigmoid")),
        Float("gamma", 1e-4, 10.0, log=True),
        Int("degree", 2, 5, conditions=when("kernel", "poly")),
        Float("coef0", -1.0, 1.0, conditions=when("kernel", "poly", "sigmoid")),
    )
)
# Rates far too high, at which weights grow without end.
RECKLESS = SearchSpace(
    (
        *networks.SHAPE,
        Float("learning_rate_init", 1e-4, 10.0, log=True),
        Float("momentum", 0.0, 0.99),
    )
)
SOLVERS = SearchSpace(
    (
        Categorical("solver", ("lbfgs", "liblinear", "newton-cg", "newton-cholesky", "saga")),
        Float("C", 1e-4, 1e3, log=True),
        # Only one of the solvers can do what is between 0 and 1.
        Categorical("l1_ratio", (0.0, 0.2, 0.5, 0.8, 1.0)),
        Bool("fit_intercept"),
        Categorical("class_weight", (None, "balanced")),
    )
)
DISCRIMINANT = SearchSpace(
    (
        Categorical("solver", ("svd", "lsqr", "eigen")),
        # The first solver cannot shrink; without shrinking, the others meet singular matrices.
        Bool("shrink"),
        Float("shrinkage", 1e-4, 1.0, log=True, conditions=when("shrink", True)),  # noqa: FBT003
        Float("tol", 1e-6, 0.5, log=True),
        Int("n_components", 1, 8),
    )
)
NARROW = SearchSpace(
    networks.MOMENTUM.parameters,
    constraints=("layers * width <= 96", "batch_size <= 2 * width", "momentum <= 1 - alpha"),
)
BOUNDED = SearchSpace(
    (
        Categorical("split", ("best", "random")),
        forests.CRITERIA,
        Int("max_depth", 1, 20),
        Int("min_samples_leaf", 1, 40, log=True),
        Int("min_samples_split", 2, 60, log=True),
        Float("max_features", 0.05, 1.0),
        *forests.BAGS,
    ),
    constraints=("n_estimators * max_depth <= 120", "min_samples_split >= min_samples_leaf"),
    forbidden=(
        {"split": "random", "bootstrap": False},
        {"split": "random", "criterion": "log_loss"},
    ),
)


def neighbours(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of nearest neighbours."""
    model = KNeighborsClassifier(**configuration).fit(split.train.X, split.train.y)
    return np.asarray(model.predict_proba(split.test.X))


def nu_machine(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of support vector classification with a share of support vectors."""
    model = NuSVC(max_iter=machines.STEPS, **configuration).fit(split.train.X, split.train.y)
    return softmax(np.asarray(model.decision_function(split.test.X)))


def solvers(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of logistic regression."""
    model = LogisticRegression(max_iter=100, random_state=0, **configuration)
    return np.asarray(model.fit(split.train.X, split.train.y).predict_proba(split.test.X))


def discriminant(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of linear discriminant analysis."""
    settings = {name: value for name, value in configuration.items() if name != "shrink"}
    model = LinearDiscriminantAnalysis(**settings).fit(split.train.X, split.train.y)
    return np.asarray(model.predict_proba(split.test.X))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    yield from _noisy()
    development, held_out = Half.DEVELOPMENT, Half.HELD_OUT
    for name, half, space, predict, dataset, metric in (
        ("failing/nu-machine", development, NU, nu_machine, "spectf", LOG_LOSS),
        ("failing/network", development, RECKLESS, networks.momentum, "1028_SWD", RMSE),
        ("failing/solvers", held_out, SOLVERS, solvers, "appendicitis", LOG_LOSS),
        ("failing/discriminant", held_out, DISCRIMINANT, discriminant, "movement_libras", BRIER),
        ("constrained/network", development, NARROW, networks.momentum, "spectf", LOG_LOSS),
        ("constrained/forest", held_out, BOUNDED, forests.forest, "flags", LOG_LOSS),
    ):
        yield Live(
            name=f"{name}-{dataset}",
            family=name.partition("/")[0],
            half=half,
            space=space,
            objective=metric.objective,
            trial=Validation(predict, metric, dataset, judged=2),
        )


def _noisy() -> Iterator[Live]:
    """Yield the noisy tasks."""
    development, held_out = Half.DEVELOPMENT, Half.HELD_OUT
    for model, half, space, predict, dataset, metric in (
        ("tree", development, forests.TREE, forests.tree, "colic", BRIER),
        ("logistic", development, linear.LOGISTIC, linear.logistic, "saheart", LOG_LOSS),
        ("neighbours", held_out, NEIGHBOURS, neighbours, "haberman", BRIER),
        ("svm", held_out, machines.REGRESSOR, machines.regressor, "542_pollution", RMSE),
    ):
        yield Live(
            name=f"noisy/{model}-{dataset}",
            family="noisy",
            half=half,
            space=space,
            objective=metric.objective,
            trial=Validation(predict, metric, dataset, judged=1),
            draws=DRAWS,
        )


TASKS = tuple(_tasks())
