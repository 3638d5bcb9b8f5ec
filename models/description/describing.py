"""A dataset's metadata from its columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.dataset import Dataset, Modality, Task
from models.description.columns import Column
from models.description.statistics import (
    entropy,
    kurtosis,
    mean_absolute_correlation,
    skewness,
    summary,
)
from models.errors import DatasetError

# A target of whole numbers is taken for classes if there are no more of them than these, and each
# occurs so often on average.
MOST_CLASSES = 20
ROWS_OF_CLASS = 3
# Digits that are said of a number.
DIGITS = 6


def describe(
    columns: Sequence[Column],
    target: Column | None = None,
    task: Task | None = None,
    name: str | None = None,
) -> Dataset:
    """Return what is known of a dataset; see `docs/datasets.md`.

    Args:
        columns: Its features, of n rows each.
        target: What is to be learnt; None if that was not said. Rows without it do not count.
        task: What is to be learnt of it; None for what it looks like.
        name: What its owner calls it.

    Raises:
        DatasetError: No row has a target, or the task wants numbers and the target has none.
    """
    if target is not None:
        columns = [each.rows(~target.is_missing) for each in columns]
        target = target.rows(~target.is_missing)
        task = task or task_of(target)
    n, p = len(columns[0].x) if columns else 0, len(columns)
    missing = sum(int(each.is_missing.sum()) for each in columns)
    dataset = Dataset(
        name=name,
        task=task,
        modality=Modality.TABULAR,
        n_rows=n if target is None else len(target.x),
        n_features=p,
        n_categorical_features=sum(each.is_categorical for each in columns),
        missing_fraction=_rounded(missing / (n * p)) if n * p else None,
        meta_features=_rounded_all(_of_features(columns, n)) if n * p else {},
    )
    return dataset if target is None else _with_target(dataset, target)


def task_of(target: Column) -> Task:
    """Return what is to be learnt of a target, judging by its values."""
    if not target.is_number:
        return Task.CLASSIFICATION
    is_whole = bool(np.all(target.known == np.floor(target.known)))
    classes = len(target.counts)
    is_few = classes <= MOST_CLASSES and classes * ROWS_OF_CLASS <= len(target.known)
    return Task.CLASSIFICATION if is_whole and is_few else Task.REGRESSION


def _with_target(dataset: Dataset, target: Column) -> Dataset:
    """Return a dataset with what its target says."""
    if not len(target.x):
        raise DatasetError((target.name,), expected="a target in some row", got="none")
    if dataset.task is Task.CLASSIFICATION:
        shares = target.counts / len(target.x)
        more = {
            "class_entropy": entropy(shares),
            "class_fraction_std": float(shares.std()),
            "majority_class_fraction": float(shares.max()),
        }
        dataset = replace(
            dataset,
            n_classes=len(shares),
            minority_class_fraction=_rounded(float(shares.min())),
        )
    elif target.is_number:
        found = {"target_skewness": skewness(target.x), "target_kurtosis": kurtosis(target.x)}
        more = {name: each for name, each in found.items() if each is not None}
    else:
        raise DatasetError((target.name,), expected="a target of numbers", got="one of texts")
    return replace(dataset, meta_features={**dataset.meta_features, **_rounded_all(more)})


def _of_features(columns: Sequence[Column], n: int) -> dict[str, float]:
    """Return the meta-features of n rows of features, n at least 1 and one feature at least."""
    p = len(columns)
    numbers = [each for each in columns if not each.is_categorical]
    lacks = np.zeros(n, dtype=np.bool_)
    for each in columns:
        lacks |= each.is_missing
    skewnesses = [skewness(each.known) for each in numbers]
    kurtoses = [kurtosis(each.known) for each in numbers]
    categories = [float(len(each.counts)) for each in columns if each.is_categorical]
    correlation = mean_absolute_correlation(numbers)
    return {
        "rows_with_missing_fraction": float(lacks.mean()),
        "features_with_missing_fraction": sum(bool(e.is_missing.any()) for e in columns) / p,
        "binary_feature_fraction": sum(len(e.counts) == 2 for e in columns) / p,  # noqa: PLR2004
        **summary("skewness", [each for each in skewnesses if each is not None]),
        **summary("kurtosis", [each for each in kurtoses if each is not None]),
        **summary("categories", categories),
        **({} if correlation is None else {"mean_absolute_correlation": correlation}),
    }


def _rounded(value: float) -> float:
    """Return a number in six significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _rounded_all(values: dict[str, float]) -> dict[str, float]:
    """Return numbers in six significant digits."""
    return {name: _rounded(value) for name, value in values.items()}
