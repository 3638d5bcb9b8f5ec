"""One transaction on one study in SQL, which its row is locked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from models import TrialState
from service.access import Tenant
from service.errors import StudyExistsError
from service.quotas import Holdings
from service.stores.port import KEPT, KEPT_FITS, Receipt, ReceiptExistsError
from service.stores.rows import (
    measurement_row,
    reached_of,
    study_row,
    trial_of,
    trial_row,
)
from service.stores.tables import FITS, MEASUREMENTS, RECEIPTS, STUDIES, TRIALS
from service.study import Study
from service.trial import NO_COURSES, Courses, Moment, Reached, Trial

# Each new receipt makes room for more than itself, so that old ones never pile up.
SWEPT: Final = 8
# Of one statement; databases limit its variables.
NUMBERS: Final = 500


class SqlEdit:
    """A transaction on a study."""

    def __init__(self, connection: Connection, study: Study) -> None:
        """Begin with the study as it is.

        Args:
            connection: In a transaction that holds the lock on the row of the study.
            study: The study.
        """
        self._connection = connection
        self._study = study

    @property
    def study(self) -> Study:
        """The study as it is."""
        return self._study

    def trials(self, numbers: Iterable[int]) -> Mapping[int, Trial]:
        """Return those of these trials that exist, by number and without measurements."""
        wanted, found = sorted(set(numbers)), dict[int, Trial]()
        for start in range(0, len(wanted), NUMBERS):
            query = select(TRIALS).where(
                TRIALS.c.study == self._study.id,
                TRIALS.c.number.in_(wanted[start : start + NUMBERS]),
            )
            rows = self._connection.execute(query).mappings()
            found |= {row["number"]: trial_of(row) for row in rows}
        return found

    def waiting(self, now: Moment) -> Sequence[Trial]:
        """Return the trials that are queued or stale, by number."""
        is_stale = and_(
            TRIALS.c.state == TrialState.RUNNING.value, TRIALS.c.lease_expires_at <= now
        )
        is_waiting = or_(TRIALS.c.state == TrialState.QUEUED.value, is_stale)
        query = select(TRIALS).where(TRIALS.c.study == self._study.id, is_waiting)
        rows = self._connection.execute(query.order_by(TRIALS.c.number)).mappings()
        return [trial_of(row) for row in rows]

    def cost(self) -> float:
        """Return what all trials together have cost, as far as it was told."""
        is_told = and_(TRIALS.c.study == self._study.id, TRIALS.c.cost.is_not(None))
        # Summed here: a sum beyond the largest float is infinite here, and an error in PostgreSQL.
        costs: Sequence[float] = (
            self._connection.execute(select(TRIALS.c.cost).where(is_told)).scalars().all()
        )
        return sum(costs)

    def holdings(self) -> Holdings:
        """Return what the tenant has; see `Edit`."""
        return holdings(self._connection, self._study.tenant)

    def save(self, study: Study) -> None:
        """Keep the study; see `Edit`."""
        statement = update(STUDIES).where(STUDIES.c.id == study.id).values(study_row(study))
        try:
            self._connection.execute(statement)
        except IntegrityError as error:
            raise StudyExistsError(study.name) from error
        self._study = study

    def add(self, trials: Iterable[Trial], measured: Courses = NO_COURSES) -> None:
        """Keep new trials with these measurements."""
        add_trials(self._connection, self._study.id, trials, measured)

    def put(self, trials: Iterable[Trial]) -> None:
        """Keep trials with what has changed of them, but for their measurements."""
        rows = [
            {f"new_{name}": value for name, value in trial_row(self._study.id, each).items()}
            for each in trials
        ]
        if rows:
            changed: dict[str, BindParameter[object]] = {
                name: bindparam(f"new_{name}") for name in CHANGING
            }
            statement = update(TRIALS).where(
                TRIALS.c.study == bindparam("new_study"),
                TRIALS.c.number == bindparam("new_number"),
            )
            self._connection.execute(statement.values(changed), rows)

    def measurements(self, number: int, step: int) -> Sequence[Reached]:
        """Return the last measurement of a trial before a step and all from it on, by step."""
        is_its = and_(MEASUREMENTS.c.study == self._study.id, MEASUREMENTS.c.number == number)
        before = select(func.max(MEASUREMENTS.c.step)).where(is_its, MEASUREMENTS.c.step < step)
        since = func.coalesce(before.scalar_subquery(), step)
        query = select(MEASUREMENTS).where(is_its, MEASUREMENTS.c.step >= since)
        rows = self._connection.execute(query.order_by(MEASUREMENTS.c.step)).mappings()
        return [reached_of(row) for row in rows]

    def measure(self, number: int, measurements: Iterable[Reached]) -> None:
        """Keep measurements of a trial, in place of those at the same steps."""
        rows = [measurement_row(self._study.id, number, each) for each in measurements]
        insertion = _insertion(self._connection)(MEASUREMENTS)
        changed = {
            name: insertion.excluded[name]
            for name in ("metrics", "elapsed", "count", "average", "best")
        }
        self._connection.execute(
            insertion.on_conflict_do_update(
                index_elements=["study", "number", "step"], set_=changed
            ),
            rows,
        )

    def keep_fits(self, fits: Mapping[str, str], now: Moment) -> None:
        """Keep fits by key; see `Edit`."""
        if not fits:
            return
        study = self._study.id
        self._connection.execute(
            _insertion(self._connection)(FITS).on_conflict_do_nothing(),
            [
                {"study": study, "key": key, "fit": fit, "created_at": now}
                for key, fit in fits.items()
            ],
        )
        last = (
            select(FITS.c.key)
            .where(FITS.c.study == study)
            .order_by(FITS.c.created_at.desc(), FITS.c.key)
            .limit(KEPT_FITS)
        )
        self._connection.execute(delete(FITS).where(FITS.c.study == study, FITS.c.key.not_in(last)))

    def remove(self) -> None:
        """Delete the study with its trials."""
        self._connection.execute(delete(STUDIES).where(STUDIES.c.id == self._study.id))

    def remember(self, receipt: Receipt) -> None:
        """Keep the receipt of this transaction; see `Edit`."""
        remember(self._connection, receipt)


# What may change of a trial.
CHANGING: Final = (
    "state",
    "metrics",
    "std",
    "cost",
    "failure",
    "loss",
    "completed_at",
    "worker",
    "lease",
    "lease_expires_at",
    "handouts",
)


def remember(connection: Connection, receipt: Receipt) -> None:
    """Keep a receipt, and forget some that are older than any retry.

    Raises:
        ReceiptExistsError: Its key has one.
    """
    insertion = _insertion(connection)(RECEIPTS).on_conflict_do_nothing()
    # What it says of itself; PostgreSQL's driver counts no rows of such a statement.
    told = insertion.returning(RECEIPTS.c.key)
    row = {
        "tenant": receipt.tenant,
        "key": receipt.key,
        "study": receipt.study,
        "fingerprint": receipt.fingerprint,
        "status": receipt.status,
        "answer": receipt.answer,
        "location": receipt.location,
        "created_at": receipt.created_at,
    }
    if connection.execute(told, row).first() is None:
        raise ReceiptExistsError
    key = tuple_(RECEIPTS.c.tenant, RECEIPTS.c.key)
    old = (
        select(RECEIPTS.c.tenant, RECEIPTS.c.key)
        .where(RECEIPTS.c.created_at < receipt.created_at - KEPT)
        .limit(SWEPT)
        # Those that another transaction is about to forget are none of ours.
        .with_for_update(skip_locked=True)
    )
    connection.execute(delete(RECEIPTS).where(key.in_(old)))


def add_trials(
    connection: Connection, study: str, trials: Iterable[Trial], measured: Courses
) -> None:
    """Keep new trials of a study with these measurements."""
    rows = [trial_row(study, each) for each in trials]
    if rows:
        connection.execute(insert(TRIALS), rows)
    rows = [
        measurement_row(study, number, each)
        for number, course in measured.items()
        for each in course
    ]
    if rows:
        connection.execute(insert(MEASUREMENTS), rows)


def holdings(connection: Connection, tenant: Tenant) -> Holdings:
    """Return what a tenant has, having made others wait who want to know, until this has ended.

    In SQLite they wait already. The lock on a study, if there is one, comes before this one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(tenant, 0))))
    counts = select(func.count(), func.coalesce(func.sum(STUDIES.c.size), 0))
    studies, trials = connection.execute(counts.where(STUDIES.c.tenant == tenant)).one()
    return Holdings(studies, trials)


def _insertion(
    connection: Connection,
) -> type[postgresql.Insert] | type[sqlite.Insert]:
    """Return what makes statements of insertion that may meet a row."""
    return sqlite.Insert if connection.dialect.name == "sqlite" else postgresql.Insert
