"""Examples for the OpenAPI document.

The tests send every request and hold its answer, and the answer here, to the document's schema.
"""

from types import MappingProxyType
from typing import Final

SPACE: Final = MappingProxyType(
    {
        "parameters": [
            {
                "name": "booster",
                "type": "categorical",
                "values": ["gbtree", "dart", "gblinear"],
                "default": "gbtree",
            },
            {
                "name": "eta",
                "type": "float",
                "bounds": [0.001, 1.0],
                "log": True,
                "default": 0.3,
                "condition": {"parameter": "booster", "values": ["gbtree", "dart"]},
            },
            {"name": "rounds", "type": "int", "bounds": [8, 4096], "log": True},
        ],
        "constraints": ["eta * rounds <= 400"],
    }
)
MODEL: Final = MappingProxyType(
    {
        "model": "lightgbm.LGBMClassifier",
        "dataset": {"n_rows": 48842, "n_features": 14, "n_classes": 2},
    }
)
FIRST: Final = MappingProxyType(
    {
        "space": SPACE,
        "objectives": [{"name": "accuracy", "direction": "maximize"}],
        "seed": 7,
    }
)
LATER: Final = MappingProxyType(
    {
        "model": "xgboost.XGBClassifier",
        "dataset": {
            "name": "adult",
            "task": "classification",
            "modality": "tabular",
            "n_rows": 48842,
            "n_features": 14,
            "n_classes": 2,
            "n_categorical_features": 8,
            "missing_fraction": 0.01,
            "minority_class_fraction": 0.24,
            "meta_features": {"mean_skewness": 1.3},
        },
        "space": SPACE,
        "objectives": [{"name": "accuracy", "direction": "maximize"}],
        "algorithm": {"name": "gp", "initial_trials": 4},
        "trials": [
            {
                "parameters": {"booster": "gbtree", "eta": 0.3, "rounds": 100},
                "values": {"accuracy": 0.86},
                "std": {"accuracy": 0.004},
                "cost": 12.5,
            },
            {
                "parameters": {"booster": "gblinear", "rounds": 700},
                "values": {"accuracy": 0.84},
            },
            {
                "parameters": {"booster": "dart", "eta": 0.05, "rounds": 2000},
                "values": {"accuracy": 0.87},
            },
            {
                "parameters": {"booster": "dart", "eta": 0.02, "rounds": 900},
                "values": {"accuracy": 0.865},
            },
            {
                "parameters": {"booster": "gbtree", "eta": 0.1, "rounds": 300},
                "state": "running",
            },
            {
                "parameters": {"booster": "gbtree", "eta": 0.9, "rounds": 400},
                "state": "failed",
            },
        ],
        "count": 2,
        "seed": 7,
    }
)
ANSWER: Final = MappingProxyType(
    {
        "suggestions": [
            {
                "parameters": {"booster": "dart", "eta": 0.0613, "rounds": 1480},
                "reason": {
                    "source": "surrogate",
                    "summary": "The surrogate expects 0.871 ± 0.006 here and gives it a chance of "
                    "57% to beat the best so far, 0.87.",
                    "predicted": {"accuracy": {"mean": 0.871, "std": 0.006}},
                    "expected_improvement": 0.0029,
                    "probability_of_improvement": 0.57,
                    "changed": {
                        "eta": {"from": 0.05, "to": 0.0613},
                        "rounds": {"from": 2000, "to": 1480},
                    },
                },
            }
        ],
        "space_exhausted": False,
        "recommendation": {
            "parameters": {"booster": "dart", "eta": 0.05, "rounds": 2000},
            "values": {"accuracy": 0.87},
            "number": 3,
            "predicted": {"accuracy": {"mean": 0.868, "std": 0.003}},
            "best_observed": {
                "parameters": {"booster": "dart", "eta": 0.05, "rounds": 2000},
                "values": {"accuracy": 0.87},
                "number": 3,
            },
        },
        "space": SPACE,
        "seed": 7,
    }
)
