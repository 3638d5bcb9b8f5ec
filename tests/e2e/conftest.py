"""One running service for all tests that do not end it."""

from collections.abc import Iterator

import pytest

from tests.e2e.process import Service, running


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with running(TRIALWISE_WORKERS="2") as service:
        yield service
