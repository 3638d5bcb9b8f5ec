"""What has been tried, as points and values.

Symbols: n completed trials, f failed, q pending; d parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from models.arrays import Array, IntArray
from models.errors import TrialsError
from models.problem import Direction, Trial, TrialState
from models.space import SearchSpace
from models.space.search_space import keys_of
from models.transfer import Lessons


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The trials of a problem, sorted by what they tell.

    Attributes:
        X: Points of completed trials, (n, d).
        values: Their values, in the direction of the objective, (n,).
        stds: Standard deviations of the noise of the values, 0 if unknown, (n,).
        numbers: Index of every completed trial among all that were given, (n,).
        failed: Points of failed trials, (f, d).
        pending: Points of trials whose value may still come, (q, d).
        taken: Keys of all points that have been tried, however it ended; see `SearchSpace.keys`.
        ignored: Indices of the trials that do not belong to the space.
        total: How many trials were given.
        direction: Which values are better.
        lessons: What earlier studies teach; None if there were none.
    """

    X: Array
    values: Array
    stds: Array
    numbers: IntArray
    failed: Array
    pending: Array
    taken: frozenset[bytes]
    ignored: tuple[int, ...]
    total: int
    direction: Direction
    lessons: Lessons | None = None

    @classmethod
    def of(
        cls,
        space: SearchSpace,
        trials: Sequence[Trial],
        direction: Direction,
        *,
        lenient: bool = False,
    ) -> Self:
        """Return the history of trials.

        Args:
            space: The space they were suggested from.
            trials: The trials.
            direction: Of the objective.
            lenient: Whether trials that do not belong to the space are left out.

        Raises:
            TrialsError: Some do not belong to the space, and lenient is off.
        """
        encoded = space.encode_all([trial.parameters for trial in trials])
        if encoded.errors and not lenient:
            raise TrialsError(encoded.errors)
        X, sound = encoded.X, np.flatnonzero(encoded.is_sound).tolist()
        completed = [i for i in sound if trials[i].state is TrialState.COMPLETED]
        return cls(
            X[completed],
            np.array([trials[i].value for i in completed], dtype=np.float64),
            np.array([trials[i].std or 0.0 for i in completed], dtype=np.float64),
            np.array(completed, dtype=np.intp),
            X[[i for i in sound if trials[i].state is TrialState.FAILED]],
            X[[i for i in sound if trials[i].state.is_pending]],
            frozenset(keys_of(encoded.N[sound])),
            tuple(np.flatnonzero(~encoded.is_sound).tolist()),
            len(trials),
            direction,
        )

    def with_pending(self, space: SearchSpace, points: Sequence[Array]) -> Self:
        """Return this history with further points, (d,) each, under way."""
        if not points:
            return self
        X = np.vstack(points)
        return replace(
            self,
            pending=np.vstack([self.pending, X]),
            taken=self.taken | set(space.keys(X)),
            total=self.total + len(X),
        )

    @property
    def losses(self) -> Array:
        """The values of completed trials, lower is better, (n,)."""
        return self.values if self.direction is Direction.MINIMIZE else -self.values

    @property
    def incumbent(self) -> int | None:
        """Row of the completed trial with the best value, the first of equals; None without."""
        return int(np.argmin(self.losses)) if len(self.values) else None
