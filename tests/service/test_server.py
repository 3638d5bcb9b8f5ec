import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from service import server, settings
from service.server import ListenError, Server, listen

ANY = settings.read({"TRIALWISE_PORT": "0", "TRIALWISE_WORKERS": "3", "TRIALWISE_THREADS": "5"})


def test_an_address_that_is_free_is_listened_on() -> None:
    with listen(ANY) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_an_address_that_is_taken_is_an_error_that_names_it() -> None:
    with listen(ANY) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ListenError, match=rf"127\.0\.0\.1 port {port}: .* in use"):
            listen(replace(ANY, port=port))


def test_a_host_that_does_not_exist_is_an_error_that_names_it() -> None:
    with pytest.raises(ListenError, match=r"no\.such\.host\.invalid"):
        listen(replace(ANY, host="no.such.host.invalid"))


def test_gunicorn_is_configured_by_our_settings(tmp_path: Path) -> None:
    with listen(ANY) as listener:
        address = listener.getsockname()
        cfg = Server(ANY, listener, tmp_path, "1.2.3").cfg
        assert (cfg.workers, cfg.threads, cfg.graceful_timeout) == (3, 5, 30)
        assert cfg.worker_class.read_timeout == 30
        assert cfg.control_socket_disable is True
        assert cfg.preload_app is False
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
