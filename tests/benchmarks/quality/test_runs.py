from collections.abc import Sequence

import pytest

from benchmarks.quality.runs import own_seed, trace
from models import Configuration, ConfigurationError
from tests.benchmarks.quality.tasks import Slope


class Script:
    """A tuner that asks for what it was given, and remembers what it was told."""

    def __init__(self, *xz: tuple[float, float]) -> None:
        self.left: list[Configuration] = [{"x": x, "z": z} for x, z in xz]
        self.told: list[tuple[Configuration, float | None]] = []

    def ask(self, count: int) -> list[Configuration]:
        asked, self.left = self.left[:count], self.left[count:]
        return asked

    def tell(self, configurations: Sequence[Configuration], values: Sequence[float | None]) -> None:
        self.told += zip(configurations, values, strict=True)

    def close(self) -> None:
        self.left = []


class Timed(Script):
    """A script that says how long its asks take."""

    seconds = 42.0


def test_a_run_has_the_true_values_in_the_order_of_the_trials() -> None:
    run = trace(Slope(), Script((0.5, 0.0), (0.25, 0.0)), seed=0, trials=2, batch=1)
    assert run.values == (0.5, 0.25)


def test_the_tuner_is_told_the_noisy_values() -> None:
    task, tuner = Slope(), Script((0.5, 0.0), (0.25, 0.0))
    trace(task, tuner, seed=0, trials=2, batch=1)
    assert [value for _, value in tuner.told] == [0.5 + task.seeds[0], 0.25 + task.seeds[1]]


def test_no_two_trials_of_a_run_have_the_same_noise() -> None:
    task = Slope()
    trace(task, Script(*[(0.5, 0.0)] * 16), seed=0, trials=16, batch=8)
    assert len(set(task.seeds)) == 16


def test_a_failed_trial_has_no_value_and_the_tuner_is_told_so() -> None:
    tuner = Script((0.05, 0.0))
    run = trace(Slope(), tuner, seed=0, trials=1, batch=1)
    assert (run.values, tuner.told) == ((None,), [({"x": 0.05, "z": 0.0}, None)])


def test_what_breaks_a_constraint_fails() -> None:
    assert trace(Slope(), Script((0.9, 0.9)), seed=0, trials=1, batch=1).values == (None,)


def test_what_is_not_in_the_space_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        trace(Slope(), Script((1.5, 0.0)), seed=0, trials=1, batch=1)


def test_a_batch_is_told_before_the_next_is_asked_for() -> None:
    tuner = Script(*[(0.5, 0.0)] * 16)
    run = trace(Slope(), tuner, seed=0, trials=16, batch=8)
    assert (len(run.values), len(run.ask_seconds), run.batch) == (16, 2, 8)


def test_a_run_ends_early_where_nothing_is_left_to_suggest() -> None:
    assert trace(Slope(), Script((0.5, 0.0)), seed=0, trials=9, batch=1).values == (0.5,)


def test_a_tuner_that_times_itself_is_believed() -> None:
    run = trace(Slope(), Timed((0.5, 0.0)), seed=0, trials=1, batch=1)
    assert run.ask_seconds == (42.0,)


def test_every_task_and_seed_has_a_seed_of_its_own() -> None:
    assert len({own_seed(task, seed) for task in ("a", "b") for seed in range(5)}) == 10
