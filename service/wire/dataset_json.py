"""What is known of a dataset as JSON, in the form in which `ask` reads it."""

from typing import Any

import models

Json = Any


def dataset_json(dataset: models.Dataset) -> Json:
    """Return what is known of a dataset as JSON, without what is not."""
    fields = {
        "name": dataset.name,
        "task": dataset.task and dataset.task.value,
        "modality": dataset.modality and dataset.modality.value,
        "n_rows": dataset.n_rows,
        "n_features": dataset.n_features,
        "n_classes": dataset.n_classes,
        "n_categorical_features": dataset.n_categorical_features,
        "missing_fraction": dataset.missing_fraction,
        "minority_class_fraction": dataset.minority_class_fraction,
        "meta_features": dict(dataset.meta_features) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}
