"""Pipelines with a choice of model, each with its own parameters (combined algorithm selection)."""

from collections.abc import Iterator, Mapping

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer, QuantileTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import BALANCED, LOG_LOSS, Validation, softmax
from benchmarks.quality.tasks import Half
from models import Categorical, Configuration, Float, Int, SearchSpace, Value

# Steps of a support vector machine: some configurations would go on for minutes.
LONGEST = 5_000
SCALERS = {
    "standard": StandardScaler(),
    "power": PowerTransformer(),
    "quantile": QuantileTransformer(n_quantiles=50, output_distribution="normal", random_state=0),
}
SPACE = SearchSpace(
    (
        Categorical("scaling", ("none", *SCALERS)),
        Categorical("reduction", ("none", "pca")),
        Float("variance", 0.5, 0.999, conditions=when("reduction", "pca")),
        Categorical("model", ("neighbours", "machine", "tree", "logistic", "bayes")),
        Int("neighbours", 1, 50, log=True, conditions=when("model", "neighbours")),
        Categorical("weights", ("uniform", "distance"), conditions=when("model", "neighbours")),
        Float("power", 1.0, 5.0, conditions=when("model", "neighbours")),
        Float("C", 1e-3, 1e3, log=True, conditions=when("model", "machine", "logistic")),
        Float("gamma", 1e-4, 10.0, log=True, conditions=when("model", "machine")),
        Categorical("balance", ("none", "balanced"), conditions=when("model", "tree", "logistic")),
        Int("depth", 1, 20, conditions=when("model", "tree")),
        Int("leaf", 1, 60, log=True, conditions=when("model", "tree")),
        Float("smoothing", 1e-9, 1.0, log=True, conditions=when("model", "bayes")),
    )
)


def pipeline(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of a pipeline."""
    steps = [SCALERS[str(configuration["scaling"])]] if configuration["scaling"] != "none" else []
    if configuration["reduction"] == "pca":
        steps.append(PCA(configuration["variance"], svd_solver="full"))
    model = make_pipeline(*steps, _model(configuration)).fit(split.train.X, split.train.y)
    if configuration["model"] == "machine":
        return softmax(np.asarray(model.decision_function(split.test.X)))
    return np.asarray(model.predict_proba(split.test.X))


def _model(settings: Mapping[str, Value]) -> BaseEstimator:
    """Return the last step."""
    match settings["model"]:
        case "neighbours":
            return KNeighborsClassifier(
                settings["neighbours"], weights=settings["weights"], p=settings["power"]
            )
        case "machine":
            return SVC(C=settings["C"], gamma=settings["gamma"], max_iter=LONGEST)
        case "bayes":
            return GaussianNB(var_smoothing=settings["smoothing"])
    balance = None if settings["balance"] == "none" else "balanced"
    if settings["model"] == "logistic":
        return LogisticRegression(C=settings["C"], class_weight=balance, max_iter=200)
    return DecisionTreeClassifier(
        max_depth=settings["depth"],
        min_samples_leaf=settings["leaf"],
        class_weight=balance,
        random_state=0,
    )


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    for half, dataset, metric in (
        (Half.DEVELOPMENT, "vowel", LOG_LOSS),
        (Half.DEVELOPMENT, "profb", BALANCED),
        (Half.HELD_OUT, "cleveland", LOG_LOSS),
        (Half.HELD_OUT, "tae", BALANCED),
    ):
        yield Live(
            name=f"pipeline/{dataset}",
            family="pipeline",
            half=half,
            space=SPACE,
            objective=metric.objective,
            trial=Validation(pipeline, metric, dataset),
        )


TASKS = tuple(_tasks())
