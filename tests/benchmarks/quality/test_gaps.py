from benchmarks.quality.gaps import Coverage, coverage
from tests.benchmarks.quality.samples import regrets, run


def test_what_a_tuner_lacks_is_told_by_task_and_seed() -> None:
    usual = [run(name, 0.0, seed=seed) for name in ("gp", "random") for seed in range(3)]
    slow = coverage(regrets(*usual, run("slow", 0.0, seed=1)))[-1]
    assert slow == Coverage("slow", 1, 1, is_shared=False, missing={"line/a": [0, 2]})


def test_a_tuner_with_all_runs_lacks_nothing() -> None:
    assert coverage(regrets(run("gp", 0.0)))[0] == Coverage("gp", 1, 1, is_shared=True, missing={})
