import pytest

from service.errors import BusyError
from service.queueing import Queues, Slots


def test_of_two_with_one_subject_the_second_waits_in_vain() -> None:
    queues = Queues()
    with queues("a", 1.0), pytest.raises(BusyError), queues("a", 0.0):
        pass


def test_whoever_leaves_lets_the_next_one_in() -> None:
    queues = Queues()
    for _ in range(2):
        with queues("a", 0.0):
            pass


def test_so_does_one_who_fails() -> None:
    queues = Queues()
    with pytest.raises(ZeroDivisionError), queues("a", 0.0):
        raise ZeroDivisionError
    with queues("a", 0.0):
        pass


def test_as_many_as_may_work_have_their_turn_and_no_more() -> None:
    turns = Slots(2, 0.0)
    with turns, turns, pytest.raises(BusyError), turns:
        pass
    with turns, turns:
        pass


def test_a_turn_that_fails_is_given_back() -> None:
    turns = Slots(1, 0.0)
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        pass


def test_slots_tell_who_waits_and_who_works() -> None:
    changes: list[tuple[str, int]] = []
    slots = Slots(1, 0.0, lambda state, change: changes.append((state, change)))
    with slots, pytest.raises(BusyError), slots:
        pass
    assert changes == [
        ("waiting", 1),
        ("waiting", -1),
        ("working", 1),
        ("waiting", 1),
        ("waiting", -1),
        ("working", -1),
    ]
