"""Turns: the asks of one study wait for each other, in whatever process they are.

What an ask has worked out is in vain when another one was faster, so of several at a time all but
one would only keep processors busy. Nothing relies on it: an ask that did not wait is as right.
"""

import fcntl
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError

from service.errors import BusyError
from service.stores.file_queue import FileQueue

Turns = Callable[[str], AbstractContextManager[None]]
"""Lets one at a time work on a subject."""

# Of PostgreSQL: others have held a lock all the while.
NOT_AVAILABLE: Final = "55P03"
# More than there are threads; two subjects that share a place only wait longer.
PLACES: Final = 1_024
# `struct flock` of Linux: kind, origin, first byte, number of bytes, process.
FLOCK: Final = "hhqqi"


class FileTurns:
    """Turns of the processes of one machine: each subject is a byte of a file, which one locks.

    Systems other than Linux have no lock of a byte that belongs to a thread, and there nobody
    waits.
    """

    def __init__(self, path: Path, seconds: float) -> None:
        """Use a file.

        Args:
            path: Where it is; it is made when it is needed, and stays empty.
            seconds: How long anybody waits.
        """
        self._path = path
        self._seconds = seconds
        self._queues: dict[int, FileQueue] = {}

    def __call__(self, subject: str) -> AbstractContextManager[None]:
        """Return what waits for the others; StoreUnavailableError says that it took too long."""
        if sys.platform != "linux":
            return nullcontext()
        place = zlib.crc32(subject.encode()) % PLACES
        queue = FileQueue(self._path, self._seconds, partial(_lock_byte, place))
        return self._queues.setdefault(place, queue)


def _lock_byte(place: int, file: int, *, waits: bool) -> None:
    """Lock a byte of a file; see `FileLock`."""
    wanted = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
    fcntl.fcntl(file, fcntl.F_OFD_SETLKW if waits else fcntl.F_OFD_SETLK, wanted)


class ServerTurns:
    """Turns of all who use a PostgreSQL server: each subject is an advisory lock.

    Each lock takes a connection for as long as it is held, and whoever holds it needs another one
    to work. So some connections are never taken for locks, and who finds none left for that goes on
    without waiting.
    """

    def __init__(self, engine: Engine, most: int) -> None:
        """Hold locks in connections of an engine.

        Args:
            engine: The engine, which has more connections than that.
            most: How many locks are held at a time.
        """
        self._engine = engine
        self._free = BoundedSemaphore(most)

    @contextmanager
    def __call__(self, subject: str) -> Iterator[None]:
        """Wait for the others, or raise BusyError after the patience of the engine."""
        if not self._free.acquire(blocking=False):
            yield
            return
        try:
            with self._engine.connect() as connection:
                _lock(connection, subject)
                # The lock ends with the transaction, which has nothing to commit.
                yield
        finally:
            self._free.release()


def _lock(connection: Connection, subject: str) -> None:
    """Take the lock of a subject in the transaction of a connection."""
    key = int.from_bytes(sha256(subject.encode()).digest()[:8], signed=True)
    try:
        connection.execute(select(func.pg_advisory_xact_lock(key)))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == NOT_AVAILABLE:
            raise BusyError from error
        raise
