"""The sweep: whatever trials are missing, the most useful first; it may be ended at any time.

Data sets come in groups, and every family sees a group before any family sees the next. Of a group
a family first tries what is shared; then it is searched on each data set; then all data sets so far
see what these searches found; then it is searched for what is good on all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import joblib

from benchmarks.experience.designs import design
from benchmarks.experience.families import Family
from benchmarks.experience.searching import (
    COMMON_TRIALS,
    TRIALS,
    common_configuration,
    next_configuration,
    sought,
    winners,
)
from benchmarks.experience.store import Record, Search, Shared, Store, key
from benchmarks.experience.subjects import CLASSIFICATION, REGRESSION
from benchmarks.experience.table import Table
from benchmarks.experience.training import trainer
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration, Task

# The origin of what is good on all data sets.
COMMON = "common"
GROUPS = {Task.CLASSIFICATION: CLASSIFICATION, Task.REGRESSION: REGRESSION}


@dataclass(frozen=True, slots=True)
class Job:
    """A trial to be made.

    Attributes:
        family: What is trained.
        dataset: On what.
        configuration: What is tried; None for whatever a search tries next.
        known: The trials that the search knows, of this data set.
        number: Of the trial in the search.
        search: Which one that is.
    """

    family: Family
    dataset: str
    configuration: Configuration | None
    known: tuple[Record, ...] = ()
    number: int = 0
    search: Search = Search.NONE


def sweep(
    store: Store, families: Sequence[Family], datasets: Iterable[str], groups: int
) -> Iterator[Record]:
    """Make the trials that are missing, and yield each after it is kept.

    In as many processes as joblib may use.

    Args:
        store: Where trials are kept.
        families: In order of priority.
        datasets: The names of those that may be used.
        groups: How many groups of data sets are seen.
    """
    allowed = set(datasets)
    for i in range(groups):
        for family in families:
            names = [[e for e in group if e in allowed] for group in GROUPS[family.task][: i + 1]]
            seen = [each for group in names for each in group]
            if len(names) > i and names[i]:
                yield from _share(store, family, seen)
                yield from _search(store, family, names[i])
                yield from _share(store, family, seen)
                yield from _search_all(store, family, seen, COMMON_TRIALS * sum(map(bool, names)))


def make(job: Job) -> Record | None:
    """Make a trial; None if a search has nothing new to try."""
    configuration = job.configuration
    try:
        if configuration is None:
            configuration = next_configuration(job.family, job.known, job.number)
    except FailedTrialError:
        return None
    outcome = trainer().outcome(job.family.model, job.dataset, configuration)
    return Record(job.family.model, job.dataset, configuration, outcome, job.search)


def _share(store: Store, family: Family, names: Sequence[str]) -> Iterator[Record]:
    """Try on every data set what is shared."""
    records = store.records(family.model)
    if not store.shared(family.model):
        store.share(family.model, design(family.model, family.space))
    for name in names:
        found = winners(family, [each for each in records if each.dataset == name])
        store.share(family.model, [Shared(each, "optimised") for each in found])
    tried = {(each.dataset, key(each.configuration)) for each in records}
    yield from _made(
        store,
        [
            Job(family, name, each.configuration)
            for each in store.shared(family.model)
            for name in names
            if (name, key(each.configuration)) not in tried
        ],
    )


def _search(store: Store, family: Family, names: Sequence[str]) -> Iterator[Record]:
    """Search on every data set, all of them at a time."""
    for _ in range(TRIALS):
        records = store.records(family.model)
        jobs = []
        for name in names:
            known = tuple(each for each in records if each.dataset == name)
            number = sum(each.search is Search.OWN for each in known)
            if number < TRIALS and any(each.outcome.scores for each in known):
                jobs.append(Job(family, name, None, known, number, Search.OWN))
        yield from _made(store, jobs)


def _search_all(store: Store, family: Family, names: Sequence[str], most: int) -> Iterator[Record]:
    """Search for what is best in the mean over data sets, until so many were found so."""
    known = store.records(family.model)
    metrics = sought(family, known) if any(each.outcome.scores for each in known) else []
    for number in range(most if metrics else 0):
        shared, records = store.shared(family.model), store.records(family.model)
        if sum(each.origin == COMMON for each in shared) > number:
            continue
        table = Table.of(shared, [each for each in records if each.dataset in names])
        try:
            configuration = common_configuration(family, table, metrics, number)
        except FailedTrialError:
            return
        tried = {each.dataset for each in records if each.configuration == configuration}
        missing = [name for name in names if name not in tried]
        yield from _made(
            store, [Job(family, e, configuration, search=Search.COMMON) for e in missing]
        )
        # Only now: a sweep that is ended in between comes to the same configuration again.
        store.share(family.model, [Shared(configuration, COMMON)])


def _made(store: Store, jobs: Sequence[Job]) -> Iterator[Record]:
    """Make trials, and yield each after it is kept."""
    # One at a time to a process, so that nothing that is done waits to be kept.
    parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
    for record in parallel(joblib.delayed(make)(job) for job in jobs):
        if record is not None:
            store.add(record)
            yield record
