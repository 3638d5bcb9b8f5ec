from dataclasses import replace

import pytest

from models import (
    Algorithm,
    Direction,
    Float,
    Objective,
    Problem,
    SearchSpace,
    Trial,
    TrialsError,
    TrialState,
)
from models.prediction import predict

SPACE = SearchSpace((Float("x", 0.0, 1.0),))
PROBLEM = Problem(SPACE, Objective("y", Direction.MINIMIZE))
TRIALS = tuple(Trial({"x": i / 8}, value=(i / 8 - 0.3) ** 2) for i in range(9))


def test_near_trials_a_smooth_function_is_known() -> None:
    predictions = predict(PROBLEM, TRIALS, [{"x": 0.3}, {"x": 0.55}])
    assert predictions is not None
    assert [each.mean for each in predictions] == pytest.approx([0.0, 0.0625], abs=0.01)
    assert all(0.0 < each.std < 0.05 for each in predictions)


def test_far_from_trials_less_is_known_than_near_them() -> None:
    predictions = predict(PROBLEM, TRIALS[:4], [{"x": 0.2}, {"x": 1.0}])
    assert predictions is not None
    assert predictions[0].std < predictions[1].std


def test_a_higher_value_is_expected_where_values_are_higher_whatever_is_better() -> None:
    for direction in Direction:
        problem = replace(PROBLEM, objective=Objective("y", direction))
        predictions = predict(problem, TRIALS, [{"x": 0.3}, {"x": 0.9}])
        assert predictions is not None
        assert predictions[0].mean < predictions[1].mean


def test_what_is_under_way_counts_for_nothing() -> None:
    running = Trial({"x": 0.95}, TrialState.RUNNING)
    alone, beside = (
        predict(PROBLEM, trials, [{"x": 0.95}]) for trials in (TRIALS[:4], [*TRIALS[:4], running])
    )
    assert alone == beside


def test_any_algorithm_has_a_surrogate_to_predict_with() -> None:
    problem = replace(PROBLEM, algorithm=Algorithm("random"))
    assert predict(problem, TRIALS, [{"x": 0.3}]) == predict(PROBLEM, TRIALS, [{"x": 0.3}])


def test_without_a_completed_trial_nothing_is_predicted() -> None:
    assert predict(PROBLEM, [Trial({"x": 0.5}, TrialState.FAILED)], [{"x": 0.5}]) is None


def test_a_configuration_that_does_not_belong_to_the_space_is_named() -> None:
    with pytest.raises(TrialsError) as caught:
        predict(PROBLEM, TRIALS, [{"x": 0.5}, {"x": 2.0}])
    assert [each.path for each in caught.value.errors] == [(1, "parameters", "x")]
