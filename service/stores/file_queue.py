"""A queue of all threads of all processes that use a file."""

import fcntl
import os
import time
from pathlib import Path
from threading import Lock, Thread
from typing import Protocol

from service.errors import StoreUnavailableError

LATE = "the database has been busy for too long; send the request again"


class FileLock(Protocol):
    """Locks an open file, of which the operating system knows who has it open."""

    def __call__(self, file: int, *, waits: bool) -> None:
        """Lock it; raise BlockingIOError if somebody else has and this does not wait."""
        ...


def whole(file: int, *, waits: bool) -> None:
    """Lock all of a file; see `FileLock`."""
    fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileQueue:
    """Lets one at a time through, and nobody wait for ever.

    SQLite's own way to wait is to sleep and try again, which lets the unlucky wait for ever.
    The lock is the operating system's, and ends with the process that holds it.
    """

    def __init__(self, path: Path, seconds: float, lock: FileLock = whole) -> None:
        """Use a file.

        Args:
            path: Where it is; it is made when it is needed.
            seconds: How long anybody waits.
            lock: What of it is locked.
        """
        self._path = path
        self._seconds = seconds
        self._lock_file = lock
        self._lock = Lock()
        self._file = -1
        # One who has waited in vain, and still does.
        self._late: _Waiter | None = None

    def __enter__(self) -> None:
        """Wait for the others.

        Raises:
            StoreUnavailableError: It took too long, or there can be no such file.
        """
        deadline = time.monotonic() + self._seconds
        if not self._lock.acquire(timeout=self._seconds):
            raise StoreUnavailableError(LATE)
        try:
            self._file = self._locked(deadline)
        except OSError as error:
            self._lock.release()
            raise StoreUnavailableError(f"cannot use {self._path}: {error.strerror}") from error
        except StoreUnavailableError:
            self._lock.release()
            raise

    def __exit__(self, *_: object) -> None:
        """Let the next one through; closing the file gives up its lock."""
        os.close(self._file)
        self._lock.release()

    def _locked(self, deadline: float) -> int:
        """Return the file, open and locked."""
        if self._late is not None:
            # No second one: whoever holds the lock for so long may do so for hours.
            self._late.join(max(0.0, deadline - time.monotonic()))
            if self._late.is_alive():
                raise StoreUnavailableError(LATE)
            self._late = None
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._lock_file(file, waits=False)
        except BlockingIOError:
            waiter = _Waiter(file, self._lock_file)
            waiter.start()
            if not waiter.has_lock(max(0.0, deadline - time.monotonic())):
                self._late = waiter
                raise StoreUnavailableError(LATE) from None
        return file


class _Waiter(Thread):
    """Waits for the lock of a file; the operating system lets nobody do so for a limited time."""

    def __init__(self, file: int, lock: FileLock) -> None:
        """Wait for the lock of an open file, which is closed if nobody wants it any more."""
        super().__init__(daemon=True)
        self._file = file
        self._lock_file = lock
        self._decision = Lock()
        self._is_locked = False
        self._is_unwanted = False

    def run(self) -> None:
        """Wait."""
        self._lock_file(self._file, waits=True)
        with self._decision:
            self._is_locked = True
            if self._is_unwanted:
                os.close(self._file)

    def has_lock(self, seconds: float) -> bool:
        """Return whether it has the lock after so many seconds at most; if not, give it up."""
        self.join(seconds)
        with self._decision:
            self._is_unwanted = not self._is_locked
        return self._is_locked
