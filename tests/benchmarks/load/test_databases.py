from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from benchmarks.load.databases import Databases, Kind, seconds_of_sync


@pytest.mark.parametrize("kind", Kind)
def test_a_new_database_has_its_tables_unless_it_is_to_be_empty(
    kind: Kind, made: Databases
) -> None:
    with made.new(kind) as url, made.new(kind, is_empty=True) as empty:
        assert url != empty
        assert "trials" in tables(url)
        assert tables(empty) == []


def test_the_time_of_a_sync_is_that_of_a_disk(tmp_path: Path) -> None:
    assert 0.0 < seconds_of_sync(tmp_path) < 1.0


def tables(url: str) -> list[str]:
    """Return the names of the tables of a database."""
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()
