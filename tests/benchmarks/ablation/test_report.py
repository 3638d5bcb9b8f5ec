import math

from benchmarks.ablation.analysis import Difference, Line
from benchmarks.ablation.changes import AS_IT_IS
from benchmarks.ablation.report import render
from benchmarks.environment import describe
from benchmarks.quality.plan import Plan

PLAN = Plan(("hpobench/vehicle",), (AS_IT_IS, "no-climb"), 2, 60, 1)
LINES = [
    Line("tables", AS_IT_IS, 1, 2, {10: 0.25, 60: 0.1}, None),
    Line(
        "tables",
        "no-climb",
        1,
        2,
        {10: 0.375, 60: 0.05},
        {10: Difference(0.125, 0.0123, 0.04), 60: Difference(-0.05, math.inf, 1.0)},
    ),
]


def text() -> str:
    return render(LINES, PLAN, describe("python -m benchmarks ablation"))


def test_a_change_has_its_regrets_and_below_them_how_they_differ() -> None:
    assert "| as-it-is | 2 | 0.250 | 0.100 |" in text()
    assert (
        "| no-climb | 2 | 0.375 | 0.050 |\n|  |  | +0.125 ± 0.012 (p 0.04) | -0.050 ± inf (p 1) |\n"
    ) in text()


def test_the_report_says_what_is_changed_and_what_it_was() -> None:
    assert "| no-climb | `models.maximisation.GRADIENT_LOOKS` | 25 | 1 |" in text()


def test_the_report_says_what_was_run() -> None:
    assert "1 tasks, 2 seeds, 60 trials, one at a time." in text()
    assert "## Tables\n\n1 tasks.\n" in text()
    assert "`python -m benchmarks ablation` on " in text()
