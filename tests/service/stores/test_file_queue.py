import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier, Event, active_count

import pytest

from service.errors import StoreUnavailableError
from service.stores.file_queue import FileQueue

LONG = 60.0
SHORT = 0.05
# Holds the lock of a file until its input ends, and says so.
HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_at_a_time_is_let_through(path: Path) -> None:
    queues = [FileQueue(path, LONG), FileQueue(path, LONG)]
    inside: list[int] = []
    most: list[int] = []
    begin = Barrier(8)

    def enter(i: int) -> None:
        begin.wait()
        for _ in range(20):
            with queues[i % 2]:
                inside.append(i)
                most.append(len(inside))
                inside.remove(i)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(enter, range(8)))
    assert most == [1] * 160


def test_a_thread_waits_for_another_no_longer_than_it_may(path: Path) -> None:
    queue = FileQueue(path, SHORT)
    with (
        queue,
        ThreadPoolExecutor(1) as threads,
        pytest.raises(StoreUnavailableError, match="busy"),
    ):
        threads.submit(queue.__enter__).result()
    with queue:
        pass


def test_a_process_waits_for_another_no_longer_than_it_may(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    queue, threads = FileQueue(path, SHORT), active_count()
    for _ in range(3):
        with pytest.raises(StoreUnavailableError, match="busy"), queue:
            pass
    # However often it is tried, one waits.
    assert active_count() == threads + 1
    holder.communicate()
    with FileQueue(path, LONG):
        pass


def test_whoever_has_waited_in_vain_does_not_keep_the_lock(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(StoreUnavailableError), FileQueue(path, SHORT):
        pass
    holder.communicate()
    with FileQueue(path, LONG), FileQueue(path.with_name("another"), LONG):
        pass


def test_it_lets_through_once_another_process_is_killed(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    queue, waits = FileQueue(path, LONG), Event()

    def enter() -> None:
        waits.set()
        with queue:
            pass

    with ThreadPoolExecutor(1) as threads:
        entered = threads.submit(enter)
        waits.wait()
        holder.send_signal(signal.SIGKILL)
        entered.result(LONG)


def test_a_file_that_cannot_be_is_an_error_that_names_it(path: Path) -> None:
    with (
        pytest.raises(StoreUnavailableError, match="none/queue"),
        FileQueue(path.parent / "none" / "queue", LONG),
    ):
        pass
    with ExitStack() as stack:
        queue = FileQueue(path, SHORT)
        stack.enter_context(queue)
        # What it holds, it alone holds.
        file = os.open(path, os.O_RDWR)
        stack.callback(os.close, file)
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
