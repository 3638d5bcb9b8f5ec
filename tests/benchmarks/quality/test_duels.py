from numpy.testing import assert_allclose

from benchmarks.quality.duels import duels, meeting
from tests.benchmarks.quality.samples import regrets, run

BOTH = ("gp", "random")


def test_a_duel_is_about_the_pairs_that_the_two_have() -> None:
    found = regrets(
        run("gp", 0.1), run("gp", 0.9, seed=1), run("random", 0.5), run("slow", 0.5, seed=1)
    )
    ours = {duel.rival: duel.meetings[0].ours for duel in duels(found, "gp")}
    assert ours == {"random": 0.1, "slow": 0.9}


def test_a_tuner_without_a_common_pair_has_no_duel() -> None:
    assert duels(regrets(run("gp", 0.1), run("slow", 0.5, seed=1)), "gp") == []


def test_the_advantage_is_what_the_rival_regrets_more() -> None:
    found = regrets(run("gp", 0.25), run("random", 1.0))
    assert meeting(found, BOTH, found.shared(BOTH), 1).advantage.mean == 0.75


def test_a_task_is_won_only_if_its_seeds_agree() -> None:
    clear = [run("gp", 0.1 + 0.01 * seed, task="line/a", seed=seed) for seed in range(4)]
    doubtful = [run("gp", 0.1 + 0.4 * seed, task="line/b", seed=seed) for seed in range(4)]
    theirs = [
        run("random", 0.8, task=task, seed=s) for task in ("line/a", "line/b") for s in range(4)
    ]
    found = regrets(*clear, *doubtful, *theirs)
    met = meeting(found, BOTH, found.shared(BOTH), 1)
    assert [met.count(each) for each in ("better", "worse", "unclear")] == [1, 0, 1]


def test_a_single_seed_wins_no_task() -> None:
    found = regrets(run("gp", 0.0), run("random", 1.0))
    assert meeting(found, BOTH, found.shared(BOTH), 1).count("unclear") == 1


def test_tasks_count_the_same_in_the_test_however_many_seeds_they_have() -> None:
    tasks = [f"line/{letter}" for letter in "abcde"]
    wins = [run("gp", 0.1 * i, task=task) for i, task in enumerate(tasks)]
    losses = [run("random", 1.0, task=task) for task in tasks]
    more = [run(tuner, v, task="line/a", seed=1) for tuner, v in (("gp", 0.0), ("random", 1.0))]
    found = regrets(*wins, *losses, *more)
    met = meeting(found, BOTH, found.shared(BOTH), 1)
    assert_allclose(met.p_value, 2.0 / 2**5)
