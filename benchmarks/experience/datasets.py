"""The rows a trial sees: a sample of a data set of PMLB, and folds that never change.

Symbols: n rows; p columns; X (n, p) inputs, standardised; y (n,) targets, standardised numbers or
classes 0 to k - 1.
"""

import gzip
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.arrays import Array
from benchmarks.experience.subjects import rows_of, task_of
from benchmarks.quality.live.data import RAREST, REGRESSION, Data, Split, folder, standardised
from models import Dataset, Modality, Task

FOLDS = 3
# Trials of one data set follow each other closely, not strictly.
KEPT = 8

Indices = NDArray[np.intp]


@lru_cache(maxsize=KEPT)
def read(name: str) -> Data:
    """Return the sample of a data set, always the same.

    Args:
        name: Of a file in `pmlb`.
    """
    inputs, targets = _table(name)
    if task_of(name) is Task.REGRESSION:
        chosen = _order(len(targets))[: rows_of(name)]
        return Data(standardised(inputs[chosen]), standardised(targets[chosen]), REGRESSION)
    labels = _labels(targets)
    chosen = _stratified(labels, rows_of(name))
    # Again, because a class that is frequent enough in all rows may be too rare in the sample.
    sampled = _labels(labels[chosen])
    chosen, sampled = chosen[sampled >= 0], sampled[sampled >= 0]
    return Data(standardised(inputs[chosen]), sampled.astype(np.float64), int(sampled.max()) + 1)


@lru_cache(maxsize=KEPT)
def folds(name: str) -> tuple[Split, ...]:
    """Return the folds of a data set, stratified by class: each is once what is judged by."""
    data = read(name)
    order = _order(len(data.y))
    if data.classes:
        # Row by row within each class in turn, so that every fold gets its share.
        order = order[np.argsort(data.y[order], kind="stable")]
    dealt = np.arange(len(order)) % FOLDS
    return tuple(
        Split(data.rows(order[dealt != fold]), data.rows(order[dealt == fold]))
        for fold in range(FOLDS)
    )


def metadata(name: str) -> Dataset:
    """Return what is known of the sample of a data set, without its name.

    A column of two values counts as one without an order.
    """
    data = read(name)
    n, p = data.X.shape
    binary = sum(len(np.unique(column)) == 2 for column in data.X.T)  # noqa: PLR2004 - says so.
    shares = np.bincount(data.y.astype(np.intp)) / n if data.classes else None
    return Dataset(
        task=task_of(name),
        modality=Modality.TABULAR,
        n_rows=n,
        n_features=p,
        n_classes=data.classes or None,
        n_categorical_features=binary,
        missing_fraction=0.0,
        minority_class_fraction=None if shares is None else round(float(shares.min()), 4),
    )


def _table(name: str) -> tuple[Array, Array]:
    """Return the inputs and the targets of all rows, (N, p) and (N,)."""
    with gzip.open(folder() / "pmlb" / f"{name}.tsv.gz", "rt", encoding="utf-8") as file:
        target = file.readline().strip().split("\t").index("target")
        table = np.loadtxt(file, delimiter="\t", ndmin=2)
    return np.delete(table, target, axis=1), table[:, target]


def _labels(targets: Array | Indices) -> Indices:
    """Return classes from 0, (n,), -1 those too rare for every fold to have some."""
    found, counts = np.unique(targets, return_counts=True)
    frequent = found[counts >= RAREST]
    return np.where(np.isin(targets, frequent), np.searchsorted(frequent, targets), -1)


def _stratified(labels: Indices, rows: int) -> Indices:
    """Return a random sample of the rows of a class, (m,), in which each class has its share."""
    order = _order(len(labels))
    order = order[labels[order] >= 0]
    # Every class is spread evenly over the unit interval, and the first rows of all are taken.
    ranks = np.empty(len(order))
    for each in np.unique(labels[order]):
        members = np.flatnonzero(labels[order] == each)
        ranks[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.asarray(order[np.argsort(ranks, kind="stable")][:rows])


def _order(n: int) -> Indices:
    """Return the rows in a random order that is always the same, (n,)."""
    return np.random.default_rng(0).permutation(n)
