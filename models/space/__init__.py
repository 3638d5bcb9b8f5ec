"""The search space: parameters, conditions, constraints, and the way to points and back.

The only room that knows the types of parameters. Everything else sees points of the unit cube.
"""

from models.space.axes import Lattice
from models.space.conditions import Condition
from models.space.defaults import default_place
from models.space.embedding import Embedding
from models.space.enumeration import enumerated
from models.space.parameters import (
    Bool,
    Categorical,
    Choices,
    Float,
    Geometry,
    Int,
    Ordinal,
    Parameter,
)
from models.space.priors import NormalPrior, WeightsPrior
from models.space.region import Region
from models.space.sampling import Sample, most_tries, sample
from models.space.search_space import SearchSpace
from models.space.trend import Trend
from models.space.values import MISSING, Configuration, Missing, Value

__all__ = [
    "MISSING",
    "Bool",
    "Categorical",
    "Choices",
    "Condition",
    "Configuration",
    "Embedding",
    "Float",
    "Geometry",
    "Int",
    "Lattice",
    "Missing",
    "NormalPrior",
    "Ordinal",
    "Parameter",
    "Region",
    "Sample",
    "SearchSpace",
    "Trend",
    "Value",
    "WeightsPrior",
    "default_place",
    "enumerated",
    "most_tries",
    "sample",
]
