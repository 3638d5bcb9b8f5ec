"""A gunicorn worker that waits for no client for ever and answers nobody in HTML."""

import queue
import re
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Final

import structlog
from gunicorn import util
from gunicorn.arbiter import Arbiter
from gunicorn.sock import BaseSocket
from gunicorn.workers.gthread import TConn, ThreadWorker

from service import problems
from service.connections import PatientSocket

# How much of a refused body is read, and for how long, so that its client comes to read why.
DRAIN_BYTES: Final = 256 * 2**20
DRAIN_SECONDS: Final = 5.0
# For how long connections that have begun are still taken at the end; longer than a packet travels.
LAST_SECONDS: Final = 0.1
# How long a client has to read the answer after which its connection is closed. What it still sends
# is thrown away meanwhile: the kernel would otherwise tell it of a reset instead of the answer.
LINGER_SECONDS: Final = 2.0
THROWN_AWAY: Final = 65_536


class Threads:
    """Threads for asks and the like, and as many for requests that are quick.

    Asks may wait for their turn in all of their threads. Nobody must take the service for dead
    then, and no result and no sign of life of a trial must wait for them.
    """

    def __init__(self, count: int, slow: re.Pattern[bytes]) -> None:
        """Have threads of either kind, which are made when they are needed.

        Args:
            count: How many of either kind.
            slow: How requests begin that may wait for their turn.
        """
        self._slow_requests = slow
        self._slow = ThreadPoolExecutor(count)
        self._quick = ThreadPoolExecutor(count)

    def submit(self, handle: Callable[[TConn], object], conn: TConn) -> Future[object]:
        """Let a thread handle the request that arrives on a connection."""
        begin = conn.sock.arrived()
        # What has not arrived yet may be anything.
        is_quick = begin and not self._slow_requests.match(begin)
        conn.sock.queue("quick" if is_quick else "slow")
        return (self._quick if is_quick else self._slow).submit(handle, conn)

    def shutdown(self, *, wait: bool) -> None:
        """Take no more requests, and wait for the end of those there are if told to."""
        self._slow.shutdown(wait)
        self._quick.shutdown(wait)


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types.
    """gunicorn's threaded worker, with patient sockets and problems for errors."""

    read_timeout = 30
    slow: re.Pattern[bytes] = re.compile(b"")
    new_id: Callable[[], str]
    inherited: queue.SimpleQueue[int] = queue.SimpleQueue()

    def init_process(self) -> None:
        """Replace the page that gunicorn sends to requests it cannot read."""
        util.write_error = partial(write_problem, self.new_id)
        self.closing: deque[TConn] = deque()
        super().init_process()

    def init_signals(self) -> None:
        """Take signals from now on, and a stop that came before as if it came now.

        Between the fork and here they went to the handler of the parent, and a worker that was
        told to stop just then would be waited for until the graceful timeout.
        """
        super().init_signals()
        if told_to_stop(self.inherited):
            self.alive = False

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 # gunicorn's.
        """Take connections or not; at the end, all there are, and close the listener at once.

        gunicorn would keep it until the last request is answered: whoever comes meanwhile would
        wait for nothing.
        """
        if enabled or self.alive:
            super().set_accept_enabled(enabled)
            return
        super().set_accept_enabled(enabled=True)
        deadline = time.monotonic() + LAST_SECONDS
        while (left := deadline - time.monotonic()) > 0.0:
            self.wait_for_and_dispatch_events(left)
        super().set_accept_enabled(enabled=False)
        for listener in self.sockets:
            self._take_all(listener)
            listener.close()

    def _take_all(self, listener: BaseSocket) -> None:
        """Take every connection that waits on a listener."""
        before = -1
        while self.nr_conns != before:
            before = self.nr_conns
            self.accept(listener)

    def get_thread_pool(self) -> Threads:
        """Return what runs requests; gunicorn asks for it when the process starts."""
        return Threads(self.cfg.threads, self.slow)

    def enqueue_req(self, conn: TConn) -> None:
        """Hand a connection to a thread, but a new one only when its client has sent something."""
        if isinstance(conn.sock, PatientSocket):
            super().enqueue_req(conn)
            return
        conn.sock = PatientSocket.take(conn.sock, self.read_timeout)
        conn.sock.setblocking(False)  # noqa: FBT003 # The socket module knows it by position.
        conn.close = partial(self.close, conn)
        conn.timeout = time.monotonic() + self.read_timeout
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, ready)

    def handle(self, conn: TConn) -> object:
        """Answer the request on a connection, whose time begins now that a thread reads it.

        While it waits for a thread its client may have sent all of it, and is not late.
        """
        conn.sock.begin_request()
        return super().handle(conn)

    def close(self, conn: TConn, *, graceful: bool = False) -> None:
        """Close a connection, gracefully once its client has closed it or has had time to.

        gunicorn waits for the client in the thread that serves all connections.
        """
        if not graceful:
            util.close(conn.sock)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            util.close(conn.sock)
            return
        # It no longer counts, but the end of this process waits for those that do.
        self.nr_conns += 1
        conn.timeout = time.monotonic() + LINGER_SECONDS
        conn.sock.settimeout(0.0)
        self.closing.append(conn)
        ready = partial(self._throw_away, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, ready)

    def _throw_away(self, conn: TConn, client: socket.socket) -> None:
        """Throw away what a client sends after its answer, or let go of it once it has closed."""
        try:
            is_open = socket.socket.recv(client, THROWN_AWAY) != b""
        except BlockingIOError:
            is_open = True
        except OSError:
            is_open = False
        if not is_open:
            self.closing.remove(conn)
            self._let_go(conn)

    def _let_go(self, conn: TConn) -> None:
        """Close a connection that was answered."""
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        util.close(conn.sock)

    def murder_pending(self) -> None:
        """Close connections whose clients have had their time."""
        super().murder_pending()
        while self.closing and self.closing[0].timeout <= time.monotonic():
            self._let_go(self.closing.popleft())

    def _cap_keepalive(self, deadline: float) -> None:
        """Let nobody who has sent nothing delay the end beyond a deadline."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:  # noqa: FBT001 # gunicorn's.
        """Return whether a connection goes on, when what was not read of a body is thrown away.

        A client that sends all before it reads would see a broken connection instead of a 413.
        """
        deadline = time.monotonic() + DRAIN_SECONDS
        return keepalive and bool(conn.parser.finish_body(deadline, DRAIN_BYTES))


def remember_signals(arbiter: Arbiter, worker: Worker) -> None:
    """Give a worker that was just forked the signals that its parent's handler takes."""
    worker.inherited = arbiter.SIG_QUEUE


def told_to_stop(signals: queue.SimpleQueue[int]) -> bool:
    """Return whether one of the signals, which are all taken out, says stop."""
    taken = [signals.get_nowait() for _ in range(signals.qsize())]
    return any(each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT) for each in taken)


def worker_class(
    read_timeout: int, slow: re.Pattern[bytes], new_id: Callable[[], str]
) -> type[Worker]:
    """Return a worker.

    Args:
        read_timeout: Seconds that every request has to arrive.
        slow: How requests begin that may wait for the optimiser.
        new_id: Makes an id for a request that cannot be read.
    """
    attributes = {"read_timeout": read_timeout, "slow": slow, "new_id": staticmethod(new_id)}
    return type("Worker", (Worker,), attributes)


def write_problem(
    new_id: Callable[[], str], connection: socket.socket, status: int, reason: str, message: str
) -> None:
    """Answer a request that is not HTTP with a problem; gunicorn's own page is HTML."""
    response = problems.problem(problems.Kind(HTTPStatus(status)), message or "")
    body, name = response.get_data(), new_id()
    structlog.get_logger().info("request", status=status, request_id=name)
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nX-Request-ID: {name}\r\n"
        f"Content-Type: {problems.MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(connection, head.encode("latin-1") + body)
