import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models import Direction, Trial, TrialsError, TrialState
from models.errors import TrialValueError
from models.history import History
from models.space.search_space import MOST_ERRORS
from tests.models.problems import SQUARE

TRIALS = [
    Trial({"x": 0.1, "y": 0.2}, TrialState.FAILED),
    Trial({"x": 0.3, "y": 0.4}, value=5.0, std=0.5),
    Trial({"x": 0.5, "y": 0.6}, TrialState.RUNNING),
    Trial({"x": 0.7, "y": 0.8}, value=2.0),
    Trial({"x": 0.9, "y": 1.0}, TrialState.STOPPED, value=1.0),
    Trial({"x": 0.2, "y": 0.2}, TrialState.STALE),
    Trial({"x": 0.2, "y": 0.3}, TrialState.QUEUED),
]


def history(direction: Direction = Direction.MINIMIZE) -> History:
    return History.of(SQUARE, TRIALS, direction)


def test_completed_trials_are_points_with_values() -> None:
    assert_array_equal(history().X, [[0.3, 0.4], [0.7, 0.8]])
    assert_array_equal(history().values, [5.0, 2.0])
    assert_array_equal(history().stds, [0.5, 0.0])
    assert_array_equal(history().numbers, [1, 3])


def test_failed_and_pending_trials_are_points_apart() -> None:
    assert_array_equal(history().failed, [[0.1, 0.2]])
    assert_array_equal(history().pending, [[0.5, 0.6], [0.2, 0.2], [0.2, 0.3]])


def test_every_trial_is_taken_and_counted() -> None:
    assert len(history().taken) == history().total == 7


@pytest.mark.parametrize(("direction", "best"), [(Direction.MINIMIZE, 1), (Direction.MAXIMIZE, 0)])
def test_the_best_trial_depends_on_the_direction(direction: Direction, best: int) -> None:
    assert history(direction).incumbent == best


def test_of_equal_values_the_first_is_the_best() -> None:
    trials = [Trial({"x": x, "y": 0.5}, value=1.0) for x in (0.1, 0.2)]
    assert History.of(SQUARE, trials, Direction.MAXIMIZE).incumbent == 0


def test_without_trials_there_is_no_best() -> None:
    assert History.of(SQUARE, [], Direction.MINIMIZE).incumbent is None


def test_further_pending_points_are_taken_and_counted() -> None:
    longer = history().with_pending(SQUARE, [np.array([0.0, 0.0])])
    assert_array_equal(longer.pending[-1], [0.0, 0.0])
    assert len(longer.taken) == longer.total == 8
    assert history().total == 7


def test_trials_outside_the_space_are_refused_or_left_out() -> None:
    trials = [*TRIALS, Trial({"x": 2.0, "y": 0.0}, value=0.0)]
    with pytest.raises(TrialsError):
        History.of(SQUARE, trials, Direction.MINIMIZE)
    lenient = History.of(SQUARE, trials, Direction.MINIMIZE, lenient=True)
    assert_array_equal(lenient.values, [5.0, 2.0])


def test_leniency_leaves_out_more_trials_than_errors_are_told_of() -> None:
    trials = [Trial({"x": 2.0, "y": 0.0}, value=0.0)] * (MOST_ERRORS + 1)
    lenient = History.of(SQUARE, [*trials, *TRIALS], Direction.MINIMIZE, lenient=True)
    assert_array_equal(lenient.numbers, [MOST_ERRORS + 2, MOST_ERRORS + 4])


@pytest.mark.parametrize("state", [TrialState.RUNNING, TrialState.FAILED, TrialState.QUEUED])
def test_a_trial_without_an_end_has_no_value(state: TrialState) -> None:
    with pytest.raises(TrialValueError, match="expected no value"):
        Trial({}, state, value=1.0)


def test_a_completed_trial_has_a_value() -> None:
    with pytest.raises(TrialValueError, match="expected a value"):
        Trial({})
