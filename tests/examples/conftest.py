"""A running service, and the loops of `examples/` as a user would start them."""

import functools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.process import running

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# What starts each loop, and what it needs to be there.
STARTERS = {"tune.sh": "sh", "tune.py": sys.executable, "tune.mjs": "node"}
NEEDS = {"tune.sh": "curl", "tune.py": sys.executable, "tune.mjs": "node"}

Run = subprocess.CompletedProcess[str]

# The initial design has six, the default that is told first among them.
TRIALS = "7"


@pytest.fixture(scope="session")
def service_url() -> Iterator[str]:
    """Serve; yield the address."""
    with running() as service:
        yield service.url


@dataclass(frozen=True, slots=True)
class Locked:
    """A service that has keys, and one of them."""

    url: str
    key: str


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    """Serve those alone who have a key."""
    file = tmp_path_factory.mktemp("locked") / "trialwise.db"
    own = {"TRIALWISE_DATABASE_URL": f"sqlite:///{file}"}
    made = subprocess.run(
        [sys.executable, "-m", "service", "keys", "create", "--scopes", "ask"],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=True,
    )
    with running(**own) as service:
        yield Locked(service.url, made.stdout.strip())


@pytest.fixture
def deaf_url() -> Iterator[str]:
    """Yield an address that is taken, where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def start(loop: str, *arguments: str, folder: Path = EXAMPLES, env: Mapping[str, str]) -> Run:
    """Run a loop of a folder to its end; skip where its language is missing."""
    if shutil.which(NEEDS[loop]) is None:
        pytest.skip(f"{loop} needs {NEEDS[loop]}, which is not installed here")
    return subprocess.run(
        [STARTERS[loop], str(folder / loop), *arguments],
        capture_output=True,
        env={**os.environ, "PYTHON": sys.executable, **env},
        text=True,
        check=False,
        timeout=100,
    )


@pytest.fixture(scope="session")
def tuned(service_url: str) -> Callable[[str], Run]:
    """Return a function that runs a loop once, two trials beyond the initial design."""
    return functools.cache(lambda loop: start(loop, TRIALS, env={"TRIALWISE_URL": service_url}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of `examples/` to change."""
    return shutil.copytree(EXAMPLES, tmp_path / "examples")
