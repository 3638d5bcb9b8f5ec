"""Running services for all tests that do not end them: one for each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.stores import migrate
from tests import databases
from tests.e2e.process import Service, running


@pytest.fixture(scope="session")
def on_sqlite() -> Iterator[Service]:
    with running(TRIALWISE_WORKERS="2") as service:
        yield service


@pytest.fixture(scope="session")
def on_postgresql(postgresql: str) -> Iterator[Service]:
    with databases.database(postgresql) as url:
        migrate(url)
        with running(TRIALWISE_WORKERS="2", TRIALWISE_DATABASE_URL=url) as service:
            yield service


@pytest.fixture(scope="session")
def service(on_sqlite: Service) -> Service:
    """Return any running service, where the database makes no difference."""
    return on_sqlite


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def each_service(request: pytest.FixtureRequest) -> Service:
    """Return the running service on either database."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Service)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a new database of either kind, ready for use."""
    if request.param == "sqlite":
        yield databases.sqlite(tmp_path)
        return
    with databases.database(request.getfixturevalue("postgresql")) as url:
        migrate(url)
        yield url
