from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from service.access import Tenant
from service.ahead import Agenda, AheadThread, in_spare_slots
from service.errors import BusyError, StoreUnavailableError
from service.queueing import Slots
from service.study import StudyId

PATIENCE_SECONDS = 60.0
ME = Tenant("me")
A, B, C = (StudyId(each) for each in "abc")


# The agenda


def test_a_study_is_due_when_nothing_has_happened_for_a_while() -> None:
    agenda = Agenda(quiet=1.0)
    agenda.put(ME, A, 0.0)
    assert agenda.take(0.9) is None
    assert agenda.take(1.0) == (ME, A)
    assert agenda.take(1.0) is None


def test_a_study_to_which_something_happens_waits_anew() -> None:
    agenda = Agenda(quiet=1.0)
    agenda.put(ME, A, 0.0)
    agenda.put(ME, B, 0.1)
    agenda.put(ME, A, 0.5)
    assert [agenda.take(1.2), agenda.take(1.2), agenda.take(1.5)] == [(ME, B), None, (ME, A)]


def test_a_study_that_was_dropped_is_not_due() -> None:
    agenda = Agenda(quiet=1.0)
    agenda.put(ME, A, 0.0)
    agenda.drop(A)
    agenda.drop(B)
    assert agenda.take(9.0) is None


def test_an_agenda_says_how_long_it_is_until_the_first_is_due() -> None:
    agenda = Agenda(quiet=1.0)
    assert agenda.seconds(0.0) is None
    agenda.put(ME, A, 0.0)
    agenda.put(ME, B, 0.5)
    assert [agenda.seconds(0.25), agenda.seconds(3.0)] == [0.75, 0.0]


def test_an_agenda_has_room_for_so_many_studies() -> None:
    agenda = Agenda(quiet=1.0, most=2)
    assert [agenda.put(ME, each, 0.0) for each in (A, B, C, A)] == [True, True, False, True]
    assert [agenda.take(1.0) for _ in range(3)] == [(ME, B), (ME, A), None]


# The thread


class World:
    """A thread, what it has worked for, and what became of that."""

    def __init__(self, work: Callable[[StudyId, Callable[[], bool]], object]) -> None:
        self.worked: SimpleQueue[StudyId] = SimpleQueue()
        self.outcomes: SimpleQueue[str] = SimpleQueue()
        self.now = 0.0
        self.thread = AheadThread(
            lambda _, study, is_cancelled: self.do(work, study, is_cancelled),
            clock=lambda: self.now,
            observe=self.outcomes.put,
            agenda=Agenda(quiet=1.0, most=2),
        )

    def do(
        self,
        work: Callable[[StudyId, Callable[[], bool]], object],
        study: StudyId,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self.worked.put(study)
        work(study, is_cancelled)

    def wait(self) -> None:
        """Let so much time pass that every study is due, and the thread look at the clock."""
        self.now += 2.0
        with self.thread._changed:  # noqa: SLF001 # Time that passes wakes nobody in a test.
            self.thread._changed.notify()  # noqa: SLF001 # The same.

    def outcome(self) -> str:
        """What became of the next study."""
        return self.outcomes.get(timeout=PATIENCE_SECONDS)


Make = Callable[[Callable[[StudyId, Callable[[], bool]], object]], World]


@pytest.fixture
def make() -> Iterator[Make]:
    worlds = []

    def made(work: Callable[[StudyId, Callable[[], bool]], object]) -> World:
        worlds.append(World(work))
        return worlds[-1]

    yield made
    for each in worlds:
        each.thread.close(PATIENCE_SECONDS)


def nothing(*_: object) -> None:
    """Do nothing."""


def test_work_is_done_for_a_study_some_time_after_a_tell(make: Make) -> None:
    world = make(nothing)
    world.thread.after_tell(ME, A)
    assert world.worked.empty()
    world.wait()
    assert world.outcome() == "done"
    assert world.worked.get() == A


def test_of_many_tells_in_a_row_one_leads_to_work(make: Make) -> None:
    world = make(nothing)
    for _ in range(5):
        world.thread.after_tell(ME, A)
    world.wait()
    assert world.outcome() == "done"
    world.thread.after_tell(ME, B)
    world.wait()
    assert world.outcome() == "done"
    assert [world.worked.get(), world.worked.get(), world.worked.empty()] == [A, B, True]


def test_a_study_that_somebody_asks_of_is_left_alone(make: Make) -> None:
    world = make(nothing)
    world.thread.after_tell(ME, A)
    world.thread.after_tell(ME, B)
    world.thread.on_ask(A)
    world.wait()
    assert world.outcome() == "done"
    assert [world.worked.get(), world.worked.empty()] == [B, True]


def test_a_study_too_many_is_counted(make: Make) -> None:
    world = make(nothing)
    for each in (A, B, C):
        world.thread.after_tell(ME, each)
    assert world.outcome() == "full"


@pytest.mark.parametrize(
    ("error", "outcome", "level"),
    [
        (BusyError(), "busy", None),
        (StoreUnavailableError("gone"), "failed", "warning"),
        (ZeroDivisionError(), "failed", "error"),
    ],
)
def test_the_thread_outlives_what_goes_wrong(
    make: Make, log: list[Any], error: Exception, outcome: str, level: str | None
) -> None:
    def fail(*_: object) -> None:
        raise error

    world = make(fail)
    for _ in range(2):
        world.thread.after_tell(ME, A)
        world.wait()
        assert world.outcome() == outcome
    assert {each["log_level"] for each in log} == ({level} if level else set())


def test_what_is_being_done_at_the_end_is_told_to_end(make: Make) -> None:
    begun, ended = Event(), Event()

    def work(_: StudyId, is_cancelled: Callable[[], bool]) -> None:
        begun.set()
        while not is_cancelled():
            pass
        ended.set()

    world = make(work)
    world.thread.after_tell(ME, A)
    world.wait()
    assert begun.wait(PATIENCE_SECONDS)
    world.thread.close(PATIENCE_SECONDS)
    assert ended.is_set()


def test_after_the_end_nothing_is_begun(make: Make) -> None:
    world = make(nothing)
    world.thread.after_tell(ME, A)
    world.thread.close(PATIENCE_SECONDS)
    world.now = 9.0
    world.thread.after_tell(ME, B)
    assert world.worked.empty()


def test_a_thread_that_had_nothing_to_do_ends_at_once() -> None:
    World(nothing).thread.close(0.0)


# Slots


def test_work_in_a_spare_slot_gives_it_back() -> None:
    slots = Slots(1, 0.0)
    work = in_spare_slots(nothing, slots)
    for _ in range(2):
        work(ME, A, lambda: False)
    with slots, pytest.raises(BusyError):
        work(ME, A, lambda: False)
    with slots:
        pass
