"""A problem with a parameter of every kind, as a definition and as the optimiser has it."""

from typing import Any

from service.importing.checking import problem_of
from tests.service.bodies import OBJECTIVES

DEFINITION: dict[str, Any] = {
    "space": {
        "parameters": [
            {"name": "eta", "type": "float", "bounds": [0.001, 1.0], "log": True},
            {"name": "rounds", "type": "int", "bounds": [8, 4096]},
            {"name": "kind", "type": "categorical", "values": ["a,b", "1", None, True, 2.5]},
            {"name": "width", "type": "ordinal", "values": [32, 64]},
            {"name": "bias", "type": "bool"},
            {
                "name": "drop",
                "type": "float",
                "bounds": [0, 1],
                "condition": {"parameter": "bias", "values": [True]},
            },
        ]
    },
    "objectives": OBJECTIVES,
}
PROBLEM = problem_of(DEFINITION, "test")
HEADER = "eta,rounds,kind,width,bias,drop,loss"
ROW = '0.1,100,"a,b",64,true,0.5,0.25'
TRIAL: dict[str, Any] = {
    "parameters": {
        "eta": 0.1,
        "rounds": 100,
        "kind": "a,b",
        "width": 64,
        "bias": True,
        "drop": 0.5,
    },
    "values": {"loss": 0.25},
}
