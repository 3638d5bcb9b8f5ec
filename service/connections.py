"""A connection that waits for no client for ever."""

import socket
import time
from errno import ECONNRESET
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# How long a client may take to read its answer.
SEND_SECONDS: Final = 30.0
# No longer than the path of any study.
LOOKED_AT: Final = 1_024


class PatientSocket(socket.socket):
    """A connection that gives a client only so long to send a whole request."""

    deadline = 0.0
    patience = 0.0
    # Who reads the request, since when, and how long it waited for that.
    threads = ""
    queued = 0.0
    waited = 0.0

    @classmethod
    def take(cls, other: socket.socket, patience: float) -> "PatientSocket":
        """Return the connection of another socket, which is closed.

        Args:
            other: The socket.
            patience: Seconds in which each request must have arrived.
        """
        taken = cls(other.family, other.type, other.proto, other.detach())
        taken.patience = patience
        return taken

    def queue(self, threads: str) -> None:
        """Let the next request wait for one of some threads."""
        self.threads, self.queued = threads, time.monotonic()

    def begin_request(self) -> None:
        """Start the clock for the next request."""
        now = time.monotonic()
        self.waited = now - self.queued
        self.deadline = now + self.patience

    def arrived(self) -> bytes:
        """Return the beginning of what has arrived, which stays there; does not wait for more."""
        given = self.gettimeout()
        self.settimeout(0.0)
        try:
            return super().recv(LOOKED_AT, socket.MSG_PEEK)
        except OSError:
            # Nothing has arrived, or the client is gone.
            return b""
        finally:
            self.settimeout(given)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Return what arrives, if it does before the deadline.

        Raises:
            TimeoutError: It does not. gunicorn takes its number for a client that is gone.
        """
        left = self.deadline - time.monotonic()
        if left <= 0.0:
            raise TimeoutError(ECONNRESET, "the request is late")
        given = self.gettimeout()
        self.settimeout(left if given is None else min(left, given))
        try:
            return super().recv(size, flags)
        except TimeoutError as error:
            raise TimeoutError(ECONNRESET, "the request is late") from error
        finally:
            self.settimeout(given)

    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        """Send everything to a client that reads it in time."""
        self.settimeout(SEND_SECONDS)
        super().sendall(data, flags)
