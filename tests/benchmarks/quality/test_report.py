import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.analysis import TaskResult
from benchmarks.quality.plan import Plan
from benchmarks.quality.report import render
from benchmarks.statistics import Scale
from models import Direction
from tests.benchmarks.test_markdown import ENVIRONMENT

PLAN = Plan(tasks=("known", "live"), tuners=("gp", "random"), seeds=2, horizons=(1, 2))
BETTER, EQUAL = np.array([[1.0, 0.25], [1.0, 0.25]]), np.array([[1.0, 1.0], [1.0, 1.0]])


def outcome(name: str, *, is_complete: bool, gp: Array) -> TaskResult:
    regrets = {"gp": gp, "random": EQUAL}
    return TaskResult(name, Direction.MAXIMIZE, is_complete, Scale(0.0, 1.0), regrets)


REPORT = render(
    [
        outcome("known", is_complete=True, gp=BETTER),
        outcome("live", is_complete=False, gp=EQUAL),
    ],
    PLAN,
    ENVIRONMENT,
)


def test_the_report_opens_with_the_size_of_the_comparison() -> None:
    assert "2 seeds, 2 trials one after the other" in REPORT


def test_every_tuner_has_its_regret_on_every_task() -> None:
    assert "| known | 0.250 [0.250, 0.250] | 1.000 [1.000, 1.000] |" in REPORT


def test_tasks_without_a_known_optimum_are_marked() -> None:
    assert "| live* | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |" in REPORT


def test_all_tasks_are_summed_up() -> None:
    assert "| **all tasks** | 0.625 [0.625, 0.625] | 1.000 [1.000, 1.000] |" in REPORT


def test_every_horizon_has_a_table_and_the_last_comes_first() -> None:
    assert 0 < REPORT.find("## After 2 trials") < REPORT.find("## After 1 trials")


def test_a_duel_says_by_how_much_and_whether_beyond_doubt() -> None:
    assert "| known | 2/0/0 | 0.750 [0.750, 0.750] | better |" in REPORT


def test_tasks_are_counted_by_verdict() -> None:
    assert "Of 2 tasks gp is better on 1, worse on 0; on 1 the interval" in REPORT
