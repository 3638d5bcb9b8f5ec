"""A store in SQLite or PostgreSQL: the same statements in both."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
)
from sqlalchemy.exc import IntegrityError

from models import TrialState
from service.access import ApiKey, KeyId, Tenant
from service.census import Census
from service.errors import StoreUnavailableError, StudyExistsError, StudyNotFoundError
from service.quotas import UNLIMITED, Quota
from service.stores.censuses import census
from service.stores.databases import Database
from service.stores.edits import SqlEdit, add_trials, holdings, remember
from service.stores.port import Condition, Receipt, Snapshot
from service.stores.recollection import NOTHING, Known, Recollection
from service.stores.rows import (
    key_of,
    key_row,
    measurement_of,
    study_of,
    study_row,
    trial_of,
)
from service.stores.tables import API_KEYS, FITS, MEASUREMENTS, RECEIPTS, STUDIES, TRIALS
from service.study import Progress, Study, StudyId
from service.trial import NO_COURSES, Courses, Measurement, Moment, Trial

# Of one statement; databases limit its variables.
IDS = 500
VERSION = "SELECT version_num FROM alembic_version"


class SqlStore:
    """Keeps studies in tables."""

    def __init__(self, database: Database, version: str) -> None:
        """Use a database.

        Args:
            database: The database.
            version: Which its tables must have.
        """
        self._database = database
        self._version = version
        self._recollection = Recollection()

    def condition(self) -> Condition:
        """Return in which condition the database is; see `Store`."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(VERSION).scalar()
        if found is None or found < self._version:
            raise StoreUnavailableError(
                f"the tables of the database are of version {found or 'none'}, and this service "
                f"needs {self._version}; `trialwise migrate` makes them so"
            )
        return Condition(self._database.engine.dialect.name, found)

    def close(self) -> None:
        """Let go of every connection."""
        self._database.engine.dispose()

    def receipt(self, tenant: Tenant, key: str) -> Receipt | None:
        """Return the receipt of a key, if it has one."""
        is_its = and_(RECEIPTS.c.tenant == tenant, RECEIPTS.c.key == key)
        with self._database.reading() as connection:
            row = connection.execute(select(RECEIPTS).where(is_its)).mappings().first()
        return None if row is None else Receipt(**row)

    def create(
        self,
        study: Study,
        trials: Sequence[Trial],
        receipt: Receipt | None,
        quota: Quota = UNLIMITED,
        measured: Courses = NO_COURSES,
    ) -> None:
        """Keep a new study; see `Store`."""
        with self._database.writing() as connection:
            if quota.limits_holdings:
                before = holdings(connection, study.tenant)
                quota.check(before, studies=1, trials=len(trials))
            if receipt is not None:
                remember(connection, receipt)
            try:
                connection.execute(insert(STUDIES), study_row(study))
            except IntegrityError as error:
                raise StudyExistsError(study.name) from error
            add_trials(connection, study.id, trials, measured)

    def find(self, tenant: Tenant, reference: str) -> Study:
        """Return the study of an id or a name; see `Store`."""
        with self._database.reading() as connection:
            return _found(connection, _named(tenant, reference), reference)

    def studies(self, tenant: Tenant, *, limit: int, after: str | None) -> Sequence[Study]:
        """Return studies, the oldest first; see `Store`."""
        place = tuple_(STUDIES.c.created_at, STUDIES.c.id)
        query = select(STUDIES).where(STUDIES.c.tenant == tenant)
        if after is not None:
            created, _, name = after.partition("-")
            query = query.where(place > tuple_(int(created), name))
        query = query.order_by(STUDIES.c.created_at, STUDIES.c.id).limit(limit)
        with self._database.reading() as connection:
            return [study_of(row) for row in connection.execute(query).mappings()]

    def progress(self, studies: Sequence[Study], now: Moment) -> Mapping[StudyId, Progress]:
        """Return how far studies have come."""
        ids = [each.id for each in studies]
        found: dict[StudyId, Progress] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), IDS):
                found |= _progress(connection, ids[start : start + IDS], now)
        return found

    def trials(
        self, study: Study, *, now: Moment, state: TrialState | None, after: int, limit: int
    ) -> Sequence[Trial]:
        """Return trials by number, with their measurements; see `Store`."""
        query = select(TRIALS).where(TRIALS.c.study == study.id, TRIALS.c.number > after)
        if state is not None:
            query = query.where(_is_in(state, now))
        query = query.order_by(TRIALS.c.number).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            places = [(study.id, row["number"]) for row in rows]
            measurements = _measurements(connection, places)
        return [trial_of(row, measurements.get((study.id, row["number"]), ())) for row in rows]

    def averages(self, study: Study, up_to: int) -> Sequence[float]:
        """Return the average of each completed trial up to a step; see `Store`."""
        # For each trial one look into the index.
        last = (
            select(MEASUREMENTS.c.average)
            .where(
                MEASUREMENTS.c.study == TRIALS.c.study,
                MEASUREMENTS.c.number == TRIALS.c.number,
                MEASUREMENTS.c.step <= up_to,
            )
            .order_by(MEASUREMENTS.c.step.desc())
            .limit(1)
            .scalar_subquery()
        )
        is_completed = TRIALS.c.state == TrialState.COMPLETED.value
        query = select(last).where(TRIALS.c.study == study.id, is_completed)
        with self._database.reading() as connection:
            return [each for each in connection.execute(query).scalars() if each is not None]

    def snapshot(self, tenant: Tenant, reference: str) -> Snapshot:
        """Return a study with all its trials and its fits; see `Store`."""
        with self._database.reading() as connection:
            study = _found(connection, _named(tenant, reference), reference)
            known = _known(connection, study, self._recollection.of(study.id))
            self._recollection.keep(study.id, known)
            query = select(FITS).where(FITS.c.study == study.id)
            rows = connection.execute(query).mappings()
            return Snapshot(study, known.trials, {row["key"]: row["fit"] for row in rows})

    def census(self, now: Moment) -> Census:
        """Return how much there is of what at a moment."""
        with self._database.reading() as connection:
            return census(connection, now)

    def has_keys(self) -> bool:
        """Return whether there are API keys."""
        with self._database.reading() as connection:
            return connection.execute(select(API_KEYS.c.id).limit(1)).first() is not None

    def key(self, name: KeyId) -> ApiKey | None:
        """Return the API key of an id, if there is one."""
        query = select(API_KEYS).where(API_KEYS.c.id == name)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else key_of(row)

    def all_keys(self) -> Sequence[ApiKey]:
        """Return all API keys, the oldest first."""
        query = select(API_KEYS).order_by(API_KEYS.c.created_at, API_KEYS.c.id)
        with self._database.reading() as connection:
            return [key_of(row) for row in connection.execute(query).mappings()]

    def put_key(self, key: ApiKey) -> None:
        """Keep an API key, in place of the one that has its id."""
        with self._database.writing() as connection:
            connection.execute(delete(API_KEYS).where(API_KEYS.c.id == key.id))
            connection.execute(insert(API_KEYS), key_row(key))

    def turn(self, study: StudyId) -> AbstractContextManager[None]:
        """Return what an ask of a study enters while it is worked on; see `Store`."""
        return self._database.turn(study)

    @contextmanager
    def edit(self, tenant: Tenant, reference: str) -> Iterator[SqlEdit]:
        """Return a transaction on a study; see `Store`."""
        with self._database.writing() as connection:
            query = _named(tenant, reference).with_for_update()
            yield SqlEdit(connection, _found(connection, query, reference))


def _named(tenant: Tenant, reference: str) -> Select[tuple[object, ...]]:
    """Return the query for the study of an id or a name; no name is an id.

    Raises:
        StudyNotFoundError: No study can be called that: PostgreSQL has no text with a NUL.
    """
    if "\0" in reference:
        raise StudyNotFoundError(reference)
    is_named = or_(STUDIES.c.id == reference, STUDIES.c.name == reference)
    return select(STUDIES).where(STUDIES.c.tenant == tenant, is_named)


def _found(connection: Connection, query: Select[tuple[object, ...]], reference: str) -> Study:
    """Return the study that a query finds, or raise StudyNotFoundError."""
    row = connection.execute(query).mappings().first()
    if row is None:
        raise StudyNotFoundError(reference)
    return study_of(row)


def _known(connection: Connection, study: Study, before: Known) -> Known:
    """Return all trials of a study, of which these were known before."""
    if len(before.unended) > IDS:
        before = NOTHING
    is_new = or_(TRIALS.c.number > len(before.trials), TRIALS.c.number.in_(before.unended))
    query = select(TRIALS).where(TRIALS.c.study == study.id, is_new)
    rows = connection.execute(query).mappings()
    return before.with_read({row["number"]: trial_of(row) for row in rows})


def _is_in(state: TrialState, now: Moment) -> ColumnElement[bool]:
    """Return the condition that a trial is in a state at a moment."""
    is_over = TRIALS.c.lease_expires_at <= now
    match state:
        case TrialState.STALE:
            return and_(TRIALS.c.state == TrialState.RUNNING.value, is_over)
        case TrialState.RUNNING:
            return and_(TRIALS.c.state == state.value, ~is_over)
        case _:
            return TRIALS.c.state == state.value


def _progress(
    connection: Connection, ids: Sequence[StudyId], now: Moment
) -> Iterator[tuple[StudyId, Progress]]:
    """Yield how far studies have come, by id."""
    is_stale = _is_in(TrialState.STALE, now)
    query = (
        select(TRIALS.c.study, TRIALS.c.state, is_stale.label("is_stale"), func.count())
        .where(TRIALS.c.study.in_(ids))
        .group_by(TRIALS.c.study, TRIALS.c.state, is_stale)
    )
    counts: dict[StudyId, dict[TrialState, int]] = {each: {} for each in ids}
    for study, state, stale, count in connection.execute(query):
        counts[study][TrialState.STALE if stale else TrialState(state)] = count
    best = _best(connection, ids)
    for each in ids:
        yield each, Progress(counts[each], best.get(each))


def _best(connection: Connection, ids: Sequence[StudyId]) -> Mapping[StudyId, Trial]:
    """Return for each study that has one the completed trial with the best value."""
    # For each study one look into the index.
    number = (
        select(TRIALS.c.number)
        .where(TRIALS.c.study == STUDIES.c.id, TRIALS.c.loss.is_not(None), ~TRIALS.c.is_ignored)
        .order_by(TRIALS.c.loss, TRIALS.c.number)
        .limit(1)
        .scalar_subquery()
    )
    best = connection.execute(select(STUDIES.c.id, number).where(STUDIES.c.id.in_(ids)))
    places = [(study, number) for study, number in best if number is not None]
    if not places:
        return {}
    query = select(TRIALS).where(tuple_(TRIALS.c.study, TRIALS.c.number).in_(places))
    rows = connection.execute(query).mappings().all()
    measurements = _measurements(connection, places)
    return {
        row["study"]: trial_of(row, measurements.get((row["study"], row["number"]), ()))
        for row in rows
    }


def _measurements(
    connection: Connection, places: Sequence[tuple[StudyId, int]]
) -> Mapping[tuple[StudyId, int], tuple[Measurement, ...]]:
    """Return the measurements of trials by study and number, each by step."""
    found: dict[tuple[StudyId, int], tuple[Measurement, ...]] = {}
    place = (MEASUREMENTS.c.study, MEASUREMENTS.c.number)
    for start in range(0, len(places), IDS):
        query = (
            select(MEASUREMENTS)
            .where(tuple_(*place).in_(places[start : start + IDS]))
            .order_by(*place, MEASUREMENTS.c.step)
        )
        rows = connection.execute(query).mappings()
        for key, group in groupby(rows, key=lambda row: (row["study"], row["number"])):
            found[key] = tuple(measurement_of(row) for row in group)
    return found
