"""A census of every store: what a new study adds to it."""

from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest

from models import TrialState
from service.access import Tenant
from service.census import Census
from service.stores import Store
from service.study import StudyState
from service.trial import SECOND, Trial
from tests.service.stores.test_stores import ALL, NOW, completed, study, trial

LATER = NOW + 30 * SECOND


def added(before: Census, after: Census) -> Census:
    """Return what one census has more than another."""
    ages = Counter(after.best_ages) - Counter(before.best_ages)
    return Census(
        Counter(after.studies) - Counter(before.studies),
        Counter(after.trials) - Counter(before.trials),
        list(ages.elements()),
    )


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(uuid4().hex)


def test_every_trial_is_counted_in_its_state(store: Store, tenant: Tenant) -> None:
    before = store.census(NOW)
    store.create(study(tenant, size=len(ALL)), ALL, None)
    found = added(before, store.census(NOW))
    assert found.studies == {StudyState.ACTIVE: 1}
    assert found.trials == dict.fromkeys(TrialState, 1)


def test_a_trial_is_stale_from_the_moment_its_lease_is_over(store: Store, tenant: Tenant) -> None:
    before = store.census(NOW + 60 * SECOND)
    store.create(study(tenant, size=1), [trial(1, TrialState.RUNNING)], None)
    assert added(before, store.census(NOW + 60 * SECOND)).trials == {TrialState.STALE: 1}


def test_stopped_studies_are_counted_with_their_trials(store: Store, tenant: Tenant) -> None:
    before = store.census(NOW)
    stopped = replace(study(tenant, size=1), state=StudyState.STOPPED)
    store.create(stopped, [completed(1, 0.5)], None)
    found = added(before, store.census(NOW))
    assert found.studies == {StudyState.STOPPED: 1}
    assert found.trials == {TrialState.COMPLETED: 1}


def test_the_best_value_is_as_old_as_the_first_result_that_good(
    store: Store, tenant: Tenant
) -> None:
    before = store.census(LATER)
    trials = [
        completed(1, 0.5),
        replace(completed(2, 0.25), completed_at=NOW + 10 * SECOND),
        replace(completed(3, 0.25), completed_at=NOW + 20 * SECOND),
        replace(completed(4, 0.0), is_ignored=True),
        trial(5, TrialState.RUNNING),
    ]
    store.create(study(tenant, size=5), trials, None)
    assert added(before, store.census(LATER)).best_ages == [20.0]


@pytest.mark.parametrize(
    "others",
    [[], [trial(2)], [trial(2, TrialState.STALE)]],
    ids=["finished", "queued", "stale"],
)
def test_a_study_that_nobody_works_on_has_no_age(
    store: Store, tenant: Tenant, others: list[Trial]
) -> None:
    before = store.census(NOW)
    store.create(study(tenant, size=1 + len(others)), [completed(1, 0.5), *others], None)
    assert added(before, store.census(NOW)).best_ages == []


def test_a_study_without_a_value_has_no_age(store: Store, tenant: Tenant) -> None:
    before = store.census(NOW)
    store.create(study(tenant, size=1), [trial(1, TrialState.RUNNING)], None)
    assert added(before, store.census(NOW)).best_ages == []
