"""How the process starts and ends."""

import re
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from service.worker import LINGER_SECONDS
from tests.e2e.process import PATIENCE_SECONDS, Service, command, running
from tests.service.bodies import body, done

HEAD = (
    b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
)
HISTORY = [done((i / 60 - 0.3) ** 2, x=i / 60) for i in range(60)]


def refusal(**settings: str) -> tuple[int, str]:
    """Return the status and the standard error of a service that does not start."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"TRIALWISE_DATABASE_URL": f"sqlite:///{folder}/trialwise.db"}
        started = command(**{**own, **settings})
        run = subprocess.run(**started, check=False, timeout=PATIENCE_SECONDS)
    return run.returncode, run.stderr.decode()


def counted(service: Service) -> float:
    """Return how many good asks the metrics of a service count."""
    text = service.request("GET", "/metrics").body.decode()
    found = re.search(r'requests_total{method="POST",route="/v1/ask",status="200"} (\S+)', text)
    return float(found[1]) if found else 0.0


def test_a_service_ends_well_when_it_is_told_to() -> None:
    with running() as service:
        service.request("GET", "/healthz")
        assert service.stop() == 0
        assert [each for each in service.log.entries if each["level"] == "error"] == []


def test_a_silent_client_does_not_delay_the_end() -> None:
    with running(TRIALWISE_GRACEFUL_TIMEOUT="3600") as service, service.connect():
        assert service.stop() == 0


def test_a_service_ends_at_once_while_its_processes_start() -> None:
    with running(TRIALWISE_WORKERS="4", TRIALWISE_GRACEFUL_TIMEOUT="3600") as service:
        assert service.stop() == 0


def test_no_folder_is_left_behind(tmp_path: Path) -> None:
    with running(TMPDIR=str(tmp_path)) as service:
        service.request("GET", "/healthz")
        assert len(list(tmp_path.iterdir())) == 1
        service.stop()
    assert list(tmp_path.iterdir()) == []


def test_metrics_add_up_over_all_processes() -> None:
    with running(TRIALWISE_WORKERS="3") as service:
        for _ in range(20):
            service.request("POST", "/v1/ask", body())
        assert {counted(service) for _ in range(6)} == {20.0}


def working(service: Service) -> list[str]:
    """Return what the metrics of a service say of asks it is working on."""
    text = service.request("GET", "/metrics").body.decode()
    return [each for each in text.splitlines() if each.startswith("trialwise_asks{")]


def test_a_killed_process_works_on_nothing_and_waits_count_by_the_kind_of_thread() -> None:
    with running() as service:
        service.request("POST", "/v1/ask", body())
        assert 'trialwise_asks{state="working"} 0.0' in working(service)
        (worker,) = psutil.Process(service.process.pid).children()
        worker.kill()
        service.log.wait_for("Booting worker")
        # Until then its parent has not seen that it ended, and nobody has asked anew.
        assert working(service) == []
        text = service.request("GET", "/metrics").body.decode()
        assert 'trialwise_http_request_wait_seconds_count{threads="slow"} 1.0' in text
        assert 'trialwise_http_request_wait_seconds_count{threads="quick"}' in text


def test_a_slow_body_is_given_up() -> None:
    with running(TRIALWISE_READ_TIMEOUT="1") as service:
        reply = service.raw(HEAD + b"Content-Length: 100\r\n\r\n{")
    assert reply.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in reply


def test_a_slow_head_is_given_up() -> None:
    with running(TRIALWISE_READ_TIMEOUT="1") as service:
        assert service.raw(HEAD) == b""


def test_a_request_is_not_late_because_others_were_slow() -> None:
    slow = HEAD + b"Content-Length: 100\r\n\r\n{"
    settings = {"TRIALWISE_THREADS": "1", "TRIALWISE_READ_TIMEOUT": "1"}
    with running(**settings) as service, service.connect() as one, service.connect() as another:
        one.sendall(slow)
        another.sendall(slow)
        assert service.request("POST", "/v1/ask", body()).status == 200


def test_silent_clients_do_not_keep_a_service_from_others() -> None:
    with ExitStack() as stack:
        service = stack.enter_context(running(TRIALWISE_WORKERS="1", TRIALWISE_THREADS="2"))
        for _ in range(50):
            stack.enter_context(service.connect())
        assert service.request("GET", "/healthz").status == 200


def test_clients_that_keep_what_was_closed_do_not_keep_a_service_from_others() -> None:
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        service = stack.enter_context(running())
        for _ in range(20):
            connection = stack.enter_context(service.connect())
            connection.sendall(last)
            assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
        begin = time.monotonic()
        assert service.request("GET", "/healthz").status == 200
        assert time.monotonic() - begin < 5 * LINGER_SECONDS


def test_a_client_that_sends_on_reads_its_answer_to_the_end() -> None:
    head = HEAD + b"Content-Length: 20000000\r\n\r\n"
    with running(TRIALWISE_MAX_BODY_BYTES="2000") as service:
        assert service.raw(head + b"x" * 200_000).startswith(b"HTTP/1.1 413")


def test_an_ask_in_every_thread_does_not_keep_a_service_from_saying_that_it_lives() -> None:
    with running(TRIALWISE_THREADS="1") as service, service.connect() as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")
        # The view has begun to read the body.
        assert connection.recv(1_000).startswith(b"HTTP/1.1 100")
        assert service.request("GET", "/healthz").status == 200
        assert service.request("GET", "/metrics").status == 200


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with running() as service:
        status, errors = refusal(TRIALWISE_PORT=str(service.port))
    assert status == 1
    assert errors.startswith(f"trialwise: cannot listen on 127.0.0.1 port {service.port}: ")
    assert errors.count("\n") == 1


def test_a_setting_that_cannot_be_used_is_told_in_one_line() -> None:
    status, errors = refusal(TRIALWISE_WORKERS="many")
    assert (status, errors.count("\n")) == (2, 1)
    assert errors.startswith("trialwise: TRIALWISE_WORKERS: expected a whole number")


def test_a_setting_of_another_version_is_a_warning() -> None:
    with running(TRIALWISE_FUTURE="secret") as service:
        service.request("GET", "/healthz")
        service.stop()
        warnings = [each["event"] for each in service.log.entries if each["level"] == "warning"]
    assert warnings == ["TRIALWISE_FUTURE is no setting of this version and has no effect"]


def test_a_limit_is_that_of_its_setting() -> None:
    with running(TRIALWISE_MAX_BODY_BYTES="2000") as service:
        assert service.request("POST", "/v1/ask", body()).status == 200
        assert service.request("POST", "/v1/ask", body(trials=HISTORY)).status == 413


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    with running(TRIALWISE_HOST=host) as service:
        assert service.port > 0


def test_a_service_that_others_can_reach_lets_nobody_in_without_a_key() -> None:
    with running(TRIALWISE_HOST="0.0.0.0") as service:  # noqa: S104 # That is the question.
        assert service.request("GET", "/readyz").status == 200
        assert service.request("POST", "/v1/ask", body()).status == 401
        assert any("nobody is let in" in each["event"] for each in service.log.entries)
