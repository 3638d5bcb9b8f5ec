"""The contract of every store about what a tenant has, also when many make more at a time."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from service.access import ApiKey, KeyId, Scope, Tenant
from service.errors import QuotaExceededError
from service.quotas import UNLIMITED, Holdings, Quota
from service.stores import Store
from tests.service.stores.test_stores import ALL, NOW, receipt, study, trial


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(uuid4().hex)


def held(store: Store, tenant: Tenant, reference: str) -> Holdings:
    """Return what a tenant has, as the transaction on a study of it sees it."""
    with store.edit(tenant, reference) as edit:
        return edit.holdings()


def test_the_studies_and_trials_of_a_tenant_are_counted(store: Store, tenant: Tenant) -> None:
    store.create(study(tenant, "one", size=len(ALL)), ALL, None)
    store.create(study(tenant, "two", size=1), [trial(1)], None)
    store.create(study(Tenant(uuid4().hex), "one", size=1), [trial(1)], None)
    assert held(store, tenant, "one") == Holdings(2, len(ALL) + 1)
    with store.edit(tenant, "one") as edit:
        edit.remove()
    assert held(store, tenant, "two") == Holdings(1, 1)


@pytest.mark.parametrize("quota", [Quota(studies=1), Quota(trials=2)])
def test_what_is_too_much_is_not_kept_and_leaves_no_receipt(
    store: Store, tenant: Tenant, quota: Quota
) -> None:
    store.create(study(tenant, "one", size=1), [trial(1)], None, quota)
    with pytest.raises(QuotaExceededError):
        store.create(study(tenant, "two", size=2), ALL[:2], receipt(tenant), quota)
    assert [each.name for each in store.studies(tenant, limit=9, after=None)] == ["one"]
    assert store.receipt(tenant, "k") is None


def test_many_who_create_at_a_time_do_not_pass_a_quota_together(
    store: Store, tenant: Tenant
) -> None:
    def create(i: int) -> bool:
        try:
            store.create(study(tenant, f"s{i}"), [], None, Quota(studies=3))
        except QuotaExceededError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(create, range(24))) == 3
    assert len(store.studies(tenant, limit=99, after=None)) == 3


def test_many_who_make_trials_in_different_studies_do_not_pass_a_quota_together(
    store: Store, tenant: Tenant
) -> None:
    names = [f"s{i}" for i in range(8)]
    for name in names:
        store.create(study(tenant, name), [], None)

    def grow(i: int) -> bool:
        try:
            with store.edit(tenant, names[i % len(names)]) as edit:
                Quota(trials=5).check(edit.holdings(), trials=1)
                edit.save(edit.study.grown(1))
                edit.add([trial(edit.study.size)])
        except QuotaExceededError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(grow, range(48))) == 5
    assert held(store, tenant, "s0") == Holdings(8, 5)


@pytest.mark.parametrize("quota", [UNLIMITED, Quota(1, 2, 3), Quota(studies=0)])
def test_a_key_comes_back_with_its_quota(store: Store, tenant: Tenant, quota: Quota) -> None:
    key = ApiKey(KeyId(tenant[:12]), tenant, frozenset(Scope), "digest", NOW, quota=quota)
    store.put_key(key)
    assert store.key(key.id) == key
