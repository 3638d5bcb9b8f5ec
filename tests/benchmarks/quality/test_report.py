import json

import numpy as np

from benchmarks.archive import written
from benchmarks.quality.calibration import LEVELS, Calibration
from benchmarks.quality.comparison import compare
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import scales
from benchmarks.quality.report import kept, numbers, render
from tests.benchmarks.quality.samples import Slope, run
from tests.benchmarks.test_markdown import ENVIRONMENT

TASKS = [Slope("line/a", "one"), Slope("line/b", "two"), Slope("flat/c", table=(1.0, 1.0, 2.0))]
CALIBRATIONS = [Calibration("line/a", "one", 15, 100, dict.fromkeys(LEVELS, 0.25), 1.5)]


def falling(tuner: str, until: int, task: str, seed: int, batch: int = 1) -> Run:
    """Return a run whose regret falls to 0 after so many trials, half a second an ask."""
    trials = 60 if batch == 1 else 64
    heights = np.maximum(until - np.arange(1, trials + 1), 0) / 100
    seconds = [0.5] * (trials // batch)
    return run(tuner, *heights.tolist(), task=task, seed=seed, batch=batch, seconds=seconds)


RUNS = [
    *(
        falling(tuner, until + seed, task, seed)
        for tuner, until in (("gp", 15), ("optuna-tpe", 45), ("random", 75))
        for task in ("line/a", "line/b")
        for seed in range(3)
    ),
    falling("slow", 30, "line/a", 1),
    *(falling(tuner, 40, "line/a", 0, batch=8) for tuner in ("gp", "random")),
    run("gp", 1.0, task="flat/c"),
]
SCALES = scales(RUNS, TASKS)
COMPARISONS = [
    each for batch in (1, 8) if (each := compare(RUNS, TASKS, SCALES, batch)) is not None
]
REPORT = render(TASKS, SCALES, COMPARISONS, CALIBRATIONS, ENVIRONMENT, "sample")
SEQUENTIAL, _, BATCHES = REPORT.partition("## Batches of 8")


def test_the_report_says_which_tasks_it_is_about() -> None:
    assert "2 tasks of 2 families (development); of 2 the optimum is known." in REPORT


def test_tasks_on_which_nothing_can_be_found_are_named() -> None:
    assert "half of the configurations are optimal: flat/c." in REPORT


def test_the_outcome_is_told_before_its_parts() -> None:
    line = "- 20 trials one after the other: gp 0.000, best other tuner optuna-tpe 0.260"
    assert 0 < REPORT.find(line) < REPORT.find("### Runs")


def test_batches_have_tables_of_their_own() -> None:
    assert "| trials | 16 | 24 | 32 | 40 | 64 |" in BATCHES
    assert "| trials | 10 | 20 | 30 | 40 | 60 |" in SEQUENTIAL


def test_a_tuner_with_few_runs_is_told_of_what_it_lacks() -> None:
    assert "| slow | 1 | 1 | no | line/a 0,2; line/b 0,1,2 |" in SEQUENTIAL


def test_a_tuner_with_few_runs_has_its_duel_on_these() -> None:
    assert "| slow | 20 | 1 | 0.000 | 0.100 | 0.100 [0.100, 0.100] | 0/0/1 | 1 |  |" in SEQUENTIAL


def test_a_tuner_with_few_runs_is_in_no_other_table_of_regrets() -> None:
    assert "| task | family | gp | optuna-tpe | random |" in SEQUENTIAL


def test_the_best_of_a_family_is_bold() -> None:
    assert "| one (1) | **0.000** | 0.260 | 0.560 |" in SEQUENTIAL


def test_every_task_has_a_sign_for_each_horizon() -> None:
    assert "| line/b | ++· | +++ |  |" in SEQUENTIAL


def test_the_goal_is_reached_or_not() -> None:
    # The best other tuner is at (46 - 40) / 100 after 40 trials, ours on average after 10.
    assert "| all tasks | optuna-tpe after 40: 0.060 | 20 | 10 | 10 | yes |" in SEQUENTIAL


def test_times_have_ratios() -> None:
    assert "| gp | 20 | 30 | 500 ms | 500 ms | 1 |  |" in SEQUENTIAL


def test_plots_are_shown() -> None:
    assert "![Regret over trials](sample-batch-1.svg)" in SEQUENTIAL
    assert "![Regret over trials by family](sample-batch-8-families.svg)" in BATCHES


def test_calibration_is_told_by_family_and_in_all() -> None:
    assert "| one | 15 | 100 | 25 % | 25 % | 25 % | 1.50 |" in REPORT
    assert "| **all** | 15 | 100 | 25 % | 25 % | 25 % | 1.50 |" in REPORT


def test_what_is_kept_is_json() -> None:
    content = json.loads(written(numbers(TASKS, SCALES, COMPARISONS, CALIBRATIONS)))
    assert [each["best"] for each in content["tasks"]] == [0.0, 0.0, None]
    assert content["comparisons"][0]["groups"][0]["curves"]["gp"]["mean"][0] == 0.15


def test_an_interval_without_ends_is_kept_without_numbers() -> None:
    interval = {"low": -np.inf, "means": (1 / 3, np.nan), "name": "a"}
    assert kept(interval) == {"low": None, "means": [0.3333333, None], "name": "a"}
