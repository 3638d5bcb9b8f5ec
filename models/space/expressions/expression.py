"""A constraint as it is applied to points.

A violation can be followed downhill: it is the difference of the sides of a comparison, the sum
over parts joined by "and", the least of those joined by "or"; "not" turns comparisons round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Array, BoolArray
from models.space.expressions.formulas import Truth


@dataclass(frozen=True, slots=True)
class Expression:
    """A constraint on the values of some parameters.

    Attributes:
        text: As the user wrote it.
        names: The parameters it names, at least one.
        size: Of how many numbers, names and operations it is made: what judging a point costs.
    """

    text: str
    names: frozenset[str]
    size: int
    _formula: Truth = field(repr=False)

    def violation(self, columns: Mapping[str, Array]) -> Array:
        """Return by how much each point violates the constraint, (m,); 0 where it is satisfied.

        Never NaN, and infinite where it cannot be computed, because of a division by zero or a
        logarithm of what is not positive. Where a parameter it names is inactive, it is satisfied.

        Args:
            columns: Values of every parameter in `names`, (m,) each; NaN where one is inactive, 0
                and 1 for truth values, finite otherwise. Others are ignored.
        """
        with np.errstate(all="ignore"):
            violation = self._formula.judgement(columns).violation
        inactive = np.any([np.isnan(columns[name]) for name in self.names], axis=0)
        return np.where(inactive, 0.0, np.where(np.isnan(violation), np.inf, violation))

    def satisfied(self, columns: Mapping[str, Array]) -> BoolArray:
        """Return whether each point satisfies the constraint, (m,).

        Args:
            columns: As for `violation`.
        """
        satisfied: BoolArray = self.violation(columns) == 0.0
        return satisfied
