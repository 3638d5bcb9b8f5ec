"""Searches by the product itself, on one data set or on the mean over several."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from benchmarks.experience.families import Family
from benchmarks.experience.scores import DIRECTIONS, SOUGHT
from benchmarks.experience.store import Record, Search
from benchmarks.experience.table import Table
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration, Direction, Objective, Problem, Trial, TrialState, suggest

# Trials of a search on a data set, beside those that all data sets see.
TRIALS = 16
# Configurations that a search on the mean over data sets tries, for each group of these.
COMMON_TRIALS = 12


def next_configuration(family: Family, records: Sequence[Record], number: int) -> Configuration:
    """Return what a search tries next.

    Args:
        family: What is searched.
        records: All trials on the data set, at least one of which did not fail.
        number: Of the trial in the search, from 0: the metrics take turns.

    Raises:
        FailedTrialError: There is nothing new to try.
    """
    metrics = sought(family, records)
    metric = metrics[number % len(metrics)]
    objective = Objective(metric, DIRECTIONS[metric])
    trials = [_trial(each, metric) for each in records]
    return _suggested(family, objective, trials, f"{family.model} {records[0].dataset}", number)


def common_configuration(
    family: Family, table: Table, metrics: Sequence[str], number: int
) -> Configuration:
    """Return what a search on the mean of the regrets over data sets tries next.

    Args:
        family: What is searched.
        table: Trials of the same configurations on all of the data sets.
        metrics: They take turns.
        number: Of the configuration in the search, from 0.

    Raises:
        FailedTrialError: There is nothing new to try.
    """
    means = table.regrets(metrics[number % len(metrics)]).mean(axis=0).tolist()
    trials = [
        Trial(each.configuration, value=mean)
        for each, mean in zip(table.shared, means, strict=True)
    ]
    objective = Objective("regret", Direction.MINIMIZE)
    return _suggested(family, objective, trials, family.model, number)


def _suggested(
    family: Family, objective: Objective, trials: Sequence[Trial], seed: str, number: int
) -> Configuration:
    """Return the next configuration, or raise FailedTrialError if there are no others."""
    answer = suggest(
        Problem(family.space, objective),
        trials,
        count=1,
        rng=np.random.default_rng([crc32(seed.encode()), number]),
        # The catalogue may have changed since.
        lenient=True,
    )
    if not answer.suggestions:
        raise FailedTrialError(f"{family.model} has no other configurations")
    return answer.suggestions[0].parameters


def sought(family: Family, records: Sequence[Record]) -> list[str]:
    """Return the metrics that are searched for: those of the trials, which all have the same."""
    measured = next(each.outcome.scores for each in records if each.outcome.scores)
    return [next(name for name in names if name in measured) for names in SOUGHT[family.task]]


def winners(family: Family, records: Sequence[Record]) -> list[Configuration]:
    """Return the best of a search by each metric, where it is better than all that was shared.

    Args:
        family: What was searched.
        records: All trials on the data set.
    """
    scored = [each for each in records if each.outcome.scores]
    found: list[Configuration] = []
    for metric in sought(family, records) if scored else ():
        sign = -1.0 if DIRECTIONS[metric] is Direction.MAXIMIZE else 1.0
        losses = [sign * each.outcome.scores[metric] for each in scored]
        # The first of equals, and what is shared comes first.
        best = scored[int(np.argmin(losses))]
        if best.search is Search.OWN and best.configuration not in found:
            found.append(best.configuration)
    return found


def _trial(record: Record, metric: str) -> Trial:
    """Return a record as the optimiser sees it."""
    value = record.outcome.scores.get(metric)
    if value is None:
        return Trial(record.configuration, TrialState.FAILED)
    return Trial(record.configuration, value=value)
