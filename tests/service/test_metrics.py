import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.access import Tenant
from service.errors import StoreUnavailableError
from service.metrics import Metrics
from service.stores import MemoryStore
from service.stores.memory import MemoryEdit
from tests.service.clients import Api, loss

# What two processes of one server do, one after the other.
PROCESS = """
import sys
from pathlib import Path
from service.metrics import Metrics
metrics = Metrics(Path(sys.argv[1]))
metrics.answered("POST", "/v1/ask", 200, 0.25)
metrics.asked("gp", 20, 0.125)
sys.stdout.buffer.write(metrics.exposition(None))
"""


# A process that is at work when it ends, which the next one forgets if it is told to.
WORKING = """
import os, sys
from pathlib import Path
from service.metrics import Metrics, forget
metrics, folder = Metrics(Path(sys.argv[1])), Path(sys.argv[1])
for ended in sys.argv[2:]:
    forget(int(ended), folder)
metrics.asking("working", 1)
metrics.asked("gp", 20, 0.125)
print(os.getpid())
sys.stdout.write(metrics.exposition(None).decode())
"""


def lines(metrics: Metrics) -> list[str]:
    """Return the numbers that are no times of creation."""
    return [
        each for each in metrics.exposition(None).decode().splitlines() if "_created" not in each
    ]


def test_requests_are_counted_by_method_route_and_status() -> None:
    metrics = Metrics()
    metrics.answered("GET", "/healthz", 200, 0.2)
    metrics.answered("GET", "/healthz", 200, 0.3)
    told = lines(metrics)
    labels = 'method="GET",route="/healthz"'
    assert f'trialwise_http_requests_total{{{labels},status="200"}} 2.0' in told
    assert f"trialwise_http_request_duration_seconds_sum{{{labels}}} 0.5" in told
    assert f'trialwise_http_request_duration_seconds_bucket{{le="0.25",{labels}}} 1.0' in told


def test_invented_methods_and_paths_make_no_series() -> None:
    metrics = Metrics()
    metrics.answered("INVENTED", None, 405, 0.0)
    metrics.answered("ANOTHER", None, 405, 0.0)
    assert 'trialwise_http_requests_total{method="other",route="other",status="405"} 2.0' in lines(
        metrics
    )


@pytest.mark.parametrize(("trials", "bucket"), [(0, "0.0"), (20, "20.0"), (10_000, "10000.0")])
def test_asks_are_counted_by_how_many_trials_they_bring(trials: int, bucket: str) -> None:
    metrics = Metrics()
    metrics.asked("gp", trials, 0.0)
    assert f'trialwise_ask_trials_bucket{{le="{bucket}"}} 1.0' in lines(metrics)


class Uncommitted(MemoryStore):
    """A store that cannot keep what is done once it is armed."""

    armed = False

    @contextmanager
    def edit(self, tenant: Tenant, reference: str) -> Iterator[MemoryEdit]:
        with super().edit(tenant, reference) as edit:
            yield edit
            if self.armed:
                raise StoreUnavailableError("the disk is full")


@pytest.mark.parametrize("key", [{}, {"Idempotency_Key": "k"}], ids=["once", "keyed"])
def test_what_was_not_kept_is_not_counted(key: dict[str, str]) -> None:
    store = Uncommitted()
    api = Api(store=store)
    api.create()
    api.ask()

    def counted() -> list[str]:
        shown = api.client.get("/metrics").text.splitlines()
        return [
            each
            for each in shown
            if each.startswith(("trialwise_trials_", "trialwise_results_", "trialwise_ask_"))
        ]

    before, store.armed = counted(), True
    assert api.send("POST", "/s/ask", **key).status_code == 503
    assert api.send("POST", "/s/tell", {"results": [loss(1, 0.5)]}, **key).status_code == 503
    assert counted() == before


def test_two_of_them_share_nothing_in_one_process() -> None:
    metrics = Metrics()
    metrics.asked("gp", 1, 0.0)
    assert "trialwise_ask_trials_count 0.0" in lines(Metrics())


def run(code: str, folder: Path, *arguments: str) -> str:
    """Return what a process of a server says."""
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder), *arguments],
        env={"PROMETHEUS_MULTIPROC_DIR": str(folder), "PATH": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    return run.stdout


def test_processes_add_up_what_they_count(tmp_path: Path) -> None:
    told = [run(PROCESS, tmp_path) for _ in range(2)][1]
    labels = 'method="POST",route="/v1/ask",status="200"'
    assert f"trialwise_http_requests_total{{{labels}}} 2.0" in told
    assert 'trialwise_ask_duration_seconds_sum{source="gp"} 0.25' in told


def test_what_a_process_that_has_ended_was_doing_is_forgotten_and_what_it_has_done_is_not(
    tmp_path: Path,
) -> None:
    first = run(WORKING, tmp_path).splitlines()[0]
    second = run(WORKING, tmp_path).splitlines()
    assert 'trialwise_asks{state="working"} 2.0' in second
    third = run(WORKING, tmp_path, first, second[0])
    assert 'trialwise_asks{state="working"} 1.0' in third
    assert 'trialwise_ask_duration_seconds_count{source="gp"} 3.0' in third
