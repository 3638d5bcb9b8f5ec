import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from benchmarks.arrays import Array
from benchmarks.quality.analysis import (
    Comparison,
    TaskResult,
    analyse,
    compare,
    numbers,
    regret,
)
from benchmarks.quality.plan import Plan, Run
from benchmarks.statistics import Duel, Interval, Scale
from models import Direction

TABLE = np.array([0.0, 10.0, 20.0, 30.0, 40.0])


def result(
    *runs: Run, direction: Direction = Direction.MINIMIZE, reference: Array = TABLE
) -> TaskResult:
    return analyse(runs, name="a", direction=direction, reference=reference, is_complete=True)


def of(gp: list[list[float]], random: list[list[float]]) -> TaskResult:
    regrets = {"gp": np.array(gp), "random": np.array(random)}
    return TaskResult(
        name="a",
        direction=Direction.MINIMIZE,
        is_complete=True,
        scale=Scale(0.0, 1.0),
        regrets=regrets,
    )


def comparison(low: float, high: float) -> Comparison:
    return Comparison("gp", "random", Duel(0, 0, 0), Interval(0.5 * (low + high), low, high))


# Regrets of a task


def test_regrets_are_ordered_by_seed_whatever_run_ended_first() -> None:
    late, early = Run("a", "gp", 1, (10.0,)), Run("a", "gp", 0, (20.0,))
    assert_array_equal(result(late, early).regrets["gp"], [[1.0], [0.5]])


def test_every_tuner_is_measured_on_the_same_scale() -> None:
    outcome = result(Run("a", "gp", 0, (5.0,)), Run("a", "random", 0, (40.0,)))
    assert_array_equal([outcome.regrets["gp"], outcome.regrets["random"]], [[[0.25]], [[2.0]]])


def test_the_greatest_value_is_the_optimum_of_what_is_maximised() -> None:
    outcome = result(Run("a", "gp", 0, (20.0, 40.0)), direction=Direction.MAXIMIZE)
    assert_array_equal(outcome.regrets["gp"], [[1.0, 0.0]])


def test_a_trial_better_than_the_sample_leaves_no_regret_below_zero() -> None:
    outcome = result(Run("a", "gp", 0, (-20.0,)), Run("a", "random", 0, (0.0,)))
    assert_array_equal([outcome.regrets["gp"], outcome.regrets["random"]], [[[0.0]], [[0.5]]])


# Over tasks


def test_the_regret_is_read_off_at_the_horizon(rng: np.random.Generator) -> None:
    outcome = of(gp=[[0.5, 0.25, 0.0]], random=[[1.0, 1.0, 1.0]])
    assert regret([outcome], "gp", 2, rng) == Interval(0.25, 0.25, 0.25)


def test_every_task_counts_the_same(rng: np.random.Generator) -> None:
    tasks = [of(gp=[[0.0]], random=[[0.0]]), of(gp=[[1.0]], random=[[0.0]])]
    assert regret(tasks, "gp", 1, rng).mean == 0.5


def test_seeds_of_all_tasks_are_won_or_lost(rng: np.random.Generator) -> None:
    tasks = [
        of(gp=[[0.0], [0.5]], random=[[0.1], [0.5]]),
        of(gp=[[1.0], [0.2]], random=[[0.5]] * 2),
    ]
    assert compare(tasks, ("gp", "random"), 1, rng).duel == Duel(wins=2, ties=1, losses=1)


def test_the_advantage_is_what_the_rival_regrets_more(rng: np.random.Generator) -> None:
    outcome = of(gp=[[0.25]], random=[[1.0]])
    assert compare([outcome], ("gp", "random"), 1, rng).advantage == Interval(0.75, 0.75, 0.75)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.01, 0.2, "better"), (-0.2, -0.01, "worse"), (-0.1, 0.2, "unclear"), (0.0, 0.0, "unclear")],
)
def test_the_verdict_is_open_while_the_interval_holds_zero(
    low: float, high: float, verdict: str
) -> None:
    assert comparison(low, high).verdict == verdict


# What is kept


def test_what_is_kept_is_json_with_the_regret_of_every_seed_at_every_horizon() -> None:
    plan = Plan(tasks=("a",), tuners=("gp", "random"), seeds=1, horizons=(1, 3))
    kept = numbers([of(gp=[[0.5, 0.25, 0.1]], random=[[1.0, 1.0, 0.5]])], plan)
    assert json.loads(json.dumps(kept))[0]["regrets"] == {
        "gp": {"1": [0.5], "3": [0.1]},
        "random": {"1": [1.0], "3": [0.5]},
    }


def test_optimum_and_median_are_kept_in_the_direction_of_the_objective() -> None:
    plan = Plan(tasks=("a",), tuners=("gp",), seeds=1, horizons=(1,))
    outcome = result(Run("a", "gp", 0, (10.0,)), direction=Direction.MAXIMIZE)
    assert [numbers([outcome], plan)[0][key] for key in ("best", "median")] == [40.0, 20.0]
