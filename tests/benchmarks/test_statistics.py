"""Symbols as in `benchmarks.statistics`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm, ttest_1samp, wilcoxon

from benchmarks.arrays import Array
from benchmarks.statistics import (
    RESAMPLES,
    Interval,
    Sampling,
    Scale,
    ranks,
    signed_rank,
    students_interval,
    trials_to_reach,
)

finite = st.floats(-1e6, 1e6)
values_of_runs = arrays(np.float64, (3, 8), elements=finite)
UNIT = Scale(best=0.0, median=1.0, worst=10.0)

# Scale


def test_the_optimum_has_no_regret_and_the_median_configuration_a_regret_of_one() -> None:
    scale = Scale(best=2.0, median=6.0, worst=8.0)
    assert_array_equal(scale.regrets(np.array([[2.0], [6.0]])), [[0.0], [1.0]])


def test_what_is_worse_than_the_median_has_a_regret_above_one() -> None:
    assert_array_equal(UNIT.regrets(np.array([[2.5]])), [[2.5]])


def test_a_trial_counts_until_a_better_one_comes() -> None:
    values = np.array([[3.0, 4.0, 1.0, 2.0]])
    assert_array_equal(UNIT.regrets(values), [[3.0, 3.0, 1.0, 1.0]])


def test_a_failed_trial_improves_nothing() -> None:
    assert_array_equal(UNIT.regrets(np.array([[3.0, np.nan, 2.0]])), [[3.0, 3.0, 2.0]])


def test_before_the_first_success_the_regret_is_that_of_the_worst_configuration() -> None:
    assert_array_equal(UNIT.regrets(np.array([[np.nan, np.nan, 2.0]])), [[10.0, 10.0, 2.0]])


def test_no_regret_is_above_that_of_the_worst_configuration() -> None:
    assert_array_equal(UNIT.regrets(np.array([[1e9, np.nan, 12.0]])), [[10.0, 10.0, 10.0]])


@given(values=values_of_runs)
def test_regret_never_increases(values: Array) -> None:
    scale = Scale(best=-2e6, median=0.0, worst=1e6)
    assert (np.diff(scale.regrets(values)) <= 0.0).all()


@given(values=values_of_runs, shift=finite, factor=st.sampled_from([0.5, 2.0, 1024.0]))
def test_the_unit_and_the_origin_of_the_objective_do_not_matter(
    values: Array, shift: float, factor: float
) -> None:
    ends = {"best": -2e6, "median": 0.0, "worst": 1e6}
    moved = Scale(**{name: factor * end + shift for name, end in ends.items()})
    # Rounding: values up to 1e9 beside a range of at least 1e6.
    assert_allclose(
        moved.regrets(factor * values + shift), Scale(**ends).regrets(values), atol=1e-12
    )


def test_a_table_gives_its_own_optimum_median_and_worst() -> None:
    table = np.array([7.0, 1.0, 5.0])
    assert Scale.of(table, np.array([5.0, 7.0])) == Scale(best=1.0, median=5.0, worst=7.0)


def test_a_trial_that_beats_the_sample_becomes_the_optimum() -> None:
    scale = Scale.of(np.array([7.0, 1.0, 5.0]), np.array([0.5, np.nan]))
    assert scale == Scale(best=0.5, median=5.0, worst=7.0)


def test_a_task_on_which_half_of_the_configurations_are_optimal_has_no_scale() -> None:
    assert Scale.of(np.array([1.0, 1.0, 5.0]), np.array([1.0])) is None


@pytest.mark.parametrize("median", [1.0, 0.5, 9.0, math.nan])
def test_a_median_that_is_not_between_the_optimum_and_the_worst_is_refused(median: float) -> None:
    with pytest.raises(ValueError, match="best < median"):
        Scale(best=1.0, median=median, worst=8.0)


# Sampling


def test_families_weigh_the_same_and_so_do_their_tasks_and_the_runs_of_these() -> None:
    sampling = Sampling.of(["a", "b", "b", "c"], ["one", "one", "one", "two"])
    assert_allclose(sampling.weights, [1 / 4, 1 / 8, 1 / 8, 1 / 2])


def test_the_weights_of_each_resample_sum_to_one() -> None:
    sampling = Sampling.of(list("aabbcd"), ["one"] * 4 + ["two"] * 2)
    assert_allclose(sampling.resamples.sum(axis=1), np.ones(RESAMPLES))


def test_each_family_has_its_weight_in_each_resample() -> None:
    sampling = Sampling.of(list("aabbcd"), ["one"] * 4 + ["two"] * 2)
    assert_allclose(sampling.resamples[:, :4].sum(axis=1), np.full(RESAMPLES, 0.5))


def test_resamples_have_the_weights_of_the_mean_on_average() -> None:
    sampling = Sampling.of(list("aabbcd"), ["one"] * 4 + ["two"] * 2)
    spread = sampling.resamples.std(axis=0) / math.sqrt(RESAMPLES)
    assert (np.abs(sampling.resamples.mean(axis=0) - sampling.weights) <= 4.0 * spread).all()


def test_the_interval_of_one_task_is_that_of_its_mean_over_seeds(rng: np.random.Generator) -> None:
    sample = rng.normal(3.0, 2.0, 400)
    interval = Sampling.of(["a"] * 400, ["one"] * 400).interval(sample)
    error_of_mean = sample.std() / math.sqrt(sample.size)
    expected = norm.interval(0.95, sample.mean(), error_of_mean)
    # The 2.5 % quantile of the resamples: sqrt(0.025 * 0.975 / 2,000) / phi(1.96).
    tolerance = 4.0 * 0.060 * error_of_mean
    assert_allclose([interval.low, interval.high], expected, atol=tolerance)


def test_differences_between_the_tasks_of_a_family_widen_the_interval() -> None:
    # Without chance in the seeds, the variance of the mean is that of tasks over their number.
    k = 100
    tasks = [str(i) for i in range(k)]
    heights = np.arange(k) / k
    interval = Sampling.of(tasks, ["one"] * k).interval(heights)
    error_of_mean = heights.std() / math.sqrt(k)
    expected = norm.interval(0.95, heights.mean(), error_of_mean)
    assert_allclose([interval.low, interval.high], expected, atol=4.0 * 0.060 * error_of_mean)


def test_differences_between_families_do_not_widen_the_interval() -> None:
    sampling = Sampling.of(["a", "a", "b", "b"], ["one", "one", "two", "two"])
    interval = sampling.interval(np.array([0.0, 0.0, 100.0, 100.0]))
    assert_allclose([interval.mean, interval.low, interval.high], [50.0, 50.0, 50.0])


def test_a_tuner_with_more_seeds_on_a_task_does_not_change_its_weight() -> None:
    few = Sampling.of(["a", "b"], ["one", "one"]).mean(np.array([0.0, 1.0]))
    many = Sampling.of(["a", "b", "b", "b"], ["one"] * 4).mean(np.array([0.0, 1.0, 1.0, 1.0]))
    assert_allclose(many, few)


def test_the_interval_of_a_curve_is_that_of_each_of_its_points(rng: np.random.Generator) -> None:
    sampling = Sampling.of(list("aabb"), ["one"] * 4)
    curves = rng.random((4, 3))
    points = [sampling.interval(curves[:, i]) for i in range(3)]
    expected = [[each.low for each in points], [each.high for each in points]]
    assert_allclose(sampling.bounds(curves), expected)


# Student


def test_the_interval_of_a_few_seeds_is_students(rng: np.random.Generator) -> None:
    sample = rng.normal(size=5)
    expected = ttest_1samp(sample, 0.0).confidence_interval(0.95)
    interval = students_interval(sample)
    assert_allclose(interval.low, float(expected.low))
    assert_allclose(interval.high, float(expected.high))


def test_a_single_seed_leaves_everything_open() -> None:
    assert students_interval(np.array([3.0])) == Interval(3.0, -math.inf, math.inf)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.01, 0.2, "better"), (-0.2, -0.01, "worse"), (-0.1, 0.2, "unclear"), (0.0, 0.0, "unclear")],
)
def test_the_verdict_is_open_while_the_interval_holds_zero(
    low: float, high: float, verdict: str
) -> None:
    assert Interval(0.5 * (low + high), low, high).verdict == verdict


# Ranks


def test_signed_ranks_are_tested_as_scipy_does(rng: np.random.Generator) -> None:
    differences = rng.normal(0.3, 1.0, 12)
    assert signed_rank(differences) == wilcoxon(differences).pvalue


def test_five_wins_of_five_have_the_chance_of_five_coins_twice() -> None:
    assert_allclose(signed_rank(np.array([0.1, 0.2, 0.3, 0.4, 0.5])), 2.0 / 2**5)


def test_tasks_without_a_difference_say_nothing() -> None:
    assert signed_rank(np.array([0.0, 0.1, 0.0, 0.2])) == signed_rank(np.array([0.1, 0.2]))


def test_without_any_difference_nothing_is_shown() -> None:
    assert signed_rank(np.zeros(4)) == 1.0


def test_the_lowest_regret_ranks_first_and_equals_share_their_ranks() -> None:
    assert_array_equal(ranks(np.array([[0.3, 0.1, 0.3]])), [[2.5, 1.0, 2.5]])


# Reaching a level


@pytest.mark.parametrize(
    ("level", "trials"), [(0.9, 1), (0.5, 2), (0.4, 3), (0.1, 3), (0.05, None)]
)
def test_a_level_is_reached_by_the_first_trial_that_is_no_worse(
    level: float, trials: int | None
) -> None:
    assert trials_to_reach(np.array([0.9, 0.5, 0.1]), level) == trials
