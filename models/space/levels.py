"""Which column each value of an unordered parameter has: a column per value, or fewer.

Where a parameter has very many values, most of them occur in no trial, and it does not matter
which of these a point has: it has no other point's. They share a few columns, so that a thousand
values cost no more than there are trials.

Symbols: m points, d parameters, c unordered ones; X (m, d) points, NaN where inactive.
"""

from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, IntArray
from models.space.search_space import SearchSpace

# A parameter of more values than these has columns for those that occur, and for the others
# together so many as a batch may well bring up one after the other.
MANY_VALUES = 64
SHARED = 16


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The columns of all unordered parameters, side by side.

    Attributes:
        space: The space.
        known: Points whose values have columns of their own, (m, d).
        nominal: The unordered parameters, (c,).
        widths: How many columns each of them has, (c,).
        columns: The column of every value, one parameter after the other.
        first: The first value of each of them therein, (c,).
    """

    space: SearchSpace
    known: Array
    nominal: IntArray = field(init=False)
    widths: IntArray = field(init=False)
    columns: IntArray = field(init=False)
    first: IntArray = field(init=False)

    def __post_init__(self) -> None:
        """Give every value its column."""
        nominal = np.flatnonzero(self.space.is_nominal)
        slots = [self._slots(int(j)) for j in nominal]
        widths = np.array([1 + int(each.max()) for each in slots], dtype=np.intp)
        offsets = np.cumsum(widths) - widths
        columns = [each + offset for each, offset in zip(slots, offsets, strict=True)]
        counts = self.space.counts[nominal].astype(np.intp)
        object.__setattr__(self, "nominal", nominal)
        object.__setattr__(self, "widths", widths)
        object.__setattr__(self, "columns", np.concatenate([np.empty(0, np.intp), *columns]))
        object.__setattr__(self, "first", np.cumsum(counts) - counts)

    def _slots(self, j: int) -> IntArray:
        """Return the column of every value of one parameter, counted from its first."""
        count, x = int(self.space.counts[j]), self.known[:, j]
        if count <= MANY_VALUES:
            return np.arange(count)
        occurring = np.unique(np.floor(x[~np.isnan(x)] * count).astype(np.intp))
        slots = len(occurring) + np.arange(count) % SHARED
        slots[occurring] = np.arange(len(occurring))
        return slots

    def indicators(self, X: Array) -> Array:
        """Return 1 in the column of every value that a point has, and 0 elsewhere."""
        rows, own = np.nonzero(~np.isnan(X[:, self.nominal]))
        j = self.nominal[own]
        index = np.floor(X[rows, j] * self.space.counts[j]).astype(np.intp)
        indicators = np.zeros((len(X), int(self.widths.sum())))
        indicators[rows, self.columns[self.first[own] + index]] = 1.0
        return indicators
