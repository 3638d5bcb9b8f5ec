"""The optimiser: arrays in, suggestions out.

Pure: no clock, no I/O, no Flask, no SQL, no global state, no global random generator. Randomness
arrives as a `numpy.random.Generator`. The service uses what is exported here and nothing else.
"""

from models.errors import (
    ConfigurationError,
    EmptySpaceError,
    FixedError,
    ModelError,
    SpaceError,
    TrialError,
    TrialsError,
)
from models.facade import prepare, suggest
from models.fitting import Fit, Outcome
from models.learning import Learn, Learned, learn
from models.observations import Hyperparameters, Observations
from models.prediction import predict
from models.problem import (
    Algorithm,
    Answer,
    Change,
    Direction,
    Objective,
    Prediction,
    Problem,
    Reason,
    Recommendation,
    Source,
    Suggestion,
    Trial,
    TrialState,
)
from models.space import (
    MISSING,
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    NormalPrior,
    Ordinal,
    Parameter,
    SearchSpace,
    Value,
    WeightsPrior,
)
from models.strategies import STRATEGIES

ALGORITHMS = tuple(STRATEGIES)

__all__ = [
    "ALGORITHMS",
    "MISSING",
    "Algorithm",
    "Answer",
    "Bool",
    "Categorical",
    "Change",
    "Condition",
    "Configuration",
    "ConfigurationError",
    "Direction",
    "EmptySpaceError",
    "Fit",
    "FixedError",
    "Float",
    "Hyperparameters",
    "Int",
    "Learn",
    "Learned",
    "ModelError",
    "NormalPrior",
    "Objective",
    "Observations",
    "Ordinal",
    "Outcome",
    "Parameter",
    "Prediction",
    "Problem",
    "Reason",
    "Recommendation",
    "SearchSpace",
    "Source",
    "SpaceError",
    "Suggestion",
    "Trial",
    "TrialError",
    "TrialState",
    "TrialsError",
    "Value",
    "WeightsPrior",
    "learn",
    "predict",
    "prepare",
    "suggest",
]
