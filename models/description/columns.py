"""A column of a table.

Symbols: n rows; x (n,) the values of a column, NaN where there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from models.arrays import Array, BoolArray, IntArray

# A column with two values is a switch, whatever they are called.
TWO = 2


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Attributes:
        name: Its name.
        x: Its values, (n,); those that are no numbers are numbered. NaN where there is none.
        is_number: Whether the values are numbers themselves.
    """

    name: str
    x: Array
    is_number: bool

    @classmethod
    def of_numbers(cls, name: str, values: Array) -> Self:
        """Return a column of numbers, (n,); those that are not finite are missing."""
        return cls(name, np.where(np.isfinite(values), values, np.nan), is_number=True)

    @classmethod
    def of_labels(cls, name: str, labels: Sequence[object]) -> Self:
        """Return a column of anything that can be told apart; None is missing."""
        known = dict.fromkeys(each for each in labels if each is not None)
        codes = {None: np.nan, **{label: float(i) for i, label in enumerate(known)}}
        return cls(name, np.array([codes[each] for each in labels]), is_number=False)

    @cached_property
    def is_missing(self) -> BoolArray:
        """Where there is no value, (n,)."""
        return np.isnan(self.x)

    @cached_property
    def known(self) -> Array:
        """The values that there are."""
        return self.x[~self.is_missing]

    @cached_property
    def counts(self) -> IntArray:
        """How often each value occurs, in the order of the values."""
        return np.unique_counts(self.known).counts

    @property
    def is_categorical(self) -> bool:
        """Whether the values have no order: they are no numbers, or there are only two."""
        return not self.is_number or len(self.counts) == TWO

    def rows(self, chosen: BoolArray) -> Self:
        """Return the column of some rows, of which `chosen` is true, (n,)."""
        return type(self)(self.name, self.x[chosen], self.is_number)
