import json
import os
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from service.access import Tenant
from service.errors import StoreUnavailableError
from service.stores import migrate, open_store, prepare
from service.stores.databases import UnusableError
from service.stores.opening import MIGRATIONS
from service.stores.tables import METADATA
from service.trial import SoFar
from tests import databases

OBJECTIVE = {"name": "accuracy", "direction": "maximize"}
OLD_STUDY = text(
    "INSERT INTO studies (id, tenant, name, definition, seed, created_at, state, size, edits) "
    "VALUES ('1', 't', 's', :definition, 0, 0, 'active', 1, 0)"
)
OLD_TRIAL = text(
    "INSERT INTO trials (study, number, parameters, created_at, state, lease, handouts, is_ignored)"
    " VALUES ('1', 1, '{}', 0, 'completed', 1, 1, FALSE)"
)
OLD_MEASUREMENT = text(
    "INSERT INTO measurements (study, number, step, metrics) VALUES ('1', 1, :step, :metrics)"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield databases.sqlite(tmp_path)
    else:
        with databases.database(request.getfixturevalue("postgresql")) as url:
            yield url


def differences(url: str) -> list[object]:
    """Return what a database has otherwise than the tables say."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()
    return list(found)


def works(url: str) -> bool:
    """Return whether a store says that its database is fit for use."""
    store = open_store(url, 1)
    try:
        store.condition()
    except StoreUnavailableError:
        return False
    finally:
        store.close()
    return True


def test_migrations_lead_to_the_tables(empty: str) -> None:
    migrate(empty)
    assert differences(empty) == []


def test_measurements_of_an_older_version_say_what_was_reached(empty: str) -> None:
    migrate(empty, "0005")
    engine = create_engine(empty)
    with engine.begin() as connection:
        connection.execute(OLD_STUDY, {"definition": json.dumps({"objectives": [OBJECTIVE]})})
        connection.execute(OLD_TRIAL)
        for step, value in ((2, 0.5), (1, 0.75), (3, 0.25)):
            metrics = json.dumps({"accuracy": value})
            connection.execute(OLD_MEASUREMENT, {"step": step, "metrics": metrics})
    engine.dispose()
    migrate(empty)
    store = open_store(empty, 1)
    with store.edit(Tenant("t"), "s") as edit:
        found = [so_far for _, so_far in edit.measurements(1, 0)]
    store.close()
    assert found == [SoFar(1, 0.75, 0.75), SoFar(2, 0.625, 0.75), SoFar(3, 0.5, 0.75)]


def test_a_database_is_unfit_until_it_is_migrated(empty: str) -> None:
    assert not works(empty)
    migrate(empty)
    assert works(empty)


def test_what_is_migrated_already_stays_as_it_is(empty: str) -> None:
    migrate(empty)
    migrate(empty)
    assert works(empty)


def test_many_may_migrate_at_a_time(empty: str) -> None:
    with ProcessPoolExecutor(3, get_context("spawn")) as processes:
        list(processes.map(migrate, [empty] * 3))
    assert works(empty)


def test_a_database_of_an_older_version_is_unfit_and_told_what_it_needs(empty: str) -> None:
    migrate(empty, "0001")
    store = open_store(empty, 1)
    needed = re.escape(ScriptDirectory(str(MIGRATIONS)).get_current_head() or "")
    with pytest.raises(
        StoreUnavailableError, match=rf"are of version 0001, and this service needs {needed};"
    ):
        store.condition()
    store.close()


def test_a_database_of_a_newer_version_is_fit_until_this_service_is_replaced(empty: str) -> None:
    migrate(empty)
    engine = create_engine(empty)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    store = open_store(empty, 1)
    assert store.condition().schema == "9999"
    store.close()


def test_versions_are_numbers_in_order_that_can_be_compared_as_text() -> None:
    steps = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())
    names = [each.revision for each in reversed(steps)]
    assert names == [f"{number:04}" for number in range(1, len(steps) + 1)]


def test_preparing_makes_a_file_and_the_folders_it_is_in(tmp_path: Path) -> None:
    url = databases.sqlite(tmp_path / "not" / "there")
    prepare(url)
    assert works(url)


def test_nobody_else_may_read_what_is_made(tmp_path: Path) -> None:
    # Whatever the mask of the process allows.
    before = os.umask(0)
    try:
        prepare(databases.sqlite(tmp_path / "data"))
        store = open_store(databases.sqlite(tmp_path / "data"), 1)
        store.condition()
    finally:
        os.umask(before)
    made = {each.name: each.stat().st_mode & 0o777 for each in (tmp_path / "data").iterdir()}
    store.close()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert {"trialwise.db", "trialwise.db-wal", "trialwise.db-queue"} <= set(made)
    assert set(made.values()) == {0o600}


def test_a_folder_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    prepare(databases.sqlite(tmp_path))
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_preparing_leaves_a_server_alone() -> None:
    prepare("postgresql://nobody@no-such-host.invalid/none")


def test_a_file_that_is_no_database_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "trialwise.db").write_text("something else, and long enough to be read" * 99)
    with pytest.raises(UnusableError, match="file is not a database"):
        prepare(databases.sqlite(tmp_path))


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableError, match="file"):
        prepare(databases.sqlite(tmp_path / "file" / "data"))


def test_a_server_that_is_not_there_is_an_error_without_its_password() -> None:
    with pytest.raises(UnusableError) as caught:
        migrate("postgresql://user:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_a_commit_to_a_file_has_reached_the_disk(tmp_path: Path) -> None:
    url = databases.sqlite(tmp_path)
    migrate(url)
    store = open_store(url, 1)
    with store._database.reading() as connection:  # noqa: SLF001 # Nothing public tells.
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    store.close()
    full, on = 2, 1
    assert pragmas == ["wal", full, on]
    # The folder holds nothing that only a process knows of.
    with closing(sqlite3.connect(tmp_path / "trialwise.db")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
