"""What a store does. All of it is by tenant; what one tenant has, no other can find."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from models import TrialState
from service.access import ApiKey, KeyId, Tenant
from service.census import Census
from service.quotas import UNLIMITED, Holdings, Quota
from service.study import Progress, Study, StudyId
from service.trial import NO_COURSES, SECOND, Courses, Moment, Reached, Trial

# How long a receipt is kept: a client that has not tried again after a week will not.
KEPT: Final = 7 * 24 * 3_600 * SECOND
# Of so many fits of a study, the last, something may still come to be.
KEPT_FITS: Final = 8


@dataclass(frozen=True, slots=True)
class Condition:
    """In which condition a database is that can be used.

    Attributes:
        kind: What kind of database it is.
        schema: The version of its tables: that of this service, or a later one, which a newer
            service that is about to take its place has brought.
    """

    kind: str
    schema: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a request with an Idempotency-Key, kept in the transaction of its effect.

    Attributes:
        tenant: Whose key it is.
        key: The key.
        study: The id of the study that was made or worked on, be it there still or not.
        fingerprint: What tells the request from others.
        status: Of the answer.
        answer: Its body.
        location: Its header Location; empty without one.
        created_at: When it was given.
    """

    tenant: Tenant
    key: str
    study: StudyId
    fingerprint: str
    status: int
    answer: str
    location: str
    created_at: Moment


class ReceiptExistsError(Exception):
    """The key of a receipt is taken, so nothing of the transaction has happened."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A study with all its trials, by number and without measurements, at one moment.

    Attributes:
        study: The study.
        trials: Its trials.
        fits: The last fits of its surrogate, each as text, by key.
    """

    study: Study
    trials: Sequence[Trial]
    fits: Mapping[str, str] = field(default_factory=dict)


class Edit(Protocol):
    """One transaction on one study, which nobody else edits meanwhile."""

    @property
    def study(self) -> Study:
        """The study as it is."""
        ...

    def trials(self, numbers: Iterable[int]) -> Mapping[int, Trial]:
        """Return those of these trials that exist, by number and without measurements."""
        ...

    def waiting(self, now: Moment) -> Sequence[Trial]:
        """Return the trials that are queued or stale, by number."""
        ...

    def cost(self) -> float:
        """Return what all trials together have cost, as far as it was told."""
        ...

    def holdings(self) -> Holdings:
        """Return what the tenant has, of which nobody makes more until the transaction has ended.

        Nobody, that is, who asks for it before.
        """
        ...

    def save(self, study: Study) -> None:
        """Keep the study with what has changed of it.

        Raises:
            StudyExistsError: Another study has its name.
        """
        ...

    def add(self, trials: Iterable[Trial], measured: Courses = NO_COURSES) -> None:
        """Keep new trials with these measurements."""
        ...

    def put(self, trials: Iterable[Trial]) -> None:
        """Keep trials with what has changed of them, but for their measurements."""
        ...

    def measurements(self, number: int, step: int) -> Sequence[Reached]:
        """Return the last measurement of a trial before a step and all from it on, by step."""
        ...

    def measure(self, number: int, measurements: Iterable[Reached]) -> None:
        """Keep measurements of a trial, in place of those at the same steps."""
        ...

    def keep_fits(self, fits: Mapping[str, str], now: Moment) -> None:
        """Keep fits by key, and of all of the study the last `KEPT_FITS`."""
        ...

    def remove(self) -> None:
        """Delete the study with its trials."""
        ...

    def remember(self, receipt: Receipt) -> None:
        """Keep the receipt of this transaction.

        Raises:
            ReceiptExistsError: Its key has one.
        """
        ...


class Store(Protocol):
    """Keeps studies and their trials. What it has returned from is durable."""

    def condition(self) -> Condition:
        """Return in which condition the database is.

        Raises:
            StoreUnavailableError: It does not answer, or its tables are older than this version.
        """
        ...

    def receipt(self, tenant: Tenant, key: str) -> Receipt | None:
        """Return the receipt of a key, if it has one."""
        ...

    def create(
        self,
        study: Study,
        trials: Sequence[Trial],
        receipt: Receipt | None,
        quota: Quota = UNLIMITED,
        measured: Courses = NO_COURSES,
    ) -> None:
        """Keep a new study with its trials, and the receipt of its creation.

        Args:
            study: The study.
            trials: Its trials.
            receipt: The receipt; None if there is none.
            quota: What its tenant may have with it.
            measured: The measurements of its trials.

        Raises:
            QuotaExceededError: Its tenant would have more than the quota allows.
            StudyExistsError: Another study of the tenant has its name.
            ReceiptExistsError: The key of the receipt has one.
        """
        ...

    def find(self, tenant: Tenant, reference: str) -> Study:
        """Return the study of an id or a name.

        Raises:
            StudyNotFoundError: There is none.
        """
        ...

    def studies(self, tenant: Tenant, *, limit: int, after: str | None) -> Sequence[Study]:
        """Return studies, the oldest first.

        Args:
            tenant: Whose.
            limit: How many at most.
            after: `cursor` of the study they follow; None for the first ones.
        """
        ...

    def progress(self, studies: Sequence[Study], now: Moment) -> Mapping[StudyId, Progress]:
        """Return how far studies have come."""
        ...

    def trials(
        self, study: Study, *, now: Moment, state: TrialState | None, after: int, limit: int
    ) -> Sequence[Trial]:
        """Return trials by number, with their measurements.

        Args:
            study: Of which study.
            now: The moment their states are of.
            state: In which state; None for any.
            after: The number they follow.
            limit: How many at most.
        """
        ...

    def averages(self, study: Study, up_to: int) -> Sequence[float]:
        """Return the average of each completed trial that was measured up to a step.

        Args:
            study: Of which study.
            up_to: The step; of each trial the last measurement not after it counts.
        """
        ...

    def snapshot(self, tenant: Tenant, reference: str) -> Snapshot:
        """Return a study with all its trials and its fits.

        Raises:
            StudyNotFoundError: There is none.
        """
        ...

    def turn(self, study: StudyId) -> AbstractContextManager[None]:
        """Return what an ask of a study enters, having waited for others, in other processes too.

        It only saves work that would be in vain: nothing that is right depends on it.

        Raises:
            BusyError, StoreUnavailableError: Others were at it all the while.
        """
        ...

    def edit(self, tenant: Tenant, reference: str) -> AbstractContextManager[Edit]:
        """Return a transaction on a study, which is durable once its context has ended well.

        Raises:
            StudyNotFoundError: There is none.
        """
        ...

    def census(self, now: Moment) -> Census:
        """Return how much there is of what at a moment, of all tenants together."""
        ...

    def has_keys(self) -> bool:
        """Return whether there are API keys, be they good for something or not."""
        ...

    def key(self, name: KeyId) -> ApiKey | None:
        """Return the API key of an id, if there is one."""
        ...

    def all_keys(self) -> Sequence[ApiKey]:
        """Return all API keys, the oldest first."""
        ...

    def put_key(self, key: ApiKey) -> None:
        """Keep an API key, in place of the one that has its id."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


def cursor(study: Study) -> str:
    """Return what names the place of a study in a list of them."""
    return f"{study.created_at}-{study.id}"
