"""kill -9 during a load of asks and tells: nothing acknowledged is lost, doubled or stuck."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.stores import migrate
from tests import databases
from tests.e2e import crashing
from tests.e2e.crashing import Fragile, Ledger
from tests.service.bodies import OBJECTIVES, X

Kill = Callable[[], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def crashes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Fragile, list[Kill]]]:
    """Return a service, and the ways to kill a part of it that it has on either database."""
    chance = np.random.default_rng(7)
    if request.param == "sqlite":
        with crashing.fragile(databases.sqlite(tmp_path)) as service:
            yield service, ways(service, chance)
        return
    with crashing.fragile_postgresql() as (url, crash):
        migrate(url)
        with crashing.fragile(url) as service:
            yield service, [*ways(service, chance), crash]


def ways(service: Fragile, chance: np.random.Generator) -> list[Kill]:
    """Return what kills a worker, and what kills the service and starts it again."""

    def restart() -> None:
        service.kill()
        service.start()

    return [lambda: service.kill_worker(chance), restart]


def study_on(service: Fragile) -> str:
    """Create a study whose asks cost little, and return its path."""
    sent = {
        "name": "crashes",
        "space": {"parameters": [X]},
        "objectives": OBJECTIVES,
        "algorithm": "random",
    }
    made = service.persist("POST", "/v1/studies", sent, Idempotency_Key="crashes")
    return made.headers["Location"]


def check(service: Fragile, study: str, ledgers: list[Ledger]) -> None:
    """Compare what clients know with what is stored."""
    stored: dict[int, Any] = {}
    cursor: Any = "0"
    while cursor is not None:
        page = service.persist("GET", f"{study}/trials?limit=1000&cursor={cursor}").json
        stored |= {each["number"]: each for each in page["items"]}
        cursor = page["next"]
    given = [number for ledger in ledgers for number in ledger.given]
    told = {number: value for ledger in ledgers for number, value in ledger.told.items()}
    lost = {n: v for n, v in told.items() if stored.get(n, {}).get("values") != {"loss": v}}
    stuck = [n for n, each in stored.items() if each["state"] != "completed"]
    configurations = {each["parameters"]["x"] for each in stored.values()}
    assert lost == {}
    assert stuck == []
    # Nobody shares a trial with another, or a configuration; and no trial is there for nobody.
    assert sorted(given) == sorted(set(given)) == list(stored) == list(range(1, len(stored) + 1))
    assert len(configurations) == len(stored)


def test_nothing_is_lost_doubled_or_stuck(crashes: tuple[Fragile, list[Kill]]) -> None:
    service, ways = crashes
    study = study_on(service)
    check(service, study, crashing.ledgers(service, study, 6, ways))


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_stuck_in_fifty_kills_under_load(
    crashes: tuple[Fragile, list[Kill]],
) -> None:
    service, ways = crashes
    study = study_on(service)
    kills = [ways[i % len(ways)] for i in range(50)]
    check(service, study, crashing.ledgers(service, study, 16, kills))
