from benchmarks.quality.plan import Run
from benchmarks.quality.speed import speeds
from tests.benchmarks.quality.samples import run


def timed(tuner: str, *seconds: float, batch: int = 1, seed: int = 0) -> Run:
    return run(tuner, *[0.0] * (batch * len(seconds)), batch=batch, seed=seed, seconds=seconds)


def test_only_the_last_asks_before_the_horizon_count() -> None:
    (speed,) = speeds([timed("gp", *[9.0] * 15, *[1.0] * 5, *[9.0] * 5)], 1, [20])
    assert (speed.asks, speed.median, speed.p95) == (5, 1.0, 1.0)


def test_of_batches_the_last_round_before_the_horizon_counts() -> None:
    (speed,) = speeds([timed("gp", 1.0, 2.0, 3.0, 4.0, batch=8)], 8, [24])
    assert (speed.asks, speed.median) == (1, 3.0)


def test_a_ratio_is_of_medians_on_the_pairs_that_both_have() -> None:
    ours = timed("gp", *[2.0] * 5), timed("gp", *[50.0] * 5, seed=1)
    found = speeds([*ours, timed("optuna-tpe", *[4.0] * 5)], 1, [5])
    assert found[0].ratios == {"optuna-tpe": 0.5}


def test_without_a_common_pair_there_is_no_ratio() -> None:
    found = speeds([timed("gp", 1.0), timed("optuna-gp", 1.0, seed=1)], 1, [5])
    assert found[0].ratios == {}


def test_a_tuner_that_was_never_asked_so_late_has_no_speed_there() -> None:
    assert speeds([timed("gp", 1.0, 1.0)], 1, [20]) == []
