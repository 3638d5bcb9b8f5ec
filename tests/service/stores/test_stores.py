"""The contract of every store."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Barrier
from uuid import uuid4

import pytest

from models import TrialState
from service.access import ApiKey, KeyId, Scope, Tenant
from service.errors import StudyExistsError, StudyNotFoundError
from service.stores import Edit, Receipt, ReceiptExistsError, Store
from service.stores.port import KEPT_FITS, cursor
from service.study import Budget, Study, StudyId, StudyState
from service.trial import SECOND, Measurement, Outcome, Reached, SoFar, Trial

NOW = 1_764_000_000 * SECOND
WEEK = 7 * 24 * 3_600 * SECOND
# Seconds; far more than anything takes.
PATIENCE = 30
numbers = count(1)
Change = Callable[[Edit], None]


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(uuid4().hex)


def study(tenant: Tenant, name: str = "tuning", **fields: int) -> Study:
    """Return a study that no store has."""
    created = fields.get("created_at", NOW + next(numbers))
    size = fields.get("size", 0)
    made, budget = StudyId(uuid4().hex), Budget(size + 1, 0.1)
    return Study(made, tenant, name, '{"é": 1}', 2**53 - 1, created, size=size, budget=budget)


def trial(number: int, state: TrialState = TrialState.QUEUED) -> Trial:
    """Return a trial in a state; a stale one is running with its lease over."""
    given = Trial(number, {"x": 0.1 * number, "c": None, "n": 8, "b": True, "s": "é"}, NOW)
    match state:
        case TrialState.QUEUED:
            return given
        case TrialState.RUNNING:
            return given.handed_out("gpu-7", 60, NOW)
        case TrialState.STALE:
            return given.handed_out("gpu-7", 60, NOW - 60 * SECOND)
        case _:
            failure = "out of memory" if state is TrialState.FAILED else None
            outcome = Outcome(state, failure=failure)
            return given.handed_out(None, 60, NOW).told(outcome, NOW + 5)


def completed(number: int, loss: float) -> Trial:
    """Return a trial that has a value."""
    outcome = Outcome(
        TrialState.COMPLETED, {"accuracy": -loss}, {"accuracy": 0.01}, cost=12.5, loss=loss
    )
    return trial(number, TrialState.RUNNING).told(outcome, NOW + 7)


def reached(step: int, value: float, elapsed: float | None = None) -> Reached:
    """Return a measurement, and what its trial had reached: of everything the value."""
    return Measurement(step, {"accuracy": value}, elapsed), SoFar(step + 1, value, value)


def receipt(tenant: Tenant, key: str = "k", created_at: int = NOW) -> Receipt:
    """Return the receipt of a key."""
    return Receipt(
        tenant, key, StudyId("1"), "print", 201, '{"é": 1.0}', "/v1/studies/1", created_at
    )


def take_turn(store: Store, name: StudyId) -> None:
    """Wait for the turn of a study, and give it up."""
    with store.turn(name):
        pass


ALL = [
    trial(1, TrialState.QUEUED),
    trial(2, TrialState.RUNNING),
    trial(3, TrialState.STALE),
    trial(4, TrialState.FAILED),
    completed(5, -0.25),
    trial(6, TrialState.STOPPED),
]


class TestReading:
    def test_a_store_that_works_says_so(self, store: Store) -> None:
        store.condition()

    def test_a_study_is_found_by_id_and_by_name(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, "a name, with 'quotes' and é")
        store.create(kept, [], None)
        assert store.find(tenant, kept.id) == kept
        assert store.find(tenant, kept.name) == kept

    def test_another_tenant_finds_nothing(self, store: Store, tenant: Tenant) -> None:
        kept, other = study(tenant), Tenant(uuid4().hex)
        store.create(kept, ALL, receipt(tenant))
        for reference in (kept.id, kept.name):
            with pytest.raises(StudyNotFoundError):
                store.find(other, reference)
            with pytest.raises(StudyNotFoundError):
                store.snapshot(other, reference)
            with pytest.raises(StudyNotFoundError), store.edit(other, reference):
                pass
        assert store.studies(other, limit=9, after=None) == []
        assert store.receipt(other, "k") is None

    def test_what_no_database_could_look_for_is_not_found(
        self, store: Store, tenant: Tenant
    ) -> None:
        with pytest.raises(StudyNotFoundError):
            store.find(tenant, "a\0b")

    def test_a_name_is_taken_within_its_tenant_alone(self, store: Store, tenant: Tenant) -> None:
        store.create(study(tenant), [], None)
        store.create(study(Tenant(uuid4().hex)), [], None)
        with pytest.raises(StudyExistsError):
            store.create(study(tenant), [], None)

    def test_studies_are_listed_by_age_in_pages(self, store: Store, tenant: Tenant) -> None:
        # Two of the same moment, too.
        made = [study(tenant, f"s{i}", created_at=NOW + i // 2) for i in range(5)]
        made.sort(key=lambda each: (each.created_at, each.id))
        for each in reversed(made):
            store.create(each, [], None)
        first = store.studies(tenant, limit=3, after=None)
        rest = store.studies(tenant, limit=3, after=cursor(first[-1]))
        assert [*first, *rest] == made

    def test_trials_come_back_as_they_were(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        found = store.snapshot(tenant, kept.id)
        assert (found.study, list(found.trials)) == (kept, ALL)
        # Python takes these for equal.
        assert [repr(each.parameters) for each in found.trials] == [
            repr(each.parameters) for each in ALL
        ]

    def test_trials_are_listed_by_number_in_pages(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        first = store.trials(kept, now=NOW, state=None, after=0, limit=4)
        rest = store.trials(kept, now=NOW, state=None, after=4, limit=4)
        assert [*first, *rest] == ALL

    @pytest.mark.parametrize("state", list(TrialState))
    def test_trials_are_listed_by_state(
        self, store: Store, tenant: Tenant, state: TrialState
    ) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        found = store.trials(kept, now=NOW, state=state, after=0, limit=9)
        assert [each.state_at(NOW) for each in found] == [state]

    def test_a_tally_counts_states_and_knows_the_best(self, store: Store, tenant: Tenant) -> None:
        one, two, none = study(tenant, "1", size=8), study(tenant, "2"), study(tenant, "3")
        more = [completed(7, -0.5), completed(8, -0.5)]
        store.create(one, [*ALL, *more], None)
        store.create(two, [trial(1)], None)
        store.create(none, [], None)
        progress = store.progress([one, two, none], NOW)
        assert progress[one.id].counts == dict.fromkeys(TrialState, 1) | {TrialState.COMPLETED: 3}
        # The first of equals.
        assert progress[one.id].best == completed(7, -0.5)
        assert (progress[two.id].counts, progress[two.id].best) == ({TrialState.QUEUED: 1}, None)
        assert (progress[none.id].counts, progress[none.id].best) == ({}, None)

    def test_what_does_not_belong_to_the_space_is_not_the_best(
        self, store: Store, tenant: Tenant
    ) -> None:
        kept = study(tenant, size=2)
        foreign = replace(completed(1, -9.0), is_ignored=True)
        store.create(kept, [foreign, completed(2, 1.0)], None)
        assert store.progress([kept], NOW)[kept.id].best == completed(2, 1.0)


class TestEditing:
    def test_what_an_edit_does_is_kept(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        with store.edit(tenant, kept.name) as edit:
            assert edit.study == kept
            assert edit.trials([2, 99, 1, 2]) == {1: ALL[0], 2: ALL[1]}
            changed = replace(edit.study.grown(1), name="new", state=StudyState.STOPPED)
            edit.save(changed)
            edit.add([trial(7)])
            edit.put([completed(2, 0.5)])
        found = store.snapshot(tenant, "new")
        assert found.study == changed
        assert list(found.trials) == [ALL[0], completed(2, 0.5), *ALL[2:], trial(7)]

    def test_an_edit_that_fails_does_nothing(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)

        def fail() -> None:
            with store.edit(tenant, kept.id) as edit:
                edit.save(replace(edit.study, name="new", size=7))
                edit.add([trial(7)])
                edit.put([completed(2, 0.5)])
                edit.measure(2, [reached(1, 0.5)])
                edit.remember(receipt(tenant))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert list(store.snapshot(tenant, kept.id).trials) == ALL
        assert store.trials(kept, now=NOW, state=None, after=1, limit=1)[0].measurements == ()
        assert store.find(tenant, kept.id) == kept
        assert store.receipt(tenant, "k") is None

    def test_what_waits_is_queued_or_stale(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        with store.edit(tenant, kept.id) as edit:
            assert list(edit.waiting(NOW)) == [ALL[0], ALL[2]]
            assert list(edit.waiting(NOW + 60 * SECOND)) == ALL[:3]

    def test_a_new_name_may_not_be_taken(self, store: Store, tenant: Tenant) -> None:
        one, two = study(tenant, "1"), study(tenant, "2")
        store.create(one, [], None)
        store.create(two, [], None)

        def rename() -> None:
            with store.edit(tenant, "2") as edit:
                edit.save(replace(edit.study, name="1"))

        with pytest.raises(StudyExistsError):
            rename()
        assert store.find(tenant, "2") == two

    def test_a_removed_study_is_gone_with_its_trials(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        with store.edit(tenant, kept.id) as edit:
            edit.measure(5, [reached(1, 0.5)])
            edit.remove()
        with pytest.raises(StudyNotFoundError):
            store.find(tenant, kept.id)
        assert store.trials(kept, now=NOW, state=None, after=0, limit=9) == []
        store.create(study(tenant, kept.name), [], None)

    def test_edits_of_a_study_come_one_after_the_other(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)

        def grow(_: int) -> None:
            with store.edit(tenant, kept.id) as edit:
                edit.save(edit.study.grown(1))
                edit.add([trial(edit.study.size)])

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(grow, range(40)))
        found = store.snapshot(tenant, kept.id)
        assert [each.number for each in found.trials] == list(range(1, 41))
        assert found.study.size == 40


class TestSnapshots:
    def test_they_are_as_new_as_the_last_edit(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        changes: list[Change] = [
            lambda edit: edit.put([trial(1).handed_out("gpu-8", 60, NOW)]),
            lambda edit: edit.put([completed(1, 0.5), completed(2, 0.25)]),
            lambda edit: edit.add([trial(7), completed(8, 0.125)]),
            lambda edit: edit.put([completed(7, 1.0)]),
            lambda edit: edit.put([completed(3, 2.0)]),
        ]
        for change in changes:
            store.snapshot(tenant, kept.id)
            with store.edit(tenant, kept.id) as edit:
                change(edit)
            seen = store.trials(kept, now=NOW, state=None, after=0, limit=100)
            assert [*store.snapshot(tenant, kept.id).trials] == [*seen]

    def test_those_of_more_open_trials_than_a_statement_names_are_complete(
        self, store: Store, tenant: Tenant
    ) -> None:
        many = [trial(number) for number in range(1, 700)]
        kept = study(tenant, size=len(many))
        store.create(kept, many, None)
        for _ in range(2):
            assert [*store.snapshot(tenant, kept.id).trials] == many


class TestTurns:
    def test_asks_of_one_study_wait_for_each_other(self, store: Store) -> None:
        # A lock of a file or of a server belongs to a connection, not to a process: two threads
        # are as far apart as two processes.
        name = StudyId(uuid4().hex)
        with ThreadPoolExecutor(1) as other:
            with store.turn(name):
                waiting = other.submit(take_turn, store, name)
                with pytest.raises(TimeoutError):
                    waiting.result(0.2)
            waiting.result(PATIENCE)

    def test_asks_of_two_studies_do_not(self, store: Store) -> None:
        one, another = StudyId(uuid4().hex), StudyId(uuid4().hex)
        with store.turn(one), ThreadPoolExecutor(1) as other:
            other.submit(take_turn, store, another).result(PATIENCE)

    def test_an_ask_that_fails_gives_its_turn_up(self, store: Store) -> None:
        name = StudyId(uuid4().hex)
        with pytest.raises(StudyNotFoundError), store.turn(name):
            raise StudyNotFoundError(name)
        with ThreadPoolExecutor(1) as other:
            other.submit(take_turn, store, name).result(PATIENCE)

    def test_however_many_have_a_turn_all_of_them_can_work(
        self, store: Store, tenant: Tenant
    ) -> None:
        # More than the store has connections.
        kept = [study(tenant, f"s{i}") for i in range(12)]
        for each in kept:
            store.create(each, [], None)
        at_work = Barrier(len(kept))

        def work(mine: Study) -> None:
            with store.turn(mine.id):
                at_work.wait(PATIENCE)
                with store.edit(tenant, mine.id) as edit:
                    edit.save(edit.study.grown(1))

        with ThreadPoolExecutor(len(kept)) as threads:
            list(threads.map(work, kept))
        assert {store.find(tenant, each.id).size for each in kept} == {1}

    def test_nobody_waits_for_edits(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)
        with store.turn(kept.id), store.edit(tenant, kept.id) as edit:
            edit.save(edit.study.grown(1))
        assert store.find(tenant, kept.id).size == 1


class TestCost:
    def test_what_was_told_of_the_cost_of_trials_adds_up(
        self, store: Store, tenant: Tenant
    ) -> None:
        store.create(study(tenant, "1", size=7), [*ALL, completed(7, 0.5)], None)
        store.create(study(tenant, "2", size=1), [trial(1)], None)
        for name, cost in (("1", 25.0), ("2", 0.0)):
            with store.edit(tenant, name) as edit:
                assert edit.cost() == cost

    def test_costs_near_the_largest_float_add_up_to_infinity(
        self, store: Store, tenant: Tenant
    ) -> None:
        kept = study(tenant, size=2)
        spent = Outcome(TrialState.FAILED, cost=1.7e308)
        running = [trial(number, TrialState.RUNNING) for number in (1, 2)]
        store.create(kept, [each.told(spent, NOW) for each in running], None)
        with store.edit(tenant, kept.id) as edit:
            assert edit.cost() == math.inf


class TestMeasurements:
    def test_they_come_with_their_trial_by_step(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        early, late = reached(0, 0.5), reached(3, 0.25, elapsed=40.5)
        with store.edit(tenant, kept.id) as edit:
            edit.measure(5, [late, early])
        found = store.trials(kept, now=NOW, state=None, after=4, limit=1)
        assert [each.measurements for each in found] == [(early[0], late[0])]
        assert store.progress([kept], NOW)[kept.id].best == found[0]

    def test_they_may_come_with_a_new_trial(self, store: Store, tenant: Tenant) -> None:
        course = [reached(0, 0.5), reached(3, 0.25, 40.5)]
        kept = study(tenant, size=1)
        first = replace(completed(1, 0.5), measurements=tuple(each for each, _ in course))
        store.create(kept, [first], None, measured={1: course})
        second = replace(first, number=2)
        with store.edit(tenant, kept.id) as edit:
            edit.add([second], {2: course})
            assert edit.trials([1])[1].measurements == ()
            assert list(edit.measurements(2, 3)) == course
        assert list(store.trials(kept, now=NOW, state=None, after=0, limit=9)) == [first, second]
        assert [each.measurements for each in store.snapshot(tenant, kept.id).trials] == [(), ()]
        assert store.averages(kept, 3) == [0.25, 0.25]

    def test_the_last_of_a_step_counts(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        first, second = reached(3, 0.5, elapsed=1.0), reached(3, 0.75)
        with store.edit(tenant, kept.id) as edit:
            edit.measure(2, [first])
            edit.measure(2, [second])
            assert list(edit.measurements(2, 0)) == [second]
        found = store.trials(kept, now=NOW, state=None, after=1, limit=1)
        assert [each.measurements for each in found] == [(second[0],)]

    def test_those_from_a_step_on_come_with_the_last_before_it(
        self, store: Store, tenant: Tenant
    ) -> None:
        kept = study(tenant, size=6)
        store.create(kept, ALL, None)
        steps = [reached(step, 0.1 * step) for step in (2, 4, 6, 8)]
        with store.edit(tenant, kept.id) as edit:
            edit.measure(2, steps)
            edit.measure(3, [reached(5, 0.5)])
            found = {step: list(edit.measurements(2, step)) for step in (0, 2, 5, 6, 9)}
            assert list(edit.measurements(5, 0)) == []
        assert found == {0: steps, 2: steps, 5: steps[1:], 6: steps[1:], 9: steps[3:]}

    def test_averages_are_of_completed_trials_up_to_a_step(
        self, store: Store, tenant: Tenant
    ) -> None:
        kept, other = study(tenant, size=8), study(tenant, "other", size=1)
        store.create(kept, [*ALL, completed(7, 1), completed(8, 1)], None)
        store.create(other, [completed(1, 1)], None)
        with store.edit(tenant, kept.id) as edit:
            edit.measure(2, [reached(1, 0.125)])
            edit.measure(5, [reached(1, 0.5), reached(3, 0.25), reached(4, 0.75)])
            edit.measure(7, [reached(3, 1.5)])
        with store.edit(tenant, other.id) as edit:
            edit.measure(1, [reached(1, 2.5)])
        averages = {step: sorted(store.averages(kept, step)) for step in (0, 1, 3, 9)}
        assert averages == {0: [], 1: [0.5], 3: [0.25, 1.5], 9: [0.75, 1.5]}


class TestReceipts:
    def test_a_receipt_comes_back(self, store: Store, tenant: Tenant) -> None:
        store.create(study(tenant), [], receipt(tenant, "created"))
        with store.edit(tenant, "tuning") as edit:
            edit.remember(receipt(tenant, "edited"))
        assert store.receipt(tenant, "created") == receipt(tenant, "created")
        assert store.receipt(tenant, "edited") == receipt(tenant, "edited")
        assert store.receipt(tenant, "unknown") is None

    def test_a_key_has_one_receipt_and_a_second_undoes_its_transaction(
        self, store: Store, tenant: Tenant
    ) -> None:
        store.create(study(tenant), [], receipt(tenant))
        with pytest.raises(ReceiptExistsError):
            store.create(study(tenant, "other"), [], receipt(tenant))
        # Even if the name is taken as well: the request is a repetition.
        with pytest.raises(ReceiptExistsError):
            store.create(study(tenant), [], receipt(tenant))

        def edit_again() -> None:
            with store.edit(tenant, "tuning") as edit:
                edit.save(edit.study.grown(1))
                edit.remember(receipt(tenant))

        with pytest.raises(ReceiptExistsError):
            edit_again()
        assert store.find(tenant, "tuning").size == 0
        assert [each.name for each in store.studies(tenant, limit=9, after=None)] == ["tuning"]

    def test_old_receipts_make_room_for_new_ones(self, store: Store, tenant: Tenant) -> None:
        store.create(study(tenant), [], receipt(tenant, "old", NOW - WEEK - SECOND))
        store.create(study(tenant, "2"), [], receipt(tenant, "young", NOW - WEEK + SECOND))
        assert store.receipt(tenant, "old") is not None
        store.create(study(tenant, "3"), [], receipt(tenant, "new", NOW))
        assert store.receipt(tenant, "old") is None
        assert store.receipt(tenant, "young") is not None

    def test_of_transactions_that_race_with_one_key_one_happens(
        self, store: Store, tenant: Tenant
    ) -> None:
        def create(i: int) -> bool:
            try:
                store.create(study(tenant, f"s{i}"), [], receipt(tenant))
            except ReceiptExistsError:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(create, range(16))) == 1
        assert len(store.studies(tenant, limit=99, after=None)) == 1


class TestKeys:
    def test_a_key_comes_back(self, store: Store, tenant: Tenant) -> None:
        name = KeyId(tenant[:12])
        key = ApiKey(name, tenant, frozenset({Scope.ASK, Scope.TELL}), "digest", NOW, NOW + 5)
        assert store.key(name) is None
        store.put_key(key)
        assert store.has_keys()
        assert store.key(name) == key
        assert key in store.all_keys()

    def test_it_takes_the_place_of_the_one_it_was(self, store: Store, tenant: Tenant) -> None:
        key = ApiKey(KeyId(tenant[:12]), tenant, frozenset(Scope), "digest", NOW)
        store.put_key(key)
        store.put_key(key.revoked(NOW + 5))
        assert [each for each in store.all_keys() if each.id == key.id] == [key.revoked(NOW + 5)]


class TestFits:
    def test_a_fit_comes_back_as_it_was(self, store: Store, tenant: Tenant) -> None:
        kept, fits = study(tenant), {"a": '{"é": 0.1}', "b": ""}
        store.create(kept, [], None)
        with store.edit(tenant, kept.id) as edit:
            edit.keep_fits(fits, NOW)
        assert store.snapshot(tenant, kept.id).fits == fits

    def test_a_fit_is_of_one_study(self, store: Store, tenant: Tenant) -> None:
        one, other = study(tenant, "one"), study(tenant, "other")
        store.create(one, [], None)
        store.create(other, [], None)
        with store.edit(tenant, one.id) as edit:
            edit.keep_fits({"a": "fit"}, NOW)
        assert store.snapshot(tenant, other.id).fits == {}

    def test_the_last_ones_are_kept(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)
        for i in range(KEPT_FITS + 3):
            with store.edit(tenant, kept.id) as edit:
                edit.keep_fits({f"{i:03}": "fit"}, NOW + i)
        expected = {f"{i:03}" for i in range(3, KEPT_FITS + 3)}
        assert set(store.snapshot(tenant, kept.id).fits) == expected

    def test_a_fit_that_is_kept_already_stays(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)
        for text in ("first", "second"):
            with store.edit(tenant, kept.id) as edit:
                edit.keep_fits({"a": text}, NOW)
        assert store.snapshot(tenant, kept.id).fits == {"a": "first"}

    def test_a_transaction_that_fails_has_kept_none(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)

        def fail() -> None:
            with store.edit(tenant, kept.id) as edit:
                edit.keep_fits({"a": "fit"}, NOW)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert store.snapshot(tenant, kept.id).fits == {}

    def test_a_study_is_deleted_with_its_fits(self, store: Store, tenant: Tenant) -> None:
        kept = study(tenant)
        store.create(kept, [], None)
        with store.edit(tenant, kept.id) as edit:
            edit.keep_fits({"a": "fit"}, NOW)
        with store.edit(tenant, kept.id) as edit:
            edit.remove()
        store.create(kept, [], None)
        assert store.snapshot(tenant, kept.id).fits == {}
