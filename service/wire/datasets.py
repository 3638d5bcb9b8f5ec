"""What is known of a dataset, on the wire."""

from typing import Annotated, Literal

from pydantic import Field

import models
from service import limits
from service.wire.shapes import NO_OTHER_NAMES, Count, Fraction, Name, Number, Shape, Text


class Dataset(Shape):
    """What is known of the data; nothing of the data itself leaves the user."""

    name: Text | None = None
    task: (
        Literal["classification", "regression", "ranking", "forecasting", "clustering", "other"]
        | None
    ) = None
    modality: (
        Literal["tabular", "image", "text", "audio", "time_series", "graph", "other"] | None
    ) = None
    n_rows: Count | None = None
    n_features: Count | None = None
    n_classes: Count | None = None
    n_categorical_features: Count | None = None
    missing_fraction: Fraction | None = None
    minority_class_fraction: Fraction | None = None
    meta_features: (
        Annotated[
            dict[Name, Number],
            Field(max_length=limits.META_FEATURES, json_schema_extra=NO_OTHER_NAMES),
        ]
        | None
    ) = None

    def value(self) -> models.Dataset:
        """Return the dataset of `models`."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return models.Dataset(
            **{
                **fields,
                "task": None if self.task is None else models.Task(self.task),
                "modality": None if self.modality is None else models.Modality(self.modality),
                "meta_features": self.meta_features or {},
            }
        )
