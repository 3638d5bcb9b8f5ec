"""The array type of the benchmarks; shapes stand in docstrings, not in types."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
