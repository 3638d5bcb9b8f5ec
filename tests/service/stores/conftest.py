"""Every store, empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.stores import MemoryStore, Store, migrate, open_store
from tests import databases

CONNECTIONS = 8


@pytest.fixture(scope="session")
def postgresql_url(postgresql: str) -> Iterator[str]:
    with databases.database(postgresql) as url:
        migrate(url)
        yield url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        url = databases.sqlite(tmp_path)
        migrate(url)
    else:
        # Every test has a tenant of its own there.
        url = request.getfixturevalue("postgresql_url")
    store = open_store(url, CONNECTIONS)
    yield store
    store.close()
