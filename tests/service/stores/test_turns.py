"""What turns do when somebody waits in vain; the contract of stores has the rest."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from service.errors import BusyError, StoreUnavailableError
from service.stores.turns import FileTurns, ServerTurns

PATIENCE = 30


def test_whoever_waits_longer_than_the_server_lets_him_is_told_to_come_back(
    postgresql_url: str,
) -> None:
    impatient = {"options": "-c lock_timeout=50ms"}
    engine = create_engine(make_url(postgresql_url), connect_args=impatient)
    turns = ServerTurns(engine, 2)

    def enter() -> None:
        with turns("a study"):
            pass

    try:
        with ThreadPoolExecutor(1) as other, turns("a study"), pytest.raises(BusyError):
            other.submit(enter).result(PATIENCE)
    finally:
        engine.dispose()


def test_a_file_that_cannot_be_made_is_a_store_that_cannot_be_used(tmp_path: Path) -> None:
    turns = FileTurns(tmp_path / "nowhere" / "turns", PATIENCE)
    with pytest.raises(StoreUnavailableError, match="nowhere"), turns("a study"):
        raise AssertionError("nobody gets here")


def test_whoever_waits_longer_for_a_file_is_told_so(tmp_path: Path) -> None:
    one, another = (FileTurns(tmp_path / "turns", seconds) for seconds in (PATIENCE, 0.05))
    with one("a study"), pytest.raises(StoreUnavailableError, match="busy"), another("a study"):
        raise AssertionError("nobody gets here")
    with another("a study"):
        pass
