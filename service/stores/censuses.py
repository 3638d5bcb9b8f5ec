"""A census in SQL, whose work grows with what is unfinished and not with what there is."""

from typing import Final

from sqlalchemy import Connection, and_, func, literal_column, select

from models import TrialState
from service.census import Census
from service.stores.tables import STUDIES, TRIALS, UNFINISHED
from service.study import StudyState
from service.trial import SECOND, Moment

# In the words of the index: a database that only learns a value later could not use it.
RUNS: Final = TRIALS.c.state == literal_column(f"'{TrialState.RUNNING}'")


def census(connection: Connection, now: Moment) -> Census:
    """Return how much there is of what at a moment."""
    sizes = select(STUDIES.c.state, func.count(), func.sum(STUDIES.c.size))
    found = connection.execute(sizes.group_by(STUDIES.c.state)).all()
    studies = {StudyState(state): count for state, count, _ in found}
    trials = _unfinished(connection, now)
    # The rest, which are not counted one by one: a study has as many trials as it says.
    trials[TrialState.COMPLETED] = sum(size for *_, size in found) - sum(trials.values())
    return Census(studies, trials, _best_ages(connection, now))


def _unfinished(connection: Connection, now: Moment) -> dict[TrialState, int]:
    """Return how many trials are in each state but completed."""
    query = select(TRIALS.c.state, func.count()).where(UNFINISHED).group_by(TRIALS.c.state)
    counts = {TrialState(state): count for state, count in connection.execute(query)}
    is_stale = and_(UNFINISHED, RUNS, TRIALS.c.lease_expires_at <= now)
    stale: int = connection.execute(select(func.count()).where(is_stale)).scalar_one()
    running = counts.get(TrialState.RUNNING, 0) - stale
    return {**counts, TrialState.RUNNING: running, TrialState.STALE: stale}


def _best_ages(connection: Connection, now: Moment) -> list[float]:
    """Return the ages of the best values of studies that somebody runs a trial of, in seconds."""
    worked_on = (
        select(TRIALS.c.study)
        .where(UNFINISHED, RUNS, TRIALS.c.lease_expires_at > now)
        .distinct()
        .subquery()
    )
    best = (
        select(TRIALS.c.completed_at)
        .where(
            TRIALS.c.study == worked_on.c.study,
            TRIALS.c.loss.is_not(None),
            ~TRIALS.c.is_ignored,
        )
        .order_by(TRIALS.c.loss, TRIALS.c.number)
        .limit(1)
        .scalar_subquery()
    )
    moments = connection.execute(select(best).select_from(worked_on)).scalars()
    return [max(0, now - each) / SECOND for each in moments if each is not None]
