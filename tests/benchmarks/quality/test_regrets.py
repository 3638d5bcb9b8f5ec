import numpy as np
from numpy.testing import assert_array_equal

from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Regrets, scales
from models import Direction
from tests.benchmarks.quality.samples import Slope, regrets, run

TASK = Slope()


def of(*runs: Run, batch: int = 1, task: Slope = TASK) -> Regrets:
    return Regrets.of(runs, [task], scales(runs, [task]), batch)


# Scales


def test_a_scale_is_that_of_the_runs_of_all_tuners_and_batches() -> None:
    runs = [run("gp", -1.0), run("random", -2.0, batch=8), run("sobol", None)]
    assert scales(runs, [TASK])["line/a"].best == -2.0


def test_a_scale_knows_nothing_of_the_runs_of_other_tasks() -> None:
    assert scales([run("gp", -1.0, task="line/b")], [TASK])["line/a"].best == 0.0


def test_the_greatest_value_is_the_optimum_of_what_is_maximised() -> None:
    task = Slope(direction=Direction.MAXIMIZE)
    regret = of(run("gp", 0.0, 1.0, 2.0), task=task).on("gp", [("line/a", 0)])
    assert_array_equal(regret, [[2.0, 1.0, 0.0]])


def test_a_task_on_which_nothing_can_be_found_has_no_scale() -> None:
    assert scales([], [Slope(table=(1.0, 1.0, 1.0))]) == {}


# Regrets


def test_batches_are_told_apart() -> None:
    both = run("gp", 1.0), run("gp", 0.5, batch=8)
    assert_array_equal(of(*both, batch=8).on("gp", [("line/a", 0)]), [[0.5]])


def test_a_run_that_had_nothing_left_to_try_keeps_its_best() -> None:
    regret = of(run("gp", 1.0, 0.5), run("random", 1.0, 1.0, 1.0))
    assert_array_equal(regret.on("gp", [("line/a", 0)]), [[1.0, 0.5, 0.5]])


def test_a_failed_trial_keeps_the_best_before_it() -> None:
    assert_array_equal(of(run("gp", 1.0, None)).on("gp", [("line/a", 0)]), [[1.0, 1.0]])


def test_pairs_are_shared_only_by_those_that_all_have() -> None:
    found = regrets(run("gp", 0.0), run("gp", 0.0, seed=1), run("slow", 0.0, seed=1))
    assert found.shared(("gp", "slow")) == [("line/a", 1)]


def test_regrets_are_in_the_order_of_the_pairs() -> None:
    found = regrets(run("gp", 0.1), run("gp", 0.2, seed=1))
    assert_array_equal(found.on("gp", [("line/a", 1), ("line/a", 0)]), [[0.2], [0.1]])


# Horizons


def test_horizons_beyond_the_runs_are_left_out() -> None:
    assert regrets(run("gp", *np.zeros(35))).horizons == (10, 20, 30)


def test_short_runs_are_reported_at_their_end() -> None:
    found = regrets(run("gp", 0.0, 0.0))
    assert (found.horizons, found.main_horizons) == ((2,), (2,))


def test_horizons_of_batches_are_whole_rounds() -> None:
    found = regrets(run("gp", *np.zeros(64)), batch=8)
    assert (found.horizons, found.main_horizons) == ((16, 24, 32, 40, 64), (24, 40, 64))


# Who is compared with all


def test_more_seeds_of_ours_do_not_make_others_too_few() -> None:
    ours = [run("gp", 0.0, seed=seed) for seed in range(10)]
    theirs = [run(name, 0.0, seed=seed) for name in ("a", "b") for seed in range(3)]
    assert regrets(*ours, *theirs).well_covered == ("a", "b", "gp")


def test_a_tuner_with_few_seeds_is_not_compared_with_all() -> None:
    usual = [run(name, 0.0, seed=seed) for name in ("a", "gp") for seed in range(5)]
    assert regrets(*usual, run("slow", 0.0)).well_covered == ("a", "gp")


def test_a_tuner_that_lacks_tasks_is_not_compared_with_all() -> None:
    usual = [
        run(name, 0.0, task=task, seed=seed)
        for name in ("a", "gp")
        for task in ("line/a", "line/b")
        for seed in range(2)
    ]
    partial = [run("slow", 0.0, task="line/a", seed=seed) for seed in range(2)]
    assert regrets(*usual, *partial).well_covered == ("a", "gp")
