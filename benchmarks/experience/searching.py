"""The search on one data set, by the product itself: what is tried next, and what was best."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from benchmarks.experience.families import Family
from benchmarks.experience.scores import DIRECTIONS, SOUGHT
from benchmarks.experience.store import Record
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration, Direction, Objective, Problem, Trial, TrialState, suggest

# Trials of a search on a data set, beside those that all data sets see.
TRIALS = 16


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
    seed = crc32(f"{family.model} {records[0].dataset}".encode())
    answer = suggest(
        Problem(family.space, Objective(metric, DIRECTIONS[metric])),
        [_trial(each, metric) for each in records],
        count=1,
        rng=np.random.default_rng([seed, number]),
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
        if best.is_search and best.configuration not in found:
            found.append(best.configuration)
    return found


def _trial(record: Record, metric: str) -> Trial:
    """Return a record as the optimiser sees it."""
    value = record.outcome.scores.get(metric)
    if value is None:
        return Trial(record.configuration, TrialState.FAILED)
    return Trial(record.configuration, value=value)
