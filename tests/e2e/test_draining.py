"""How a service ends while clients keep coming, each with a connection for every request."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore
from typing import Any

from tests.e2e.process import PATIENCE_SECONDS, Service, running
from tests.service.bodies import body

CLIENTS = 8
REQUESTS = ("GET", "/healthz", None), ("POST", "/v1/ask", body())


def come(service: Service, request: tuple[str, str, Any], answered: Semaphore) -> Counter[str]:
    """Send a request again and again until nobody listens, and return what became of them."""
    ends: Counter[str] = Counter()
    while "ConnectionRefusedError" not in ends:
        try:
            ends[str(service.request(*request).status)] += 1
            answered.release()
        except OSError as error:
            ends[type(error).__name__] += 1
    return ends


def test_under_load_everybody_is_answered_or_refused_and_nobody_is_cut_off() -> None:
    answered = Semaphore(0)
    with running(TRIALWISE_WORKERS="2") as service, ThreadPoolExecutor(CLIENTS) as clients:
        ends = [
            clients.submit(come, service, REQUESTS[each % 2], answered) for each in range(CLIENTS)
        ]
        for _ in range(20 * CLIENTS):
            assert answered.acquire(timeout=PATIENCE_SECONDS)
        assert service.stop() == 0
    counts = sum((each.result() for each in ends), Counter())
    assert counts.keys() == {"200", "ConnectionRefusedError"}
    assert counts["ConnectionRefusedError"] == CLIENTS


def test_newcomers_are_refused_while_a_running_request_is_finished() -> None:
    sent = b'{"space": {"parameters": [{"name": "x", "type": "bool"}]}, "objectives": '
    rest = b'[{"name": "loss", "direction": "minimize"}]}'
    head = (
        b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (len(sent) + len(rest))
    )
    with running(TRIALWISE_WORKERS="2") as service, service.connect() as connection:
        connection.sendall(head)
        # The view has begun to read the body.
        assert connection.recv(1_000).startswith(b"HTTP/1.1 100")
        service.process.terminate()
        ends = come(service, REQUESTS[0], Semaphore(0))
        assert ends.keys() <= {"200", "ConnectionRefusedError"}
        connection.sendall(sent + rest)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert service.process.wait(PATIENCE_SECONDS) == 0
