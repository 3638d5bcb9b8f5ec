"""Trials of a family as a table: a row for each data set, a column for each configuration.

Symbols: N configurations; M data sets; S (M, N) scores, NaN where there are none; R (M, N) regrets:
0 is the best of the configurations that are spread over the space, 1 their median.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks.arrays import Array
from benchmarks.experience.scores import DIRECTIONS
from benchmarks.experience.store import Record, Shared, key
from benchmarks.experience.training import Outcome
from models import Direction

# A data set counts when such a share of the configurations was tried on it, and the reverse.
SHARE = 0.75
# Regrets above the median's count no more than this; so does what failed.
WORST = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Trials of configurations on data sets.

    Attributes:
        datasets: Their names, M.
        shared: The configurations, N.
        outcomes: What came out, M rows of N; None where nothing was tried.
    """

    datasets: Sequence[str]
    shared: Sequence[Shared]
    outcomes: Sequence[Sequence[Outcome | None]]

    @classmethod
    def of(cls, shared: Sequence[Shared], records: Sequence[Record]) -> Self:
        """Return what there is of configurations, the data sets in the order of their trials."""
        made = {(each.dataset, key(each.configuration)): each.outcome for each in records}
        names = list(dict.fromkeys(each.dataset for each in records))
        keys = [key(each.configuration) for each in shared]
        return cls(names, shared, [[made.get((name, each)) for each in keys] for name in names])

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> "Table":
        """Return some data sets and configurations."""
        return Table(
            [self.datasets[m] for m in rows],
            [self.shared[n] for n in columns],
            [[self.outcomes[m][n] for n in columns] for m in rows],
        )

    def complete(self) -> "Table":
        """Return the part in which few trials are missing."""
        is_tried = ~np.isnan(self.seconds)
        if not is_tried.size:
            return self
        # What searches have just found has been tried nowhere else yet: it must not cost rows.
        is_common = is_tried.mean(axis=0) >= SHARE
        rows = np.flatnonzero(is_tried[:, is_common].sum(axis=1) >= SHARE * is_common.sum())
        columns = np.flatnonzero(is_tried[rows].sum(axis=0) >= SHARE * len(rows))
        return self.part(rows.tolist(), columns.tolist())

    def scores(self, metric: str) -> Array:
        """Return the scores by a metric, (M, N)."""
        return self._numbers(lambda outcome: outcome.scores.get(metric, np.nan))

    @property
    def seconds(self) -> Array:
        """How long trials took, (M, N), also where they failed."""
        return self._numbers(lambda outcome: outcome.seconds)

    @property
    def metrics(self) -> Mapping[str, tuple[Direction, Array]]:
        """The metrics of which there are scores, by name: their directions and scores."""
        found = {name: (way, self.scores(name)) for name, way in DIRECTIONS.items()}
        return {name: pair for name, pair in found.items() if np.isfinite(pair[1]).any()}

    def regrets(self, metric: str) -> Array:
        """Return the regrets by a metric, (M, N), at most `WORST`: also where there is no score."""
        scores = self.scores(metric)
        losses = -scores if DIRECTIONS[metric] is Direction.MAXIMIZE else scores
        is_spread = np.array([each.origin == "design" for each in self.shared], dtype=np.bool_)
        found = np.full(losses.shape, WORST)
        for row, regrets in zip(losses, found, strict=True):
            spread = row[is_spread & np.isfinite(row)]
            # Without a spread over the space, all of it is the best there is.
            scale = spread if len(spread) else row[np.isfinite(row)]
            if len(scale):
                span = float(np.median(scale) - scale.min()) or 1.0
                regrets[:] = np.minimum(np.nan_to_num((row - scale.min()) / span, nan=WORST), WORST)
        return found

    def _numbers(self, of: Callable[[Outcome], float]) -> Array:
        """Return a number of every outcome, (M, N); NaN where nothing was tried."""
        rows = [[np.nan if e is None else of(e) for e in row] for row in self.outcomes]
        return np.array(rows, dtype=np.float64).reshape(len(self.datasets), len(self.shared))
