"""Learning from results ahead of the next ask, while nobody waits for it.

After a tell the surrogate of a study is out of date. As long as the client does other things, a
thread of its own brings it up to date, or lets a `trialwise worker` do it. Nothing relies on it: a
study that was forgotten, because there were too many or the process has ended, is learned from when
somebody asks.
"""

from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

import structlog

from service.access import Tenant
from service.errors import BusyError, ServiceError
from service.queueing import Slots
from service.study import StudyId

# Seconds. Who asks right after a tell is served sooner if nobody works beside them; and of many
# tells in a row, only the last is worth learning from.
QUIET: Final = 0.25
# Studies that wait; what is beyond that would not be in time anyway.
MOST: Final = 1_000

# Does what is to be done for a study of a tenant, unless it is told that nobody wants it any more.
Work = Callable[[Tenant, StudyId, Callable[[], bool]], object]


class Agenda:
    """Studies that are due when nothing has happened to them for a while."""

    def __init__(self, quiet: float = QUIET, most: int = MOST) -> None:
        """Begin empty.

        Args:
            quiet: For how many seconds nothing must have happened.
            most: How many studies may wait.
        """
        self._quiet = quiet
        self._most = most
        # All wait for the same time, so those that came first are due first.
        self._due: dict[StudyId, tuple[float, Tenant]] = {}

    def put(self, tenant: Tenant, study: StudyId, now: float) -> bool:
        """Let a study wait anew, and tell whether there is room for it."""
        self.drop(study)
        if len(self._due) >= self._most:
            return False
        self._due[study] = now + self._quiet, tenant
        return True

    def drop(self, study: StudyId) -> None:
        """Forget a study."""
        self._due.pop(study, None)

    def take(self, now: float) -> tuple[Tenant, StudyId] | None:
        """Return the first study that is due, which waits no more; None if none is."""
        for study, (due, tenant) in self._due.items():
            if due > now:
                return None
            del self._due[study]
            return tenant, study
        return None

    def seconds(self, now: float) -> float | None:
        """Return how long it is until the first study is due; None if none waits."""
        return next((max(0.0, due - now) for due, _ in self._due.values()), None)


class AheadThread:
    """Works through an agenda, one study at a time; see `studies.context.Ahead`."""

    def __init__(
        self,
        work: Work,
        *,
        clock: Callable[[], float],
        observe: Callable[[str], None],
        agenda: Agenda,
    ) -> None:
        """Begin with nothing to do; the thread starts with the first study.

        Args:
            work: What is done for a study; it raises BusyError if there is no room for it.
            clock: Seconds, never going back.
            observe: Told what became of each study: done, busy, failed or full.
            agenda: Where studies wait.
        """
        self._work = work
        self._clock = clock
        self._observe = observe
        self._agenda = agenda
        self._changed = Condition()
        self._is_closing = False
        self._thread: Thread | None = None

    def after_tell(self, tenant: Tenant, study: StudyId) -> None:
        """Learn from a study soon."""
        with self._changed:
            has_room = self._agenda.put(tenant, study, self._clock())
            if self._thread is None:
                self._thread = Thread(target=self._run, name="ahead", daemon=True)
                self._thread.start()
            self._changed.notify()
        if not has_room:
            self._observe("full")

    def on_ask(self, study: StudyId) -> None:
        """Leave a study to whoever asks of it."""
        with self._changed:
            self._agenda.drop(study)

    def close(self, seconds: float) -> None:
        """Begin nothing new, end what is being done, and wait so long for the end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        """Work until the end."""
        while (item := self._next()) is not None:
            self._observe(self._outcome(*item))

    def _next(self) -> tuple[Tenant, StudyId] | None:
        """Wait for the next study, and return it; None at the end."""
        with self._changed:
            while not self._is_closing:
                item = self._agenda.take(self._clock())
                if item is not None:
                    return item
                self._changed.wait(self._agenda.seconds(self._clock()))
        return None

    def _outcome(self, tenant: Tenant, study: StudyId) -> str:
        """Work for a study, and return what became of it."""
        try:
            self._work(tenant, study, lambda: self._is_closing)
        except BusyError:
            return "busy"
        except ServiceError as error:
            structlog.get_logger().warning("nothing learned ahead", study=study, why=str(error))
            return "failed"
        except Exception as error:  # noqa: BLE001 # The thread must outlive a mistake.
            structlog.get_logger().error("nothing learned ahead", study=study, exc_info=error)
            return "failed"
        return "done"


def in_spare_slots(work: Work, slots: Slots) -> Work:
    """Return work that takes a slot, but only one that no ask wants."""

    def in_spare_slot(tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        with slots.spare():
            work(tenant, study, is_cancelled)

    return in_spare_slot
