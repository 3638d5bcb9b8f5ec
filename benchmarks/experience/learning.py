"""From all trials of a family to what ships: which configurations, on which data sets.

Symbols: N configurations; M data sets; S (M, N) scores, R (M, N) regrets: 0 is the best of a data
set, 1 the median; NaN where there are none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks.arrays import Array
from benchmarks.experience.artefact import Artefact, Described
from benchmarks.experience.datasets import metadata
from benchmarks.experience.families import Family
from benchmarks.experience.scores import DIRECTIONS
from benchmarks.experience.store import Record, Shared, key
from benchmarks.experience.subjects import kin
from benchmarks.experience.training import Outcome
from models import Direction, SearchSpace

ABOUT = (
    "Means of three-fold cross-validation on at most 2,000 rows, of most data sets at most 600; "
    "features and numeric targets are standardised. Seconds are those of one thread."
)
# How many configurations ship, and how many of them may come from searches.
MOST, MOST_OPTIMISED = 128, 64
# A data set ships when such a share of the configurations was tried on it, and the reverse.
SHARE = 0.75
# Regrets above the median's count no more than this.
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

    def _numbers(self, of: Callable[[Outcome], float]) -> Array:
        """Return a number of every outcome, (M, N); NaN where nothing was tried."""
        rows = [[np.nan if e is None else of(e) for e in row] for row in self.outcomes]
        return np.array(rows, dtype=np.float64).reshape(len(self.datasets), len(self.shared))


def learn(
    family: Family,
    shared: Sequence[Shared],
    records: Sequence[Record],
    describe: Callable[[str], Described],
) -> Artefact | None:
    """Return what ships of a family; None while there are no two data sets to learn from.

    Args:
        family: What was swept.
        shared: What every data set was to see, the default first.
        records: All trials.
        describe: Tells what is known of a data set by its name.
    """
    space = family.space
    table = Table.of([each for each in shared if _belongs(space, each)], records).complete()
    if len(table.datasets) < 2 or not _begins_with_default(table):  # noqa: PLR2004 - says so.
        return None
    everything = range(len(table.datasets))
    table = table.part(everything, chosen(table))
    return Artefact(
        models=(family.model,),
        about=ABOUT,
        space=space,
        configurations=[each.configuration for each in table.shared],
        origins=[each.origin for each in table.shared],
        found_on=_found_on(table, records),
        datasets=[describe(each) for each in table.datasets],
        metrics=table.metrics,
        seconds=table.seconds,
    )


def described(name: str) -> Described:
    """Return what is known of a data set of PMLB."""
    return Described(name, kin(name), "PMLB", "MIT", metadata(name))


def chosen(table: Table) -> list[int]:
    """Return the columns that ship: default, the most useful of searches, neighbours, the rest.

    The rest is spread evenly, and so is every beginning of it.
    """
    of: dict[str, list[int]] = {}
    for n, each in enumerate(table.shared):
        of.setdefault(each.origin, []).append(n)
    optimised = of.get("optimised", [])
    useful = [optimised[i] for i in greedy(_regrets(table)[:, optimised], MOST_OPTIMISED)]
    order = [*of.get("default", []), *useful, *of.get("neighbour", []), *of.get("design", [])]
    return order[:MOST]


def greedy(R: Array, most: int) -> list[int]:  # noqa: N803 - see the legend.
    """Return the columns after which the least regret of every row so far is lowest in the mean.

    Args:
        R: Regrets, (M, N), without NaN.
        most: How many columns, at the most; ever less useful ones.
    """
    best = np.full(len(R), WORST)
    left, order = list(range(R.shape[1])), list[int]()
    while left and len(order) < most:
        after = np.minimum(R[:, left], best[:, np.newaxis])
        # Among those that add nothing, the better one by itself.
        i = int(np.lexsort((R[:, left].mean(axis=0), after.mean(axis=0)))[0])
        order.append(left.pop(i))
        best = after[:, i]
    return order


def _regrets(table: Table) -> Array:
    """Return the regrets by all metrics, a row for each and every data set, without NaN."""
    found = [np.empty((0, len(table.shared)))]
    for direction, scores in table.metrics.values():
        losses = -scores if direction is Direction.MAXIMIZE else scores
        is_judged = np.isfinite(losses).any(axis=1)
        losses = losses[is_judged]
        best = np.nanmin(losses, axis=1, keepdims=True)
        span = np.nanmedian(losses, axis=1, keepdims=True) - best
        regrets = (losses - best) / np.where(span > 0.0, span, 1.0)
        # What failed, or was not tried, is of no use.
        found.append(np.minimum(np.nan_to_num(regrets, nan=WORST), WORST))
    return np.vstack(found)


def _found_on(table: Table, records: Sequence[Record]) -> list[str | None]:
    """Return the kin of the data set whose search found each configuration; None without one."""
    found = {key(each.configuration): kin(each.dataset) for each in records if each.is_search}
    return [found.get(key(each.configuration)) for each in table.shared]


def _belongs(space: SearchSpace, shared: Shared) -> bool:
    """Tell whether a configuration belongs to a space, which may have changed since."""
    return bool(space.encode_all([shared.configuration]).is_sound[0])


def _begins_with_default(table: Table) -> bool:
    """Tell whether the default is there, and first."""
    return bool(table.shared) and table.shared[0].origin == "default"
