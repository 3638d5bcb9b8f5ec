"""Where the threads of one process wait for each other, none of them for ever."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from service.errors import BusyError

# More than there are threads; two subjects that share a queue only wait longer.
QUEUES: Final = 1_024
# What somebody who wants a slot does.
WAITING: Final = "waiting"
WORKING: Final = "working"


class Queues:
    """Lets one at a time work on a subject."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._locks = [Lock() for _ in range(QUEUES)]

    @contextmanager
    def __call__(self, subject: str, seconds: float) -> Iterator[None]:
        """Wait for the others, for so many seconds.

        Raises:
            BusyError: It took longer.
        """
        lock = self._locks[hash(subject) % QUEUES]
        if not lock.acquire(timeout=seconds):
            raise BusyError
        try:
            yield
        finally:
            lock.release()


def _ignore(_: str, __: int) -> None:
    """Take no notice."""


class Slots:
    """Lets so many at a time work, and the others wait for a slot."""

    def __init__(
        self, count: int, seconds: float, observe: Callable[[str, int], None] = _ignore
    ) -> None:
        """Begin with nobody at work.

        Args:
            count: How many may work at a time.
            seconds: How long anybody waits.
            observe: Told how many more are waiting or working.
        """
        self._free = BoundedSemaphore(count)
        self._seconds = seconds
        self._observe = observe

    def __enter__(self) -> None:
        """Wait for a slot, or raise BusyError."""
        self._observe(WAITING, 1)
        is_free = self._free.acquire(timeout=self._seconds)
        self._observe(WAITING, -1)
        if not is_free:
            raise BusyError
        self._observe(WORKING, 1)

    @contextmanager
    def spare(self) -> Iterator[None]:
        """Work in a slot that nobody else wants, or raise BusyError."""
        if not self._free.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            self._free.release()

    def __exit__(self, *_: object) -> None:
        """Give the slot to somebody else."""
        self._observe(WORKING, -1)
        self._free.release()
