"""Data sets to train on: small samples of real ones (PMLB; Romano et al., 2022).

Symbols: n rows; p columns; X (n, p) inputs, standardised; y (n,) targets, standardised numbers or
classes 0 to k - 1.
"""

import gzip
import os
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from benchmarks.arrays import Array
from benchmarks.environment import ROOT

# Classes rarer than this in the sample are left out: every fold needs some rows of each.
RAREST = 9
# The number of classes where targets are numbers.
REGRESSION = 0


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """A data set.

    Attributes:
        X: Inputs, (n, p).
        y: Targets, (n,).
        classes: How many there are; 0 if the targets are numbers.
    """

    X: Array
    y: Array
    classes: int

    def rows(self, chosen: Array) -> "Data":
        """Return some rows, (m,) indices."""
        return Data(self.X[chosen], self.y[chosen], self.classes)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows to train on, and others to judge by."""

    train: Data
    test: Data


def folder() -> Path:
    """Return the folder of shared data, beside the checkout unless the environment says where."""
    return Path(os.environ.get("TRIALWISE_DATA", ROOT.parent / "shared" / "data"))


@cache
def read(name: str, rows: int) -> Data:
    """Return a random sample of a data set, always the same.

    Args:
        name: Of a file in `pmlb`.
        rows: How many, at most.
    """
    with gzip.open(folder() / "pmlb" / f"{name}.tsv.gz", "rt", encoding="utf-8") as file:
        target = file.readline().strip().split("\t").index("target")
        table = np.loadtxt(file, delimiter="\t", ndmin=2)
    table = np.random.default_rng(0).permutation(table)[:rows]
    inputs, targets = np.delete(table, target, axis=1), table[:, target]
    if _is_classification(name):
        return _classes(inputs, targets)
    return Data(standardised(inputs), standardised(targets), REGRESSION)


# Noisy tasks deal again for every trial.
@lru_cache(maxsize=200)
def splits(name: str, rows: int, folds: int, seed: int) -> tuple[Split, ...]:
    """Return the folds of a data set, stratified by class.

    Args:
        name: Of a file in `pmlb`.
        rows: How many, at most.
        folds: How many; each is once what is judged by.
        seed: Deals the rows.
    """
    data = read(name, rows)
    order = np.random.default_rng([seed, folds]).permutation(len(data.y))
    if data.classes:
        # Row by row within each class in turn, so that every fold gets its share.
        order = order[np.argsort(data.y[order], kind="stable")]
    dealt = np.arange(len(order)) % folds
    return tuple(
        Split(data.rows(order[dealt != fold]), data.rows(order[dealt == fold]))
        for fold in range(folds)
    )


@cache
def _is_classification(name: str) -> bool:
    """Return whether the index of the folder says so."""
    lines = (folder() / "pmlb" / "index.csv").read_text(encoding="utf-8").splitlines()
    tasks = dict(line.split(",")[:2] for line in lines)
    return tasks[name] == "classification"


def _classes(inputs: Array, labels: Array) -> Data:
    """Return rows of the classes that are not too rare."""
    found, counts = np.unique(labels, return_counts=True)
    frequent = found[counts >= RAREST]
    is_kept = np.isin(labels, frequent)
    classes = np.searchsorted(frequent, labels[is_kept]).astype(np.float64)
    return Data(standardised(inputs[is_kept]), classes, len(frequent))


def standardised(values: Array) -> Array:
    """Return columns, or one, of mean 0 and variance 1; a constant one is 0."""
    deviation = values.std(axis=0)
    scaled: Array = (values - values.mean(axis=0)) / np.where(deviation > 0.0, deviation, 1.0)
    return scaled
