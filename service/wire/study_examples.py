"""Examples of studies for the OpenAPI document; the tests hold them to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SPACE: Final = MappingProxyType(
    {
        "parameters": [
            {"name": "eta", "type": "float", "bounds": [0.001, 1.0], "log": True, "default": 0.3},
            {"name": "rounds", "type": "int", "bounds": [8, 4096], "log": True, "default": 100},
        ]
    }
)
OBJECTIVES: Final = ({"name": "accuracy", "direction": "maximize"},)
STUDY: Final = MappingProxyType(
    {
        "name": "adult",
        "space": SPACE,
        "objectives": OBJECTIVES,
        "budget": {"trials": 100},
        "seed": 7,
    }
)
NO_TRIALS: Final = MappingProxyType(
    {"queued": 0, "running": 0, "completed": 0, "failed": 0, "stopped": 0, "stale": 0}
)
NEW_STUDY: Final = MappingProxyType(
    {
        "id": "6ad9ef1a05a34b43b8b4cf2bb0ea0a34",
        "name": "adult",
        "state": "active",
        "space": SPACE,
        "objectives": OBJECTIVES,
        "dataset": None,
        "model": None,
        "algorithm": "auto",
        "budget": {"trials": 100, "cost": None},
        "seed": 7,
        "trials": NO_TRIALS,
        "best": None,
        "created_at": "2026-11-24T14:57:03.141592Z",
        "url": "/v1/studies/6ad9ef1a05a34b43b8b4cf2bb0ea0a34",
    }
)
RUNNING: Final[Mapping[str, object]] = MappingProxyType(
    {
        "number": 2,
        "state": "running",
        "parameters": {"eta": 0.0632, "rounds": 724},
        "values": {},
        "std": {},
        "cost": None,
        "worker": "gpu-7",
        "created_at": "2026-11-24T14:58:00Z",
        "completed_at": None,
        "lease_expires_at": "2026-11-24T15:58:00Z",
        "measurements": [],
        "failure": None,
        "reason": {
            "source": "initial_design",
            "summary": "Part of the initial design, which fills the space evenly.",
        },
    }
)
DONE: Final = MappingProxyType(
    {
        "number": 1,
        "state": "completed",
        "parameters": {"eta": 0.3, "rounds": 100},
        "values": {"accuracy": 0.93},
        "std": {"accuracy": 0.004},
        "cost": 12.5,
        "worker": "gpu-7",
        "created_at": "2026-11-24T14:57:10Z",
        "completed_at": "2026-11-24T14:57:59Z",
        "lease_expires_at": None,
        "measurements": [{"step": 9, "values": {"accuracy": 0.91}, "elapsed": 40.0}],
        "failure": None,
        "reason": {
            "source": "default",
            "summary": "The default of every parameter that has one.",
        },
    }
)
QUEUED: Final = MappingProxyType({"parameters": {"eta": 0.1, "rounds": 500}})
QUEUED_TRIAL: Final = MappingProxyType(
    {
        **RUNNING,
        **QUEUED,
        "number": 3,
        "state": "queued",
        "worker": None,
        "lease_expires_at": None,
        "reason": None,
    }
)
OLD_STUDY: Final = MappingProxyType(
    {**NEW_STUDY, "trials": {**NO_TRIALS, "completed": 1, "running": 1}, "best": DONE}
)
RECOMMENDATION: Final = MappingProxyType(
    {
        "recommendation": {
            **DONE,
            "predicted": {"accuracy": {"mean": 0.928, "std": 0.002}},
            "interval": {"accuracy": [0.9241, 0.9319]},
            "best_observed": DONE,
        }
    }
)
EXPORT: Final = MappingProxyType(
    {
        "space": SPACE,
        "objectives": OBJECTIVES,
        "algorithm": "auto",
        "trials": [
            {
                "parameters": {"eta": 0.3, "rounds": 100},
                "state": "completed",
                "values": {"accuracy": 0.93},
                "std": {"accuracy": 0.004},
                "cost": 12.5,
            },
            {"parameters": {"eta": 0.0632, "rounds": 724}, "state": "running"},
        ],
        "seed": 7,
    }
)
TRIAL_REQUEST: Final = MappingProxyType({"count": 2, "worker": "gpu-7", "lease": 3600})
ASKED: Final = MappingProxyType(
    {"trials": [RUNNING], "space_exhausted": False, "budget_spent": False}
)
RESULTS: Final = MappingProxyType(
    {
        "results": [
            {"trial": 1, "values": {"accuracy": 0.93}, "std": {"accuracy": 0.004}, "cost": 12.5},
            {"trial": 2, "failed": "out of memory"},
            {"parameters": {"eta": 0.1, "rounds": 200}, "values": {"accuracy": 0.91}},
        ]
    }
)
TOLD: Final = MappingProxyType({"trials": [DONE]})
REPORT: Final = MappingProxyType({"step": 9, "values": {"accuracy": 0.91}, "elapsed": 40})
STOP_DECISION: Final = MappingProxyType(
    {
        "stop": False,
        "why": "Its best accuracy so far, 0.91, is at least as good as 0.902, the median of the "
        "averages that 8 completed trials had by this step.",
    }
)
LOOK: Final = MappingProxyType({"configurations": [{"eta": 0.1, "rounds": 500}]})
PREDICTIONS: Final = MappingProxyType(
    {"predictions": [{"accuracy": {"mean": 0.921, "std": 0.006}}]}
)
