"""Examples of the catalogue for the OpenAPI document: what the service itself answers."""

from types import MappingProxyType
from typing import Final

import models
from service.wire.model_answers import adapted_json, model_json, models_json, read_dataset

MODEL: Final = models.find_model("sklearn.KNeighborsClassifier")
BODY: Final = MappingProxyType({"dataset": {"n_rows": 75, "n_features": 4, "n_classes": 3}})
DATASET: Final = read_dataset(dict(BODY))

LIST: Final = MappingProxyType(models_json([MODEL], is_last=False))
DETAIL: Final = MappingProxyType(
    model_json(MODEL, models.adapted_space(MODEL.name, models.Dataset()))
)
ADAPTED: Final = MappingProxyType(
    adapted_json(MODEL, DATASET, models.adapted_space(MODEL.name, DATASET))
)
