"""Queues in which the threads of one process wait for each other, one queue for each subject."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
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
