"""How many statements a page takes: as many for a long one as for a short one."""

import pytest
from sqlalchemy import event

from service.access import Tenant
from service.stores import Store
from service.stores.sql import SqlStore
from tests.service.stores.test_stores import NOW, completed, reached, study, tenant

__all__ = ["tenant"]
FEW, MANY = 2, 40
pytestmark = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def statements(store: Store) -> list[str]:
    """The statements that a store sends from now on."""
    assert isinstance(store, SqlStore)
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(store._database.engine, "before_cursor_execute", note)  # noqa: SLF001 # To count.
    return sent


def test_a_page_of_studies_with_their_best_trials(
    store: Store, tenant: Tenant, statements: list[str]
) -> None:
    for i in range(MANY):
        kept = study(tenant, f"s{i}", size=3)
        store.create(kept, [completed(1, 2), completed(2, 1), completed(3, 3)], None)
        with store.edit(tenant, kept.id) as edit:
            edit.measure(2, [reached(1, 0.5), reached(2, 0.25)])
    taken = []
    for limit in (FEW, MANY):
        page = store.studies(tenant, limit=limit, after=None)
        statements.clear()
        progress = store.progress(page, NOW)
        taken.append(len(statements))
        best = [progress[each.id].best for each in page]
        assert [each and (each.number, len(each.measurements)) for each in best] == [(2, 2)] * limit
    assert taken[0] == taken[1]


def test_a_page_of_trials_with_their_measurements(
    store: Store, tenant: Tenant, statements: list[str]
) -> None:
    kept = study(tenant, size=MANY)
    store.create(kept, [completed(number, 1) for number in range(1, MANY + 1)], None)
    with store.edit(tenant, kept.id) as edit:
        for number in range(1, MANY + 1):
            edit.measure(number, [reached(1, 0.5)])
    taken = []
    for limit in (FEW, MANY):
        statements.clear()
        page = store.trials(kept, now=NOW, state=None, after=0, limit=limit)
        taken.append(len(statements))
        assert [len(each.measurements) for each in page] == [1] * limit
    assert taken[0] == taken[1]
