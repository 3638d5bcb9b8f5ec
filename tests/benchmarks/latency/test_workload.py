import json
from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.plan import FULL, Part
from benchmarks.latency.workload import NOISE, bowl, make_ask, mixed
from benchmarks.quality.live.boosting import XGBOOST
from models import Bool, Condition, Float, SearchSpace


def test_the_same_arguments_make_the_same_ask() -> None:
    assert make_ask(mixed(5), 8, 1) == make_ask(mixed(5), 8, 1)


def test_no_repetition_has_the_history_or_the_seed_of_another() -> None:
    asks = [make_ask(mixed(5), 8, repetition) for repetition in range(4)]
    assert len({each.seed for each in asks}) == len({str(each.trials) for each in asks}) == 4


def test_an_ask_has_as_many_trials_as_it_should_and_all_of_them_in_its_body() -> None:
    ask = make_ask(XGBOOST, 30, 0)
    assert len(ask.trials) == len(json.loads(ask.body)["trials"]) == 30


def test_a_history_may_be_empty() -> None:
    assert make_ask(mixed(2), 0, 0).trials == ()


@pytest.mark.parametrize("d", [1, 2, 15, 200])
def test_a_mixed_space_has_as_many_parameters_as_it_should_in_equal_parts(d: int) -> None:
    space = mixed(d)
    kinds = Counter(each.name.split("_")[0] for each in space.parameters)
    assert space.d == d
    assert max(kinds.values()) - min(kinds.values()) <= 1


def test_losses_are_a_bowl_whose_bottom_is_within_the_space() -> None:
    x = np.linspace(0.0, 1.0, 1_001)
    losses = bowl(SearchSpace((Float("x", 0.0, 1.0),)), [{"x": each} for each in x], seed=0)
    curvature, slope, _ = np.polyfit(x, losses, 2)
    # The quadratic part of x that no line explains has the variance 1 / 180.
    standard_error = NOISE * np.sqrt(180.0 / len(x))
    assert_allclose(curvature, 1.0, atol=4.0 * standard_error)
    assert 0.1 < -0.5 * slope / curvature < 0.9


def test_parameters_that_are_inactive_add_nothing_to_a_loss() -> None:
    hidden = Float("x", 0.0, 1.0, conditions=(Condition("on", values=(True,)),))
    losses = bowl(SearchSpace((Bool("on"), hidden)), [{"on": False}] * 800, seed=0)
    # A constant and noise, whose deviation is known to 1 / sqrt(2 * 800) of itself.
    assert_allclose(np.std(losses), NOISE, rtol=4.0 / 40.0)


def test_peers_meet_on_a_space_of_14_parameters() -> None:
    (case,) = (case for case in FULL.cases if case.part is Part.PEERS)
    assert (case.d, case.space.d, case.n) == (14, 14, 60)
