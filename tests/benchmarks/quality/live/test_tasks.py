"""Every live task on the shared data; those whose library or data is not installed are skipped."""

import pytest

from benchmarks.quality.live import TASKS
from benchmarks.quality.live.data import folder
from benchmarks.quality.live.task import Live
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import FailedTrialError

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not folder().exists(), reason="the shared data are not here"),
]


def values(task: Live) -> list[float | None]:
    found: list[float | None] = []
    for configuration in sample(task.space, 6):
        try:
            found.append(task.trial(configuration, 0))
        except FailedTrialError:
            found.append(None)
    return found


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.name)
def test_a_trial_has_the_same_value_again(task: Live) -> None:
    for library in ("xgboost", "lightgbm"):
        if task.family == library:
            pytest.importorskip(library)
    first = values(task)
    assert first == values(task)
    assert any(value is not None for value in first)
