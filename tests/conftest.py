"""What every test may ask for."""

import os
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import settings

from tests import databases

# A slow machine is no fault of the code under test. In CI the examples are the same on every run,
# so that a red build can be repeated; elsewhere each run looks further.
settings.register_profile("trialwise", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("trialwise")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261124)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a PostgreSQL server."""
    with databases.server() as url:
        yield url
