"""The experience that ships: files about models, as `service/experience/README.md` describes them.

A file is read when its model is first asked for, or all of them for a model without a name.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

import models
from models import Direction
from service.wire.datasets import Dataset
from service.wire.space import Space

FOLDER = files("service") / "experience"
SUFFIX = ".json.gz"
# What users call the metrics of the files.
METRICS: Mapping[str, tuple[str, ...]] = {
    "accuracy": ("accuracy", "acc", "error", "error_rate", "misclassification", "f1", "zero_one"),
    "balanced_accuracy": ("balanced_accuracy", "bacc", "balanced_error", "macro_f1", "f1_macro"),
    "log_loss": ("log_loss", "logloss", "cross_entropy", "neg_log_loss", "nll", "deviance"),
    "auc": ("auc", "roc_auc", "auroc", "area_under_curve"),
    "rmse": ("rmse", "mse", "root_mean_squared_error", "mean_squared_error", "neg_mse"),
    "mae": ("mae", "mean_absolute_error", "median_absolute_error"),
    "r2": ("r2", "r2_score", "explained_variance"),
}

# For how many names of models the choice of files is kept.
KEPT = 256


def shipped(
    objective: str, dataset: models.Dataset | None = None, model: str | None = None
) -> tuple[models.Experience, ...]:
    """Return what ships about a model, or about all if it is none of theirs.

    Args:
        objective: The name of the metric that is optimised; the first of a file stands for others.
        dataset: What is known of the data set.
        model: What is tuned; None if that is not known.
    """
    task = None if dataset is None else dataset.task
    return _shipped(_metric(objective), task, model)


@lru_cache(maxsize=KEPT)
def _shipped(
    metric: str | None, task: models.Task | None, model: str | None
) -> tuple[models.Experience, ...]:
    """Return the same for a metric of the files; None for one they do not have."""
    every = tuple(_of(name, metric) for name in _names())
    own = tuple(each for each in every if model is not None and each.is_of(model))
    return own or tuple(
        _of(name, metric) for name in _names() if _may_be_about(_file(name), metric, task)
    )


@cache
def _names() -> tuple[str, ...]:
    """Return the names of the files, without their endings, sorted."""
    found = (each.name for each in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))


@cache
def _file(name: str) -> Mapping[str, Any]:
    """Return what a file says."""
    content: Mapping[str, Any] = json.loads(
        gzip.decompress((FOLDER / (name + SUFFIX)).read_bytes())
    )
    return content


@cache
def _of(name: str, metric: str | None) -> models.Experience:
    """Return the experience of a file."""
    content = _file(name)
    metrics = content["metrics"]
    chosen = metrics[metric if metric in metrics else next(iter(metrics))]
    space = Space.model_validate(content["space"]).value(("space",))
    values = np.array(chosen["values"], dtype=np.float64).T
    losses = values if chosen["direction"] == Direction.MINIMIZE else -values
    is_judged = np.nanmax(losses, axis=0) > np.nanmin(losses, axis=0)
    described = [_dataset(each) for each in content["datasets"]]
    return models.Experience.of(
        tuple(content["models"]),
        space,
        space.encode_all(content["configurations"]).X,
        losses[:, is_judged],
        tuple(each for each, judged in zip(described, is_judged.tolist(), strict=True) if judged),
    )


def _dataset(content: Mapping[str, Any]) -> models.Dataset:
    """Return what a file says of a data set; its kin is its name, which copies of it share."""
    return Dataset.model_validate({**content["metadata"], "name": content["kin"]}).value()


def _metric(objective: str) -> str | None:
    """Return what the files call a metric; None if they do not have it."""
    name = re.sub("[^a-z0-9]+", "_", objective.lower()).strip("_")
    bare = re.sub("^(mean|cv|val|valid|validation|test)_", "", name)
    found = (metric for metric, others in METRICS.items() if {name, bare} & set(others))
    return next(found, None)


def _may_be_about(content: Mapping[str, Any], metric: str | None, task: models.Task | None) -> bool:
    """Tell whether a file is about such a metric and such a task, as far as they are known."""
    has_metric = metric is None or metric in content["metrics"]
    tasks = {each["metadata"]["task"] for each in content["datasets"]}
    return has_metric and (task is None or task in tasks)
