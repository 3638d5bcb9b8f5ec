"""From all trials of a family to what ships: which configurations, on which data sets.

Symbols: N configurations; M data sets; R (M, N) regrets, as in `table`.
"""

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.arrays import Array
from benchmarks.experience.artefact import Artefact, Described
from benchmarks.experience.datasets import metadata
from benchmarks.experience.families import Family
from benchmarks.experience.store import Record, Search, Shared, key
from benchmarks.experience.subjects import kin
from benchmarks.experience.table import SHARE, WORST, Table
from models import SearchSpace

ABOUT = (
    "Means of three-fold cross-validation on at most 2,000 rows, of most data sets at most 600; "
    "features and numeric targets are standardised. Seconds are those of one thread."
)
# The origins of what searches found.
FOUND = ("common", "optimised")
# How many configurations ship, and how many of them may come from searches.
MOST, MOST_FOUND = 128, 64


def learn(
    family: Family,
    shared: Sequence[Shared],
    records: Sequence[Record],
    describe: Callable[[str], Described],
) -> Artefact | None:
    """Return what ships of a family; None while most of what is planned is not tried.

    Args:
        family: What was swept.
        shared: What every data set was to see, the default first.
        records: All trials.
        describe: Tells what is known of a data set by its name.
    """
    space = family.space
    known = [each for each in shared if _belongs(space, each)]
    table = Table.of(known, records).complete()
    is_begun = len(table.datasets) > 1 and table.shared[:1] == known[:1]
    if not is_begun or _planned(table.shared) < SHARE * _planned(known):
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
    found = [n for origin in FOUND for n in of.get(origin, [])]
    useful = [found[i] for i in greedy(_regrets(table)[:, found], MOST_FOUND)]
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
    """Return the regrets by all metrics, a row for each and every data set."""
    return np.vstack([np.empty((0, len(table.shared))), *map(table.regrets, table.metrics)])


def _found_on(table: Table, records: Sequence[Record]) -> list[list[str]]:
    """Return the kin of the data sets whose searches found each configuration."""
    found: dict[str, set[str]] = {}
    for each in records:
        if each.search is not Search.NONE:
            found.setdefault(key(each.configuration), set()).add(kin(each.dataset))
    return [sorted(found.get(key(each.configuration), ())) for each in table.shared]


def _belongs(space: SearchSpace, shared: Shared) -> bool:
    """Tell whether a configuration belongs to a space, which may have changed since."""
    return bool(space.encode_all([shared.configuration]).is_sound[0])


def _planned(shared: Sequence[Shared]) -> int:
    """Return how many configurations no search found."""
    return sum(each.origin not in FOUND for each in shared)
