import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.plan import GP, HTTP, TPE
from benchmarks.latency.rounds import Measured
from benchmarks.latency.targets import Target, median, ratio, targets
from benchmarks.statistics import Interval
from tests.benchmarks.latency.samples import measured


def test_a_ratio_is_that_of_the_medians() -> None:
    found = ratio(np.array([1.0, 2.0, 9.0]), np.array([4.0, 1.0, 8.0]))
    assert_allclose(found.mean, 0.5)


def test_a_slow_round_slows_both_and_so_leaves_the_ratio_certain() -> None:
    slow = np.random.default_rng(0).exponential(size=20)
    found = ratio(slow, 2.0 * slow)
    assert_allclose([found.low, found.mean, found.high], 0.5)


def test_the_interval_of_a_median_covers_it_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    intervals = [median(rng.normal(size=20)) for _ in range(200)]
    covered = np.mean([each.low <= 0.0 <= each.high for each in intervals])
    # Of 200 intervals of 95 %, fewer than 178 or all cover with a probability below 1e-4.
    assert 0.89 <= covered < 1.0


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        (Interval(0.3, 0.2, 0.5), "met"),
        (Interval(0.5, 0.4, 0.6), "too close to tell"),
        (Interval(0.7, 0.6, 0.8), "missed"),
    ],
)
def test_a_limit_is_kept_if_chance_does_not_explain_it(interval: Interval, verdict: str) -> None:
    assert Target("seconds", 0.5, interval).verdict == verdict


def test_an_ask_is_compared_with_both_peers_and_with_half_a_second() -> None:
    found = targets(measured())
    assert [each.text for each in found] == [
        "ask over HTTP / ask of optuna-gp, 60 trials x 14 parameters",
        "ask over HTTP / ask of optuna-tpe, 60 trials x 14 parameters",
        "seconds of an ask over HTTP, 1,000 trials x 15 parameters",
    ]
    assert_allclose([each.limit for each in found], [0.1, 4.0, 0.5])
    assert_allclose([each.found.mean for each in found], [0.2, 2.0, 0.7])


def test_a_peer_that_was_not_asked_sets_no_target() -> None:
    seconds = {
        asked: times for asked, times in measured().seconds.items() if asked[1] in {HTTP, TPE}
    }
    found = targets(Measured(seconds, np.ones(3), {GP: "it has no environment"}))
    assert [GP in each.text for each in found] == [False, False]
