"""Tasks that train a model of scikit-learn on a data set that comes with it.

The optimum is not known. The reference is a random sample, large enough that the best of it and
of all trials is hard to beat.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import joblib
import numpy as np
import sklearn
from sklearn.base import BaseEstimator
from sklearn.datasets import load_diabetes, load_digits
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.svm import SVC

from benchmarks.arrays import Array
from benchmarks.cache import cached
from models import (
    Algorithm,
    Categorical,
    Condition,
    Configuration,
    Direction,
    Float,
    Int,
    Objective,
    Problem,
    SearchSpace,
    Value,
    suggest,
)

SAMPLE = 1000
BATCH = 250
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Live:
    """A task that cross-validates a model.

    Attributes:
        name: Where it comes from, its model and its data set.
        space: Where to search.
        objective: What to optimise: the score of the folds, in the mean.
    """

    name: str
    space: SearchSpace
    objective: Objective

    is_complete = False

    def evaluate(self, configuration: Configuration) -> float:
        """Cross-validate, unless this configuration has been before."""
        settings = tuple(sorted(configuration.items()))
        return float(cached(score)(self.name, settings, sklearn.__version__))

    def reference(self) -> Array:
        """Return the objective of a random sample, (m,); in several processes if joblib may."""
        jobs = (joblib.delayed(self.evaluate)(each) for each in sample(self))
        return np.array(joblib.Parallel()(jobs))


def sample(task: Live) -> Iterator[Configuration]:
    """Yield `SAMPLE` random configurations, always the same."""
    problem = Problem(task.space, task.objective, Algorithm("random"))
    for batch in range(SAMPLE // BATCH):
        rng = np.random.default_rng([batch, SAMPLE])
        for each in suggest(problem, [], count=BATCH, rng=rng).suggestions:
            yield each.parameters


def score(name: str, settings: tuple[tuple[str, Value], ...], version: str) -> float:
    """Return the mean score over the folds.

    Args:
        name: The task.
        settings: Arguments of the model.
        version: Of scikit-learn; another one computes again.
    """
    del version
    return float(EVALUATIONS[name](dict(settings)))


def _support_vectors(settings: Mapping[str, object]) -> float:
    """Return the accuracy of support vector machines on 8 x 8 pixels of handwritten digits."""
    pixels, digits = load_digits(return_X_y=True)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    return _mean_score(SVC(**settings), pixels / 16.0, digits, folds)


def _boosting(settings: Mapping[str, object]) -> float:
    """Return the R^2 of boosted trees on the progression of diabetes."""
    patients, progression = load_diabetes(return_X_y=True)
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    model = GradientBoostingRegressor(random_state=0, **settings)
    return _mean_score(model, patients, progression, folds)


def _mean_score(
    model: BaseEstimator, inputs: Array, targets: Array, folds: KFold | StratifiedKFold
) -> float:
    """Return the model's own score, in the mean over the folds."""
    return float(np.mean(cross_val_score(model, inputs, targets, cv=folds)))


SUPPORT_VECTORS = Live(
    name="sklearn/svc-digits",
    space=SearchSpace(
        (
            Categorical("kernel", ("linear", "rbf", "poly", "sigmoid")),
            Float("C", 1e-3, 1e3, log=True),
            Float(
                "gamma",
                1e-5,
                10.0,
                log=True,
                conditions=(Condition("kernel", values=("rbf", "poly", "sigmoid")),),
            ),
            Int("degree", 2, 5, conditions=(Condition("kernel", values=("poly",)),)),
            Float(
                "coef0", -1.0, 1.0, conditions=(Condition("kernel", values=("poly", "sigmoid")),)
            ),
        )
    ),
    objective=Objective("accuracy", Direction.MAXIMIZE),
)
BOOSTING = Live(
    name="sklearn/boosting-diabetes",
    space=SearchSpace(
        (
            Categorical("loss", ("squared_error", "absolute_error", "huber")),
            Float("alpha", 0.5, 0.99, conditions=(Condition("loss", values=("huber",)),)),
            Float("learning_rate", 0.005, 0.5, log=True),
            Int("n_estimators", 16, 128, log=True),
            Int("max_depth", 1, 6),
            Int("min_samples_leaf", 1, 64, log=True),
            Float("subsample", 0.3, 1.0),
            Float("max_features", 0.1, 1.0),
        )
    ),
    objective=Objective("r2", Direction.MAXIMIZE),
)
TASKS = {task.name: task for task in (SUPPORT_VECTORS, BOOSTING)}
EVALUATIONS: Mapping[str, Callable[[Mapping[str, object]], float]] = {
    SUPPORT_VECTORS.name: _support_vectors,
    BOOSTING.name: _boosting,
}
