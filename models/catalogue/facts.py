"""What a dataset's metadata mean for a model that is tuned on it."""

import math
from dataclasses import dataclass
from typing import Self

from models.dataset import Dataset, Task

# Tuning holds rows out. Of three folds one third is: with more folds less, with a plain hold-out
# seldom more.
LEARNT, HELD = 2, 3
# Classes are balanced if the rarest has this share of what it would have if all were alike.
BALANCED = 0.8
# The fewest classes there are.
TWO = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What a model meets; None for what is unknown.

    Attributes:
        task: What is learnt.
        rows: Rows that a fit sees, at least 1: two thirds, as in cross-validation of three folds.
        features: Columns that it sees, at least 1.
        classes: Classes it has to tell apart, at least 2.
        categories: Columns whose values have no order, at least 0 and at most `features`.
        minority: Share of the rows with the rarest class, in [0, 1].
    """

    task: Task | None = None
    rows: int | None = None
    features: int | None = None
    classes: int | None = None
    categories: int | None = None
    minority: float | None = None

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """Return what a model meets that is tuned on a dataset.

        Counts that are impossible are mended: a client need not know what a model makes of them.
        """
        features = _at_least(1, dataset.n_features)
        categories = dataset.n_categorical_features
        if categories is not None and features is not None:
            categories = min(categories, features)
        rows = dataset.n_rows
        return cls(
            task=dataset.task,
            rows=None if rows is None else max(1, LEARNT * rows // HELD),
            features=features,
            classes=_classes(dataset.n_classes),
            categories=categories,
            minority=dataset.minority_class_fraction,
        )

    @property
    def learns_classes(self) -> bool:
        """Whether the target is a class."""
        return self.task is Task.CLASSIFICATION

    @property
    def is_binary(self) -> bool:
        """Whether two classes are known to be all there are."""
        return self.classes == TWO

    @property
    def splittable(self) -> int | None:
        """How many rows each of two leaves may have: two fifths.

        Half of them would leave one place to split, which equal values may occupy.
        """
        return None if self.rows is None else max(1, 2 * self.rows // 5)

    @property
    def class_variance(self) -> float:
        """The variance of being of a class, the rarer of two or any of more; in (0, 1/4]."""
        share = 0.5
        if self.classes is not None and not self.is_binary:
            share = 1.0 / self.classes
        elif self.minority:
            share = min(self.minority, 0.5)
        return share * (1.0 - share)

    @property
    def root(self) -> int | None:
        """The square root of the rows, rounded down."""
        return None if self.rows is None else math.isqrt(self.rows)

    @property
    def is_balanced(self) -> bool:
        """Whether no class is known or suspected to be rarer than the others."""
        if self.minority is None:
            return False
        # With more classes than two, the rarest has a third of the rows at the most.
        classes = self.classes or TWO
        return self.minority * classes >= BALANCED


def _classes(count: int | None) -> int | None:
    """Return a number of classes; None if there is nothing to tell apart, as if it were unknown."""
    return None if count is None or count < TWO else count


def _at_least(least: int, count: int | None) -> int | None:
    """Return a count that is not below the least there can be."""
    return None if count is None else max(least, count)
