"""Symbols as in `benchmarks.statistics`."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm

from benchmarks.arrays import Array
from benchmarks.statistics import Duel, Interval, Scale, bootstrap, duel

finite = st.floats(-1e6, 1e6)
runs = arrays(np.float64, (3, 8), elements=finite)

# Scale


def test_the_optimum_has_no_regret_and_the_median_configuration_a_regret_of_one() -> None:
    scale = Scale(best=2.0, median=6.0)
    assert_array_equal(scale.regrets(np.array([[2.0], [6.0]])), [[0.0], [1.0]])


def test_what_is_worse_than_the_median_has_a_regret_above_one() -> None:
    assert_array_equal(Scale(best=0.0, median=4.0).regrets(np.array([[10.0]])), [[2.5]])


def test_a_trial_counts_until_a_better_one_comes() -> None:
    values = np.array([[3.0, 4.0, 1.0, 2.0]])
    assert_array_equal(Scale(best=0.0, median=1.0).regrets(values), [[3.0, 3.0, 1.0, 1.0]])


@given(values=runs)
def test_regret_never_increases(values: Array) -> None:
    assert (np.diff(Scale(best=-2e6, median=0.0).regrets(values)) <= 0.0).all()


@given(values=runs, shift=finite, factor=st.sampled_from([0.5, 2.0, 1024.0]))
def test_the_unit_and_the_origin_of_the_objective_do_not_matter(
    values: Array, shift: float, factor: float
) -> None:
    moved = Scale(best=factor * -2e6 + shift, median=shift).regrets(factor * values + shift)
    # Rounding: values up to 1e9 beside a range of at least 1e6.
    assert_allclose(moved, Scale(best=-2e6, median=0.0).regrets(values), atol=1e-12)


def test_a_table_gives_its_own_optimum_and_median() -> None:
    table = np.array([7.0, 1.0, 5.0])
    assert Scale.of(table, np.array([[5.0, 7.0]])) == Scale(best=1.0, median=5.0)


def test_a_trial_that_beats_the_sample_becomes_the_optimum() -> None:
    assert Scale.of(np.array([7.0, 1.0, 5.0]), np.array([[0.5, 7.0]])).best == 0.5


@pytest.mark.parametrize("median", [1.0, 0.5, math.nan])
def test_a_median_that_is_not_worse_than_the_optimum_is_refused(median: float) -> None:
    with pytest.raises(ValueError, match="best < median"):
        Scale(best=1.0, median=median)


# Intervals


def test_seeds_that_agree_leave_no_doubt(rng: np.random.Generator) -> None:
    assert bootstrap(np.full((2, 10), 0.25), rng) == Interval(0.25, 0.25, 0.25)


def test_the_interval_of_many_seeds_is_that_of_the_normal_distribution(
    rng: np.random.Generator,
) -> None:
    sample = rng.normal(3.0, 2.0, (1, 400))
    interval = bootstrap(sample, rng)
    error_of_mean = sample.std() / math.sqrt(sample.size)
    expected = norm.interval(0.95, sample.mean(), error_of_mean)
    # The 2.5 % quantile of 10,000 resamples: sqrt(0.025 * 0.975 / 10,000) / phi(1.96).
    tolerance = 4.0 * 0.027 * error_of_mean
    assert_allclose([interval.low, interval.high], expected, atol=tolerance)


def test_differences_between_tasks_do_not_widen_the_interval(rng: np.random.Generator) -> None:
    far_apart = np.array([[0.0] * 10, [100.0] * 10])
    assert bootstrap(far_apart, rng) == Interval(50.0, 50.0, 50.0)


def test_averaging_over_four_tasks_halves_the_interval(rng: np.random.Generator) -> None:
    seeds = rng.normal(size=50)
    one, four = bootstrap(seeds[np.newaxis], rng), bootstrap(np.tile(seeds, (4, 1)), rng)
    assert_allclose(four.high - four.low, 0.5 * (one.high - one.low), rtol=0.1)


@given(sample=arrays(np.float64, (2, 5), elements=st.floats(0.0, 1.0)))
def test_the_interval_stays_within_the_sample(sample: Array) -> None:
    interval = bootstrap(sample, np.random.default_rng(0))
    rounding = 1e-15
    assert sample.min() - rounding <= interval.low <= interval.high <= sample.max() + rounding


# Duels


def test_each_seed_is_won_by_the_lower_regret() -> None:
    ours, theirs = np.array([0.1, 0.5, 0.3, 0.2]), np.array([0.2, 0.5, 0.2, 0.9])
    assert duel(ours, theirs) == Duel(wins=2, ties=1, losses=1)


@given(regrets=arrays(np.float64, (2, 6), elements=st.sampled_from([0.0, 0.5, 1.0])))
def test_the_rival_loses_what_we_win(regrets: Array) -> None:
    forth, back = duel(regrets[0], regrets[1]), duel(regrets[1], regrets[0])
    assert (forth.wins, forth.ties, forth.losses) == (back.losses, back.ties, back.wins)
