"""The models whose search spaces ship, and how these follow from what is known of a dataset.

Pure like everything in `models`: no learner is imported, a model is a name and a search space.
Each family has a file, which ends in the table of its models. `docs/models.md` describes them.

- `facts`: what a dataset's metadata mean for a fit.
- `entry`: what is said of a model and of a parameter.
- `ranges`, `common`, `sources`: what the families are made of.
- `adaptation`: the space for a dataset, and how it differs from that for any.
"""

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from models.catalogue import (
    boosted_trees,
    catboost,
    forests,
    lightgbm,
    linear,
    neighbours,
    networks,
    perceptron,
    trees,
    vectors,
    xgboost,
)
from models.catalogue.adaptation import Adaptation, AdaptationKind, Adapted, adapted
from models.catalogue.entry import Model
from models.dataset import Dataset, Task
from models.errors import UnknownModelError, UnsuitableModelError
from models.problem import Direction, Objective

FAMILIES = (
    lightgbm, xgboost, catboost, boosted_trees, forests, trees, vectors, linear, neighbours,
    perceptron, networks,
)  # fmt: skip

CATALOGUE: Mapping[str, Model] = MappingProxyType(
    {each.name: each for family in FAMILIES for each in family.MODELS}
)
USUAL_OBJECTIVES: Mapping[Task, Objective] = {
    Task.CLASSIFICATION: Objective("accuracy", Direction.MAXIMIZE),
    Task.REGRESSION: Objective("rmse", Direction.MINIMIZE),
    Task.FORECASTING: Objective("rmse", Direction.MINIMIZE),
}
# How many names are given for one that is not there.
SUGGESTED = 3


def find_model(name: str) -> Model:
    """Return a model of the catalogue.

    Raises:
        UnknownModelError: There is none of this name.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        raise UnknownModelError(name, _close(name)) from None


def adapted_space(name: str, dataset: Dataset) -> Adapted:
    """Return what is searched of a model on a dataset.

    Args:
        name: The name of the model.
        dataset: What is known of the dataset, perhaps nothing.

    Raises:
        UnknownModelError: The catalogue has no model of this name.
        UnsuitableModelError: It has one that cannot learn the task of the dataset.
    """
    model = find_model(name)
    if dataset.task in (Task.CLASSIFICATION, Task.REGRESSION) and dataset.task not in model.tasks:
        raise UnsuitableModelError(name, dataset.task, _others(model, dataset.task))
    return adapted(model, dataset)


def usual_objective(model: Model, dataset: Dataset) -> Objective | None:
    """Return what is optimised unless it is said; None if the task has no usual measure."""
    task = model.tasks[0] if len(model.tasks) == 1 else dataset.task or Task.CLASSIFICATION
    return USUAL_OBJECTIVES.get(task)


def _close(name: str) -> list[str]:
    """Return names of the catalogue that are like another, the likest first."""
    # Many know a class and not what its library is called here.
    by_class = {each.partition(".")[2].lower(): each for each in CATALOGUE}
    whole = {each.lower(): each for each in CATALOGUE}
    given = name.lower()
    names = difflib.get_close_matches(given, whole, n=SUGGESTED)
    classes = difflib.get_close_matches(given.rpartition(".")[2], by_class, n=SUGGESTED)
    found = [*(by_class[each] for each in classes), *(whole[each] for each in names)]
    return list(dict.fromkeys(found))[:SUGGESTED]


def _others(model: Model, task: Task) -> list[str]:
    """Return models of the same library for a task, those with a like name first."""
    names = [each.name for each in CATALOGUE.values() if task in each.tasks]
    return difflib.get_close_matches(model.name, names, n=SUGGESTED)


__all__ = [
    "CATALOGUE",
    "Adaptation",
    "AdaptationKind",
    "Adapted",
    "Model",
    "adapted_space",
    "find_model",
    "usual_objective",
]
