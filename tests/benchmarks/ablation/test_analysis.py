import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.ablation.analysis import ALL, GROUPS, OTHERS, group_of, lines, standard_error
from benchmarks.ablation.changes import AS_IT_IS
from benchmarks.quality.catalogue import of_half
from benchmarks.quality.plan import Run
from benchmarks.quality.tasks import Half
from tests.benchmarks.quality.samples import Slope, run

# Each 12 trials of one value, which is the regret.
TASKS = [Slope("a", "first"), Slope("b", "first"), Slope("c", "second")]


def flat(change: str, task: str, regret: float, seed: int = 0) -> Run:
    return run(change, *[regret] * 12, task=task, seed=seed)


RUNS = [
    *(flat(AS_IT_IS, task, 0.5) for task in "abc"),
    flat("change", "a", 0.4),
    flat("change", "b", 0.6),
    flat("change", "c", 0.2),
    flat("change", "c", 0.0, seed=1),
]


def test_regrets_are_means_over_tasks_and_then_families_on_what_both_have() -> None:
    own = [line for line in lines(RUNS, TASKS, 1) if line.group == ALL]
    assert [(line.change, line.tasks, line.pairs) for line in own] == [
        (AS_IT_IS, 3, 3),
        ("change", 3, 3),
    ]
    assert_allclose([line.regrets[10] for line in own], [0.5, (0.5 + 0.2) / 2.0])


def test_a_difference_is_negative_where_the_change_is_an_improvement() -> None:
    as_it_is, change = (line for line in lines(RUNS, TASKS, 1) if line.group == ALL)
    assert as_it_is.differences is None
    assert change.differences is not None
    assert_allclose(change.differences[10].mean, -0.15)
    # Of the differences -0.1, 0.1 and -0.3, the second smallest in size is positive, or the first.
    assert_allclose(change.differences[10].p_value, 0.75)


def test_horizons_are_those_that_the_runs_have() -> None:
    assert {tuple(line.regrets) for line in lines(RUNS, TASKS, 1)} == {(10,)}


def test_in_batches_horizons_are_whole_ones() -> None:
    runs = [run(AS_IT_IS, *[0.5] * 24, task="a", batch=8)]
    assert {tuple(line.regrets) for line in lines(runs, TASKS, 8)} == {(16, 24)}


def test_tasks_without_a_scale_give_no_line() -> None:
    constant = Slope("a", "first", table=(1.0, 1.0))
    assert lines([flat(AS_IT_IS, "a", 1.0)], [constant], 1) == []


def test_tasks_of_a_kind_are_a_group() -> None:
    names = {"xgboost-response/saheart", "forest-surface/letter", "hpobench/vehicle"}
    assert {group_of(name) for name in names} == {*GROUPS}
    assert group_of("xgboost/saheart") == OTHERS
    assert {group_of(name) for name in of_half(Half.DEVELOPMENT)} == {*GROUPS, OTHERS}


def test_with_equal_weights_the_error_is_that_of_a_mean_over_tasks() -> None:
    samples = np.array([1.0, 3.0, 2.0, 6.0, 7.0, 9.0])
    error = standard_error(samples, np.full(6, 1.0 / 6.0), [[0, 1], [2, 3], [4, 5]])
    assert_allclose(error, np.std([2.0, 4.0, 8.0], ddof=1) / np.sqrt(3.0))


def test_of_a_single_task_the_error_is_that_of_a_mean_over_runs() -> None:
    samples = np.array([1.0, 3.0, 8.0])
    error = standard_error(samples, np.full(3, 1.0 / 3.0), [[0, 1, 2]])
    assert_allclose(error, np.std(samples, ddof=1) / np.sqrt(3.0))
    assert standard_error(samples[:1], np.ones(1), [[0]]) == math.inf


@pytest.mark.slow
def test_the_error_is_the_deviation_of_the_mean_over_many_draws_of_tasks(
    rng: np.random.Generator,
) -> None:
    tasks, weights = [[0, 1], [2, 3], [4, 5], [6, 7]], np.array([0.5, 0.5, *[1.0] * 6]) / 7.0
    draws = np.repeat(rng.normal(size=(20_000, 4)), 2, axis=1) + rng.normal(size=(20_000, 8))
    squares = [standard_error(each, weights, tasks) ** 2 for each in draws]
    assert_allclose(np.mean(squares), np.var(draws @ weights), rtol=0.05)
