import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.quality.analysis import ALL, groups, ranking, reach, reaches, task_results
from benchmarks.quality.plan import Run
from benchmarks.quality.regrets import Regrets
from tests.benchmarks.quality.samples import regrets, run

FAMILIES = {"line/a": "one", "line/b": "one", "line/c": "two"}
TUNERS = ("gp", "random")


def on_three_tasks(gp: tuple[float, float, float], random: tuple[float, float, float]) -> Regrets:
    """Return runs of one trial on tasks a and b of a family and c of another."""
    return regrets(*_runs("gp", gp), *_runs("random", random), families=FAMILIES)


def _runs(tuner: str, values: tuple[float, float, float]) -> list[Run]:
    return [run(tuner, v, task=task) for task, v in zip(FAMILIES, values, strict=True)]


def falling(tuner: str, until: int, trials: int = 60, task: str = "line/a") -> Run:
    """Return a run whose regret is that of a line, 0 after so many trials and from then on."""
    heights = np.maximum(until - np.arange(1, trials + 1), 0) / 64
    return run(tuner, *heights.tolist(), task=task)


# Groups


def test_families_weigh_the_same_in_the_mean_over_all_tasks() -> None:
    found = on_three_tasks(gp=(0.0, 0.2, 0.5), random=(1.0, 1.0, 1.0))
    overall = groups(found, TUNERS, found.shared(TUNERS))[0]
    assert overall.name == ALL
    assert_allclose(overall.curves["gp"].mean, [0.5 * 0.1 + 0.5 * 0.5])


def test_each_family_has_a_mean_of_its_own() -> None:
    found = on_three_tasks(gp=(0.0, 0.2, 0.5), random=(1.0, 1.0, 1.0))
    means = {g.name: g.curves["gp"].mean for g in groups(found, TUNERS, found.shared(TUNERS))}
    assert means == {ALL: (0.3,), "one": (0.1,), "two": (0.5,)}


def test_a_curve_is_read_off_at_the_horizon() -> None:
    found = regrets(run("gp", 0.5, 0.25, 0.0), run("random", 1.0, 1.0, 1.0))
    curve = groups(found, TUNERS, found.shared(TUNERS))[0].curves["gp"]
    assert curve.at(2).mean == 0.25


def test_a_task_is_told_of_only_on_the_seeds_that_all_have() -> None:
    found = regrets(run("gp", 0.5), run("gp", 0.1, seed=1), run("random", 1.0))
    (result,) = task_results(found, TUNERS, found.shared(TUNERS))
    assert (result.seeds, result.regrets["gp"][1].mean) == (1, 0.5)


# Ranks


def test_ranks_of_means_and_of_runs_differ_where_one_run_decides_the_mean() -> None:
    ours = [run("gp", value, seed=seed) for seed, value in enumerate((0.1, 0.1, 0.9))]
    theirs = [run("random", 0.3, seed=seed) for seed in range(3)]
    found = regrets(*ours, *theirs)
    ranks = ranking(found, TUNERS, found.shared(TUNERS), 1)
    assert ranks.of_means == {"gp": 2.0, "random": 1.0}
    assert_allclose(ranks.of_runs["gp"].mean, 4 / 3)


def test_families_weigh_the_same_in_ranks() -> None:
    found = on_three_tasks(gp=(0.0, 0.0, 1.0), random=(0.5, 0.5, 0.5))
    ranks = ranking(found, TUNERS, found.shared(TUNERS), 1)
    assert ranks.of_means == {"gp": 1.5, "random": 1.5}


# Trials to reach


def test_ours_needs_as_many_trials_as_its_curve_says() -> None:
    found = regrets(falling("gp", 20), falling("random", 50))
    there = reach(found, ("gp", "random"), found.shared(TUNERS), (40, 20))
    # The rival is at (50 - 40) / 64 after 40 trials, ours after 20 - 10.
    assert (there.level, there.trials, there.median) == (10 / 64, 10, 10.0)


def test_a_level_that_ours_never_reaches_has_no_number() -> None:
    found = regrets(run("gp", *[0.5] * 60), run("random", *[0.1] * 60))
    there = reach(found, ("gp", "random"), found.shared(TUNERS), (40, 20))
    assert (there.trials, there.median) == (None, None)


def test_the_median_task_is_measured_against_the_rival_on_the_same_task() -> None:
    tasks = {"line/a": (10, 50), "line/b": (20, 50), "line/c": (30, 50)}
    runs = [
        falling(tuner, until, task=task)
        for task, both in tasks.items()
        for tuner, until in zip(TUNERS, both, strict=True)
    ]
    found = regrets(*runs)
    there = reach(found, ("gp", "random"), found.shared(TUNERS), (40, 20))
    assert there.median == 10.0


def test_the_rival_is_the_best_other_tuner_at_the_horizon() -> None:
    found = regrets(falling("gp", 5), falling("random", 60), falling("slow", 45))
    all_three = ("gp", "random", "slow")
    at_40, *_ = reaches(found, "gp", all_three, found.shared(all_three))
    assert (at_40.group, at_40.rival, at_40.level) == (ALL, "slow", 5 / 64)


def test_each_family_has_its_own_best_other_tuner() -> None:
    runs = [
        *(falling("gp", 30, task=task) for task in ("line/a", "line/c")),
        *(falling("x", until, task=t) for t, until in (("line/a", 41), ("line/c", 60))),
        *(falling("y", until, task=t) for t, until in (("line/a", 60), ("line/c", 41))),
    ]
    found = regrets(*runs, families=FAMILIES)
    tuners = ("gp", "x", "y")
    rivals = {
        each.group: each.rival
        for each in reaches(found, "gp", tuners, found.shared(tuners))
        if each.horizon == 40 and each.group != ALL
    }
    assert rivals == {"one": "x", "two": "y"}


@pytest.mark.parametrize(
    ("batch", "trials", "goals"), [(1, 60, [(40, 20), (60, 30)]), (8, 64, [(40, 24), (64, 32)])]
)
def test_goals_are_whole_rounds(batch: int, trials: int, goals: list[tuple[int, int]]) -> None:
    found = regrets(falling("gp", 5, trials), falling("random", 60, trials), batch=batch)
    told = reaches(found, "gp", TUNERS, found.shared(TUNERS))
    assert [(each.horizon, each.goal) for each in told if each.group == ALL] == goals
