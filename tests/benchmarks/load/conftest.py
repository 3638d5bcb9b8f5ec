"""A place for databases of both kinds, and a plan that takes seconds."""

from collections.abc import Iterator

import pytest

from benchmarks.load.databases import Databases, databases
from benchmarks.load.plan import Plan


@pytest.fixture(scope="session")
def made() -> Iterator[Databases]:
    with databases() as places:
        yield places


@pytest.fixture
def plan() -> Plan:
    return Plan(
        processes=(1,),
        studies=(1, 3),
        clients=(1, 4),
        pairs=8,
        rounds=2,
        rivals=(2,),
        duels=2,
        duel=7,
        filled=3,
        trials=4,
        asks=3,
        minutes=0.05,
    )
