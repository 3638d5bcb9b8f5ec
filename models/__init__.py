"""The optimiser: arrays in, suggestions out.

Pure: no clock, no I/O, no Flask, no SQL, no global state, no global random generator. Randomness
arrives as a `numpy.random.Generator`. The service uses what is exported here and nothing else.
"""

from models.catalogue import (
    CATALOGUE,
    Adaptation,
    AdaptationKind,
    Adapted,
    Model,
    adapted_space,
    find_model,
    usual_objective,
)
from models.dataset import Dataset, Modality, Task
from models.description import Column, describe
from models.errors import (
    ConfigurationError,
    DatasetError,
    EmptySpaceError,
    FixedError,
    ModelError,
    SpaceError,
    TrialError,
    TrialsError,
    UnknownModelError,
    UnsuitableModelError,
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
from models.transfer import Experience

ALGORITHMS = tuple(STRATEGIES)

__all__ = [
    "ALGORITHMS",
    "CATALOGUE",
    "MISSING",
    "Adaptation",
    "AdaptationKind",
    "Adapted",
    "Algorithm",
    "Answer",
    "Bool",
    "Categorical",
    "Change",
    "Column",
    "Condition",
    "Configuration",
    "ConfigurationError",
    "Dataset",
    "DatasetError",
    "Direction",
    "EmptySpaceError",
    "Experience",
    "Fit",
    "FixedError",
    "Float",
    "Hyperparameters",
    "Int",
    "Learn",
    "Learned",
    "Modality",
    "Model",
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
    "Task",
    "Trial",
    "TrialError",
    "TrialState",
    "TrialsError",
    "UnknownModelError",
    "UnsuitableModelError",
    "Value",
    "WeightsPrior",
    "adapted_space",
    "describe",
    "find_model",
    "learn",
    "predict",
    "prepare",
    "suggest",
    "usual_objective",
]
