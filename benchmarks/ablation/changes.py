"""What is changed: constants of modules of `models`, a line of `CHANGES` for each comparison.

A constant can be changed if it is read where it is used, under its own name in its own module.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib import import_module

from benchmarks.quality import field
from benchmarks.quality.comparison import OURS

# Other values of constants, by their paths.
Change = Mapping[str, object]

AS_IT_IS = "as-it-is"
CHANGES: Mapping[str, Change] = {
    AS_IT_IS: {},
    # Hyperparameters: the likeliest instead of draws, and fewer or more draws.
    "likeliest": {"models.fitting.FEW_OBSERVATIONS": 0},
    "two-draws": {"models.fitting.DRAWS": 2},
    "eight-draws": {"models.fitting.DRAWS": 8},
    # Priors.
    "short-scales": {"models.hyperprior.LENGTH_SCALE_PER_ROOT_GROUP": 0.15},
    "long-scales": {
        "models.hyperprior.LENGTH_SCALE_PER_ROOT_GROUP": 0.6,
        "models.hyperprior.LENGTH_SCALE_CENTRES": (0.6, 3.0),
    },
    "sure-of-scales": {"models.hyperprior.LENGTH_SCALE_DEVIATION": 0.5},
    "little-noise": {"models.hyperprior.NOISE_CENTRE": 1e-3},
    "much-noise": {"models.hyperprior.NOISE_CENTRE": 2.5e-2},
    # The trend, and until when there is one.
    "no-trend": {"models.surrogate.TREND_PER_PARAMETER": 0},
    "short-trend": {"models.surrogate.TREND_PER_PARAMETER": 1},
    "endless-trend": {"models.surrogate.TREND_PER_PARAMETER": 1_000},
    "faint-trend": {
        "models.hyperprior.TREND_CENTRE": 0.35,
        "models.hyperprior.SIGNAL_CENTRE_BESIDE_TREND": 0.7,
    },
    # How losses are cut off above the median.
    "early-cut": {"models.outputs.WORST": 1.0},
    "no-cut": {"models.outputs.WORST": 1e9},
    # The initial design.
    "small-design": {"models.strategies.design.LEAST": 3, "models.strategies.design.MOST": 6},
    "large-design": {"models.strategies.design.LEAST": 6, "models.strategies.design.MOST": 12},
    "growing-design": {
        "models.strategies.design.PARAMETERS_PER_TRIAL": 1,
        "models.strategies.design.MOST": 16,
    },
    # The search for the best point.
    "no-climb": {"models.maximisation.GRADIENT_LOOKS": 1},
    "one-start": {"models.maximisation.STARTS": 1},
    "ten-starts": {"models.maximisation.STARTS": 10},
    "few-candidates": {
        "models.maximisation.RANDOM_CANDIDATES": 100,
        "models.maximisation.CHANGED_CANDIDATES": 50,
    },
    "many-candidates": {
        "models.maximisation.RANDOM_CANDIDATES": 900,
        "models.maximisation.CHANGED_CANDIDATES": 450,
    },
    # The trials around which candidates lie.
    "near-the-best": {"models.strategies.bayesian.KNOWN": 1},
    "near-few": {"models.strategies.bayesian.KNOWN": 5},
}


class ConstantError(Exception):
    """A change is about a constant that there is not."""


def present(path: str) -> object:
    """Return the value of a constant of `models`.

    Args:
        path: Its module and its name, such as `models.outputs.WORST`.

    Raises:
        ConstantError: There is none.
    """
    module, _, name = path.rpartition(".")
    try:
        return vars(import_module(module))[name]
    except (ImportError, KeyError, ValueError) as error:
        raise ConstantError(f"expected a constant of models, got {path}") from error


def make(change: Change) -> None:
    """Change constants in this process, for good.

    Raises:
        ConstantError: One of them does not exist; none is changed then.
    """
    for path in change:
        present(path)
    for path, value in change.items():
        module, _, name = path.rpartition(".")
        setattr(import_module(module), name, value)


def version(name: str) -> str:
    """Return what changes with the code of the optimiser and with what the change does.

    Args:
        name: A key of `CHANGES`.
    """
    text = json.dumps(CHANGES[name], sort_keys=True)
    return f"{field.version(OURS)}-{sha256(text.encode()).hexdigest()[:8]}"
