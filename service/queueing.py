"""Where the threads of one process wait for each other, none of them for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from service.errors import BusyError

# More than there are threads; two subjects that share a queue only wait longer.
QUEUES: Final = 1_024


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


class Slots:
    """Lets so many at a time work, and the others wait for a slot."""

    def __init__(self, count: int, seconds: float) -> None:
        """Begin with nobody at work.

        Args:
            count: How many may work at a time.
            seconds: How long anybody waits.
        """
        self._free = BoundedSemaphore(count)
        self._seconds = seconds

    def __enter__(self) -> None:
        """Wait for a slot, or raise BusyError."""
        if not self._free.acquire(timeout=self._seconds):
            raise BusyError

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
        self._free.release()
