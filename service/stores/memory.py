"""A store in memory: small and obviously right, for tests and to hold the others to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import RLock

from models import TrialState
from service.access import ApiKey, KeyId, Tenant
from service.census import Census
from service.errors import StudyExistsError, StudyNotFoundError
from service.quotas import UNLIMITED, Holdings, Quota
from service.stores.port import KEPT, KEPT_FITS, Condition, Receipt, ReceiptExistsError, Snapshot
from service.study import Progress, Study, StudyId
from service.trial import NO_COURSES, SECOND, Courses, Moment, Reached, Trial, total_cost


@dataclass(slots=True)
class Record:
    """A study with its trials, its measurements by trial and step, and its fits by key."""

    study: Study
    trials: dict[int, Trial] = field(default_factory=dict)
    measurements: dict[int, dict[int, Reached]] = field(default_factory=dict)
    fits: dict[str, tuple[Moment, str]] = field(default_factory=dict)

    def copy(self) -> "Record":
        """Return a record that can change without this one."""
        measurements = {number: dict(each) for number, each in self.measurements.items()}
        return Record(self.study, dict(self.trials), measurements, dict(self.fits))

    def add(self, trials: Iterable[Trial], measured: Courses) -> None:
        """Keep new trials, and their measurements apart from them."""
        for each in trials:
            self.trials[each.number] = replace(each, measurements=())
        for number, course in measured.items():
            self.measurements[number] = {each.step: (each, so_far) for each, so_far in course}

    def whole(self, trial: Trial) -> Trial:
        """Return a trial with its measurements."""
        steps = sorted(self.measurements.get(trial.number, {}).items())
        return replace(trial, measurements=tuple(each for _, (each, _) in steps))


class MemoryStore:
    """Keeps everything in dictionaries under one lock."""

    def __init__(self) -> None:
        """Begin empty."""
        self.lock = RLock()
        self.turns: defaultdict[StudyId, RLock] = defaultdict(RLock)
        self.records: dict[StudyId, Record] = {}
        self.receipts: dict[tuple[Tenant, str], Receipt] = {}
        self.api_keys: dict[KeyId, ApiKey] = {}

    def condition(self) -> Condition:
        """Return that memory answers."""
        return Condition("memory", "none")

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def receipt(self, tenant: Tenant, key: str) -> Receipt | None:
        """Return the receipt of a key, if it has one."""
        return self.receipts.get((tenant, key))

    def create(
        self,
        study: Study,
        trials: Sequence[Trial],
        receipt: Receipt | None,
        quota: Quota = UNLIMITED,
        measured: Courses = NO_COURSES,
    ) -> None:
        """Keep a new study; see `Store`."""
        with self.lock:
            if receipt is not None and self.receipt(receipt.tenant, receipt.key):
                raise ReceiptExistsError
            quota.check(self.holdings(study.tenant), studies=1, trials=len(trials))
            self.check_name(study)
            if receipt is not None:
                self.keep(receipt)
            self.records[study.id] = record = Record(study)
            record.add(trials, measured)

    def find(self, tenant: Tenant, reference: str) -> Study:
        """Return the study of an id or a name; see `Store`."""
        with self.lock:
            for each in self.records.values():
                if each.study.tenant == tenant and reference in (each.study.id, each.study.name):
                    return each.study
        raise StudyNotFoundError(reference)

    def studies(self, tenant: Tenant, *, limit: int, after: str | None) -> Sequence[Study]:
        """Return studies, the oldest first; see `Store`."""
        with self.lock:
            found = [each.study for each in self.records.values() if each.study.tenant == tenant]
        found.sort(key=_place)
        if after is not None:
            created, _, name = after.partition("-")
            found = [each for each in found if _place(each) > (int(created), name)]
        return found[:limit]

    def progress(self, studies: Sequence[Study], now: Moment) -> Mapping[StudyId, Progress]:
        """Return how far studies have come."""
        with self.lock:
            records = [self.records.get(each.id, Record(each)) for each in studies]
            return {
                each.study.id: Progress.of([each.whole(t) for t in each.trials.values()], now)
                for each in records
            }

    def trials(
        self, study: Study, *, now: Moment, state: TrialState | None, after: int, limit: int
    ) -> Sequence[Trial]:
        """Return trials by number, with their measurements; see `Store`."""
        with self.lock:
            record = self.records.get(study.id, Record(study))
            found = [
                record.whole(each)
                for number, each in sorted(record.trials.items())
                if number > after and state in (None, each.state_at(now))
            ]
        return found[:limit]

    def averages(self, study: Study, up_to: int) -> Sequence[float]:
        """Return the average of each completed trial up to a step; see `Store`."""
        with self.lock:
            record = self.records.get(study.id, Record(study))
            measured = [
                [each for step, each in sorted(steps.items()) if step <= up_to]
                for number, steps in record.measurements.items()
                if record.trials[number].state is TrialState.COMPLETED
            ]
        return [so_far.average for *_, (_, so_far) in filter(None, measured)]

    def snapshot(self, tenant: Tenant, reference: str) -> Snapshot:
        """Return a study with all its trials; see `Store`."""
        with self.lock:
            study = self.find(tenant, reference)
            record = self._of(study)
            trials = [each for _, each in sorted(record.trials.items())]
            return Snapshot(study, trials, {key: fit for key, (_, fit) in record.fits.items()})

    @contextmanager
    def turn(self, study: StudyId) -> Iterator[None]:
        """Let one ask of a study in at a time; see `Store`."""
        with self.lock:
            turn = self.turns[study]
        with turn:
            yield

    @contextmanager
    def edit(self, tenant: Tenant, reference: str) -> Iterator["MemoryEdit"]:
        """Return a transaction on a study; see `Store`."""
        with self.lock:
            edit = MemoryEdit(self, self._of(self.find(tenant, reference)).copy())
            yield edit
            edit.commit()

    def census(self, now: Moment) -> Census:
        """Return how much there is of what at a moment."""
        with self.lock:
            records = list(self.records.values())
            trials = [list(each.trials.values()) for each in records]
            best = [
                Progress.of(each, now).best
                for each in trials
                if any(trial.state_at(now) is TrialState.RUNNING for trial in each)
            ]
        moments = [each.completed_at for each in best if each is not None]
        return Census(
            Counter(each.study.state for each in records),
            Counter(trial.state_at(now) for each in trials for trial in each),
            [(now - each) / SECOND for each in moments if each is not None],
        )

    def has_keys(self) -> bool:
        """Return whether there are API keys."""
        return bool(self.api_keys)

    def key(self, name: KeyId) -> ApiKey | None:
        """Return the API key of an id, if there is one."""
        return self.api_keys.get(name)

    def all_keys(self) -> Sequence[ApiKey]:
        """Return all API keys, the oldest first."""
        with self.lock:
            return sorted(self.api_keys.values(), key=lambda each: (each.created_at, each.id))

    def put_key(self, key: ApiKey) -> None:
        """Keep an API key, in place of the one that has its id."""
        with self.lock:
            self.api_keys[key.id] = key

    def holdings(self, tenant: Tenant) -> Holdings:
        """Return what a tenant has."""
        sizes = [each.study.size for each in self.records.values() if each.study.tenant == tenant]
        return Holdings(len(sizes), sum(sizes))

    def check_name(self, study: Study) -> None:
        """Raise StudyExistsError if another study of the tenant has its name."""
        others = (each.study for each in self.records.values() if each.study.id != study.id)
        if any((each.tenant, each.name) == (study.tenant, study.name) for each in others):
            raise StudyExistsError(study.name)

    def keep(self, receipt: Receipt) -> None:
        """Keep a receipt, whose key has none, and forget those that are too old."""
        since = receipt.created_at - KEPT
        known = self.receipts.items()
        self.receipts = {key: each for key, each in known if each.created_at >= since}
        self.receipts[receipt.tenant, receipt.key] = receipt

    def _of(self, study: Study) -> Record:
        """Return the record of a study."""
        return self.records[study.id]


class MemoryEdit:
    """A transaction on a copy of a study's record."""

    def __init__(self, store: MemoryStore, record: Record) -> None:
        """Begin with the record as it is."""
        self._store = store
        self._record = record
        self._receipts: list[Receipt] = []
        self._is_removed = False

    @property
    def study(self) -> Study:
        """The study as it is."""
        return self._record.study

    def trials(self, numbers: Iterable[int]) -> Mapping[int, Trial]:
        """Return those of these trials that exist."""
        return {each: self._record.trials[each] for each in numbers if each in self._record.trials}

    def waiting(self, now: Moment) -> Sequence[Trial]:
        """Return the trials that are queued or stale."""
        states = (TrialState.QUEUED, TrialState.STALE)
        trials = sorted(self._record.trials.items())
        return [each for _, each in trials if each.state_at(now) in states]

    def cost(self) -> float:
        """Return what all trials together have cost, as far as it was told."""
        return total_cost(self._record.trials.values())

    def holdings(self) -> Holdings:
        """Return what the tenant has."""
        return self._store.holdings(self.study.tenant)

    def save(self, study: Study) -> None:
        """Keep the study; see `Edit`."""
        self._store.check_name(study)
        self._record.study = study

    def add(self, trials: Iterable[Trial], measured: Courses = NO_COURSES) -> None:
        """Keep new trials with these measurements."""
        self._record.add(trials, measured)

    def put(self, trials: Iterable[Trial]) -> None:
        """Keep trials with what has changed of them."""
        self._record.trials |= {each.number: each for each in trials}

    def measurements(self, number: int, step: int) -> Sequence[Reached]:
        """Return the last measurement of a trial before a step and all from it on, by step."""
        known = sorted(self._record.measurements.get(number, {}).items())
        before = [each for at, each in known if at < step]
        return [*before[-1:], *(each for at, each in known if at >= step)]

    def measure(self, number: int, measurements: Iterable[Reached]) -> None:
        """Keep measurements of a trial, in place of those at the same steps."""
        kept = self._record.measurements.setdefault(number, {})
        kept |= {each[0].step: each for each in measurements}

    def keep_fits(self, fits: Mapping[str, str], now: Moment) -> None:
        """Keep fits by key; see `Edit`."""
        kept = {key: (now, fit) for key, fit in fits.items()} | self._record.fits
        last = sorted(kept.items(), key=lambda item: (-item[1][0], item[0]))[:KEPT_FITS]
        self._record.fits = dict(last)

    def remove(self) -> None:
        """Delete the study with its trials."""
        self._is_removed = True

    def remember(self, receipt: Receipt) -> None:
        """Keep the receipt of this transaction; see `Edit`."""
        if self._store.receipt(receipt.tenant, receipt.key) is not None:
            raise ReceiptExistsError
        self._receipts.append(receipt)

    def commit(self) -> None:
        """Let everything happen."""
        for each in self._receipts:
            self._store.keep(each)
        if self._is_removed:
            del self._store.records[self.study.id]
        else:
            self._store.records[self.study.id] = self._record


def _place(study: Study) -> tuple[int, str]:
    """Return where a study stands in a list; `cursor` says the same in text."""
    return study.created_at, study.id
