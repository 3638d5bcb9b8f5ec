"""Where a parameter stands when nobody has chosen."""

import numpy as np

from models.space.parameters import Geometry, Parameter
from models.space.values import MISSING


def default_place(parameter: Parameter) -> float:
    """Return where the default lies; without one, the likeliest place, or the middle.

    Unordered values without a prior have no middle: the first is as good as any.
    """
    axis, density = parameter.derived.axis, parameter.derived.density
    if parameter.default is not MISSING:
        number = parameter.number_of(parameter.default)
        return float(axis.positions(np.array([number]))[0])
    if density is not None:
        return density.mode
    if parameter.geometry is Geometry.NOMINAL and axis.count is not None:
        return 0.5 / axis.count
    return 0.5
