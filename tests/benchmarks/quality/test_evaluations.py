from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.quality.evaluations import Evaluations
from benchmarks.quality.tasks import FailedTrialError
from tests.benchmarks.quality.tasks import Slope

CONFIGURATION = {"x": 0.5, "z": 0.0}


@pytest.fixture
def evaluations(tmp_path: Path) -> Iterator[Evaluations]:
    opened = Evaluations(tmp_path / "new" / "evaluations.sqlite")
    yield opened
    opened.close()


def failing() -> float:
    raise FailedTrialError("never")


def test_a_trial_is_made_once(evaluations: Evaluations) -> None:
    values = iter([1.0, 2.0])
    found = [evaluations.value(Slope(), CONFIGURATION, 0, lambda: next(values)) for _ in range(2)]
    assert found == [1.0, 1.0]


def test_the_order_of_the_parameters_makes_no_other_trial(evaluations: Evaluations) -> None:
    evaluations.value(Slope(), CONFIGURATION, 0, lambda: 1.0)
    assert evaluations.value(Slope(), {"z": 0.0, "x": 0.5}, 0, lambda: 2.0) == 1.0


def test_another_seed_is_another_trial(evaluations: Evaluations) -> None:
    evaluations.value(Slope(), CONFIGURATION, 0, lambda: 1.0)
    assert evaluations.value(Slope(), CONFIGURATION, 1, lambda: 2.0) == 2.0


def test_a_failure_is_remembered(evaluations: Evaluations) -> None:
    for trial in (failing, lambda: 1.0):
        with pytest.raises(FailedTrialError, match="slope/x fails"):
            evaluations.value(Slope(), CONFIGURATION, 0, trial)


def test_values_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "evaluations.sqlite"
    first = Evaluations(path)
    first.value(Slope(), CONFIGURATION, 0, lambda: 1.0 / 3.0)
    first.close()
    second = Evaluations(path)
    assert second.value(Slope(), CONFIGURATION, 0, failing) == 1.0 / 3.0
    second.close()
