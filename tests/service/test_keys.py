import re
from pathlib import Path

import pytest

from service.__main__ import main
from service.access import parts
from service.quotas import Quota
from service.stores import open_store
from tests import databases


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = databases.sqlite(tmp_path)
    monkeypatch.setenv("TRIALWISE_DATABASE_URL", url)
    return url


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what `trialwise keys` prints, but for the end of the line."""
    main(["keys", *arguments])
    return capsys.readouterr().out.removesuffix("\n")


def test_a_new_key_is_printed_once_and_kept_without_its_secret(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "create")
    name, secret = parts(text)
    store = open_store(url, 1)
    key = store.key(name)
    store.close()
    assert key is not None
    key.check(secret, key.created_at)
    assert (key.tenant, sorted(key.scopes)) == ("default", ["ask", "read", "tell"])
    assert secret not in printed(capsys, "list")


@pytest.mark.usefixtures("url")
def test_every_key_is_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "create") != printed(capsys, "create")
    assert len(printed(capsys, "list").splitlines()) == 2


@pytest.mark.usefixtures("url")
def test_a_key_may_have_a_tenant_scopes_and_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "create", "--tenant", "team a", "--scopes", "tell,admin", "--days", "30")
    form = r"[0-9a-f]{12}  team a  tell,admin  created 2\S+  expires 2\S+"
    assert re.fullmatch(form, printed(capsys, "list"))


@pytest.mark.usefixtures("url")
def test_a_revoked_key_stays_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    name, _ = parts(printed(capsys, "create"))
    line = printed(capsys, "revoke", name)
    assert re.search(r"revoked 2\S+$", line)
    assert printed(capsys, "list") == line


@pytest.mark.usefixtures("url")
def test_a_key_that_is_not_there_is_one_line_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="1"):
        main(["keys", "revoke", "none"])
    assert capsys.readouterr().err.startswith("trialwise: no key has the id 'none'")


def test_a_key_may_have_limits_which_may_change(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, secret = parts(printed(capsys, "create", "--max-studies", "20", "--max-requests", "0"))
    assert printed(capsys, "list").endswith("  never expires  at most 20 studies, any requests")
    line = printed(capsys, "change", name, "--max-trials", "5000", "--max-studies", "30")
    assert line.endswith("  at most 30 studies, 5000 trials, any requests")
    store = open_store(url, 1)
    key = store.key(name)
    store.close()
    assert key is not None
    key.check(secret, key.created_at)
    assert key.quota == Quota(studies=30, trials=5_000, requests=0)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--scopes", "write"],
        ["--days", "0"],
        ["--tenant", ""],
        ["--days", "x"],
        ["--max-trials", "-1"],
    ],
)
def test_what_a_key_cannot_have_is_an_error(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["keys", "create", *wrong])
    assert wrong[0] in capsys.readouterr().err


def test_a_database_that_is_not_there_is_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://user:secret@127.0.0.1:1/none"
    monkeypatch.setenv("TRIALWISE_DATABASE_URL", url)
    for command in (["keys", "list"], ["migrate"]):
        with pytest.raises(SystemExit, match="1"):
            main(command)
        errors = capsys.readouterr().err
        assert errors.startswith("trialwise: ")
        assert errors.count("\n") == 1
        assert "secret" not in errors


def test_a_database_is_migrated_by_command(url: str) -> None:
    main(["migrate"])
    store = open_store(url, 1)
    store.condition()
    store.close()
