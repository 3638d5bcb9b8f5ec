import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service import server, settings
from service.access import EVERYBODY, ApiKey, KeyId
from service.listener import listen
from service.server import Server, lets_anybody_in, warn_without_keys
from service.settings import Settings
from service.stores import migrate, open_store
from tests import databases

ANY = settings.read({"TRIALWISE_PORT": "0", "TRIALWISE_WORKERS": "3", "TRIALWISE_THREADS": "5"})


def test_gunicorn_is_configured_by_our_settings(tmp_path: Path) -> None:
    with listen(ANY) as listener:
        address = listener.getsockname()
        cfg = Server(ANY, listener, tmp_path, "1.2.3").cfg
        assert (cfg.workers, cfg.threads, cfg.graceful_timeout) == (3, 5, 30)
        assert cfg.worker_class.read_timeout == 30
        assert cfg.control_socket_disable is True
        assert cfg.preload_app is False
        # No header says whom a request comes from, or for which path it is.
        assert (cfg.forwarded_allow_ips, cfg.forwarder_headers) == ([], [])
    with socket.socket(fileno=cfg.address[0]) as taken:
        assert taken.getsockname() == address


def test_heartbeats_are_kept_in_memory_where_there_is_some(tmp_path: Path) -> None:
    with listen(ANY) as listener:
        cfg = Server(ANY, listener, tmp_path, "1.2.3").cfg
    os.close(cfg.address[0])
    assert cfg.worker_tmp_dir == ("/dev/shm" if os.access("/dev/shm", os.W_OK) else str(tmp_path))  # noqa: S108


def test_heartbeats_are_kept_in_the_folder_of_the_service_without_such_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MEMORY", tmp_path / "none")
    with listen(ANY) as listener:
        cfg = Server(ANY, listener, tmp_path, "1.2.3").cfg
    os.close(cfg.address[0])
    assert cfg.worker_tmp_dir == str(tmp_path)


@pytest.fixture
def everywhere(tmp_path: Path) -> Settings:
    url = databases.sqlite(tmp_path)
    migrate(url)
    return replace(ANY, host="0.0.0.0", database_url=url)  # noqa: S104 # That is the question.


def test_without_keys_an_address_that_others_reach_lets_nobody_in_and_says_so(
    everywhere: Settings, log: list[Any]
) -> None:
    assert not lets_anybody_in(everywhere)
    warn_without_keys(everywhere)
    (warning,) = log
    assert warning["log_level"] == "warning"
    assert (
        "nobody is let in on 0.0.0.0: make a key with `trialwise keys create`" in warning["event"]
    )


def test_a_key_ends_the_warning_even_if_it_is_good_for_nothing(
    everywhere: Settings, log: list[Any]
) -> None:
    store = open_store(everywhere.database_url, 1)
    store.put_key(ApiKey(KeyId("1"), EVERYBODY, frozenset(), "", 0).revoked(1))
    store.close()
    warn_without_keys(everywhere)
    assert log == []


def test_all_are_let_in_if_it_is_said(everywhere: Settings, log: list[Any]) -> None:
    anywhere = replace(everywhere, anonymous="anywhere")
    assert lets_anybody_in(anywhere)
    warn_without_keys(anywhere)
    assert log == []


def test_where_an_issuer_is_trusted_nobody_comes_without_a_token_and_nothing_is_missing(
    everywhere: Settings, log: list[Any]
) -> None:
    trusting = replace(everywhere, oidc_issuer="https://issuer", oidc_audience="trialwise")
    for each in (trusting, replace(trusting, anonymous="anywhere", host="127.0.0.1")):
        assert not lets_anybody_in(each)
        warn_without_keys(each)
    assert log == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_this_machine_alone_all_are_let_in_and_no_database_is_asked(host: str) -> None:
    local = replace(ANY, host=host, database_url="postgresql://nobody@no-such-host.invalid/none")
    assert lets_anybody_in(local)
    warn_without_keys(local)


def test_a_service_starts_before_its_tables_are_there(tmp_path: Path, log: list[Any]) -> None:
    warn_without_keys(replace(ANY, host="::", database_url=databases.sqlite(tmp_path)))
    assert log == []
