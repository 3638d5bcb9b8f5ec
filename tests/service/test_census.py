from collections.abc import Iterator
from itertools import count
from threading import Event

from service.census import GOOD_SECONDS, Census, Registrar
from service.errors import StoreUnavailableError

LONG = 60.0


def numbered() -> Iterator[Census]:
    """Yield censuses that differ."""
    return (Census({}, {}, [float(each)]) for each in count())


def test_a_census_is_good_for_a_while() -> None:
    times, censuses = iter([0.0, GOOD_SECONDS / 2, GOOD_SECONDS]), numbered()
    registrar = Registrar(lambda: next(censuses), lambda: next(times), LONG)
    taken = [registrar() for _ in range(3)]
    assert [each and each.best_ages for each in taken] == [[0.0], [0.0], [1.0]]


def test_whoever_asks_does_not_wait_for_a_database_for_ever() -> None:
    answer = Event()

    def take() -> Census:
        assert answer.wait(LONG)
        return Census({}, {}, [])

    registrar = Registrar(take, lambda: 0.0, patience=0.01)
    assert registrar() is None
    answer.set()
    patient = Registrar(take, lambda: 0.0, LONG)
    assert patient() == Census({}, {}, [])


def test_a_database_that_thinks_is_not_asked_once_more() -> None:
    asked, answer, times = [], Event(), count(step=GOOD_SECONDS)

    def take() -> Census:
        asked.append(1)
        assert answer.wait(LONG)
        return Census({}, {}, [])

    registrar = Registrar(take, lambda: float(next(times)), patience=0.01)
    assert [registrar() for _ in range(3)] == [None, None, None]
    answer.set()
    assert len(asked) == 1


def test_a_database_that_does_not_answer_is_asked_again_later() -> None:
    times, answers = iter([0.0, 1.0, GOOD_SECONDS]), iter([False, True])

    def take() -> Census:
        if not next(answers):
            raise StoreUnavailableError
        return Census({}, {}, [])

    registrar = Registrar(take, lambda: next(times), LONG)
    assert [registrar() for _ in range(3)] == [None, None, Census({}, {}, [])]
