"""What a process remembers of trials; the contract of stores says that nobody notices."""

from dataclasses import replace

from models import TrialState
from service.stores.recollection import NOTHING, Known, Recollection
from service.study import StudyId
from service.trial import Outcome, Trial

ONE, ANOTHER, THIRD = (StudyId(each) for each in ("one", "another", "third"))
QUEUED = [Trial(number, {"x": number}, 0) for number in range(1, 5)]


def ended(trial: Trial) -> Trial:
    """Return a trial that has failed."""
    return trial.told(Outcome(TrialState.FAILED), 1)


def test_what_has_not_ended_has_to_be_read_again() -> None:
    read = {1: ended(QUEUED[0]), 2: QUEUED[1], 3: ended(QUEUED[2])}
    known = NOTHING.with_read(read)
    assert [*known.trials] == [*read.values()]
    assert known.unended == (2,)


def test_what_is_read_takes_the_place_of_what_was_known_or_follows_it() -> None:
    before = NOTHING.with_read({1: ended(QUEUED[0]), 2: QUEUED[1]})
    after = before.with_read({2: ended(QUEUED[1]), 3: QUEUED[2]})
    assert [*after.trials] == [ended(QUEUED[0]), ended(QUEUED[1]), QUEUED[2]]
    assert after.unended == (3,)


def test_what_was_known_stays_as_it_was() -> None:
    before = NOTHING.with_read({1: QUEUED[0]})
    before.with_read({1: replace(QUEUED[0], handouts=1), 2: QUEUED[1]})
    assert [*before.trials] == QUEUED[:1]


def test_what_was_read_longest_ago_is_forgotten_when_it_is_too_much() -> None:
    memory = Recollection(most=4)
    memory.keep(ONE, Known(QUEUED[:2]))
    memory.keep(ANOTHER, Known(QUEUED[:2]))
    memory.keep(ONE, Known(QUEUED[:2]))
    memory.keep(THIRD, Known(QUEUED[:1]))
    assert [len(memory.of(each).trials) for each in (ONE, ANOTHER, THIRD)] == [2, 0, 1]


def test_a_study_that_grows_counts_once() -> None:
    memory = Recollection(most=4)
    memory.keep(ANOTHER, Known(QUEUED[:1]))
    for size in (1, 2, 3):
        memory.keep(ONE, Known(QUEUED[:size]))
    assert [len(memory.of(each).trials) for each in (ONE, ANOTHER)] == [3, 1]


def test_a_study_too_long_to_be_remembered_is_not() -> None:
    memory = Recollection(most=3)
    memory.keep(ONE, Known(QUEUED))
    assert memory.of(ONE) == NOTHING
