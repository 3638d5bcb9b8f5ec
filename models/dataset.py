"""What is known of a dataset: numbers about it, nothing of the data itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.errors import DatasetError
from models.space.values import is_finite

COUNTS = ("n_rows", "n_features", "n_classes", "n_categorical_features")
FRACTIONS = ("missing_fraction", "minority_class_fraction")


class Task(StrEnum):
    """What is to be learnt from a dataset."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"
    RANKING = "ranking"
    FORECASTING = "forecasting"
    CLUSTERING = "clustering"
    OTHER = "other"


class Modality(StrEnum):
    """What a row of a dataset is."""

    TABULAR = "tabular"
    IMAGE = "image"
    TEXT = "text"
    AUDIO = "audio"
    TIME_SERIES = "time_series"
    GRAPH = "graph"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What is known of a dataset; None for what is not.

    Attributes:
        name: What its owner calls it.
        task: What is to be learnt.
        modality: What a row is.
        n_rows: Rows in all, before anything is held out, at least 0.
        n_features: Columns without the target, at least 0.
        n_classes: Different values of a target of classes, at least 0.
        n_categorical_features: Columns whose values have no order, at least 0.
        missing_fraction: Share of the cells of the features without a value, in [0, 1].
        minority_class_fraction: Share of the rows with the rarest class, in [0, 1].
        meta_features: Any other numbers, finite, by name; `docs/datasets.md` defines some.
    """

    name: str | None = None
    task: Task | None = None
    modality: Modality | None = None
    n_rows: int | None = None
    n_features: int | None = None
    n_classes: int | None = None
    n_categorical_features: int | None = None
    missing_fraction: float | None = None
    minority_class_fraction: float | None = None
    meta_features: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            DatasetError: A count is negative, a fraction outside [0, 1] or a number not finite.
        """
        for name in COUNTS:
            count = getattr(self, name)
            if count is not None and count < 0:
                raise DatasetError((name,), expected="a number of at least 0", got=f"{count}")
        for name in FRACTIONS:
            share = getattr(self, name)
            if share is not None and not 0.0 <= share <= 1.0:
                raise DatasetError((name,), expected="a number from 0 to 1", got=f"{share}")
        for name, value in self.meta_features.items():
            if not is_finite(value):
                raise DatasetError(
                    ("meta_features", name), expected="a finite number", got=f"{value}"
                )
