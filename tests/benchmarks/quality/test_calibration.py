"""Symbols as in `benchmarks.quality.calibration`."""

import math

import numpy as np
from numpy.testing import assert_allclose

from benchmarks.quality.calibration import (
    EXPECTED_ERROR,
    Calibration,
    averaged,
    calibrate,
    judged,
    standardised_errors,
)
from models import Trial, TrialState
from tests.benchmarks.quality.samples import Slope

TASK = Slope()
POINTS = [{"x": float(x), "y": float(y)} for x, y in np.random.default_rng(0).random((60, 2)) * 0.9]
TRIALS = [Trial(each, value=TASK.true_value(each)) for each in POINTS]


def of(family: str, coverage: float, task: str = "a") -> Calibration:
    return Calibration(task, family, 15, 1, dict.fromkeys((0.5, 0.8, 0.95), coverage), coverage)


def test_normal_errors_fill_each_interval_as_they_should(rng: np.random.Generator) -> None:
    m = 40_000
    found = judged("a", "one", 15, rng.normal(size=m))
    for level, part in found.coverage.items():
        assert_allclose(part, level, atol=4.0 * math.sqrt(level * (1.0 - level) / m))
    # Standard error of a median of |z|, whose density at 0.67 is twice 0.318.
    assert_allclose(found.median_error, EXPECTED_ERROR, atol=4.0 * 0.5 / (0.636 * math.sqrt(m)))


def test_errors_twice_as_large_as_predicted_are_told() -> None:
    z = np.array([-2.0, 2.0, 2.0, -2.0])
    found = judged("a", "one", 15, z)
    assert found.coverage == {0.5: 0.0, 0.8: 0.0, 0.95: 0.0}
    assert found.median_error == 2.0


def test_families_weigh_the_same() -> None:
    coverage, error = averaged([of("one", 0.2, "a"), of("one", 0.4, "b"), of("two", 0.9, "c")])
    assert_allclose([coverage[0.5], error], [0.6, 0.6])


def test_held_out_trials_that_failed_are_left_out() -> None:
    held_out = [*TRIALS[30:40], Trial(POINTS[40], TrialState.FAILED)]
    assert standardised_errors(TASK, TRIALS[:30], held_out).shape == (10,)


def test_a_history_without_a_value_predicts_nothing() -> None:
    failed = [Trial(each, TrialState.FAILED) for each in POINTS[:5]]
    assert standardised_errors(TASK, failed, TRIALS[10:20]).shape == (0,)


def test_values_far_from_what_the_history_shows_are_errors() -> None:
    apart = [Trial(each.parameters, value=(each.value or 0.0) + 5.0) for each in TRIALS[30:]]
    as_known, shifted = (
        np.median(np.abs(standardised_errors(TASK, TRIALS[:30], each)))
        for each in (TRIALS[30:], apart)
    )
    assert shifted > as_known


def test_each_history_is_judged_on_what_was_held_out() -> None:
    found = calibrate([TASK])
    assert [each.history for each in found] == [15, 30, 60]
    # A tenth of the configurations fails, and 100 are held out three times.
    assert all(240 <= each.predictions <= 300 for each in found)
