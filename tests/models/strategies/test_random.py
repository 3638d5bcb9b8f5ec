import math

import numpy as np

from models import (
    Categorical,
    Float,
    NormalPrior,
    SearchSpace,
    Source,
    Trial,
    TrialState,
    WeightsPrior,
)
from tests.models.problems import SQUARE, asked


def test_values_are_uniform_on_their_scale() -> None:
    space = SearchSpace((Float("x", 1e-4, 1.0, log=True),))
    answer = asked(space, [], "random", 256)
    exponents = [math.log10(float(str(each.parameters["x"]))) for each in answer.suggestions]
    # A uniform number between -4 and 0 has mean -2 and deviation 4 / sqrt(12).
    assert abs(np.mean(exponents) + 2.0) < 4.0 * 4.0 / math.sqrt(12.0 * 256)


def test_values_follow_the_priors() -> None:
    space = SearchSpace(
        (
            Float("x", 0.0, 1.0, prior=NormalPrior(0.2, 0.02)),
            Categorical("c", ("a", "b"), prior=WeightsPrior((0.0, 1.0))),
        )
    )
    answer = asked(space, [], "random", 256)
    near = sum(abs(float(str(each.parameters["x"])) - 0.2) < 0.06 for each in answer.suggestions)
    likely = sum(each.parameters["c"] == "b" for each in answer.suggestions)
    # Three quarters within 3 deviations, and 0.12 of the uniform quarter; 0.75 + 0.25 / 2.
    assert abs(near / 256 - 0.778) < 4.0 * math.sqrt(0.778 * 0.222 / 256)
    assert abs(likely / 256 - 0.875) < 4.0 * math.sqrt(0.875 * 0.125 / 256)


def test_the_source_is_named() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0),))
    assert asked(space, [], "random").suggestions[0].reason.source is Source.RANDOM


def test_with_one_seed_in_each_ask_the_points_do_not_run_out() -> None:
    trials: list[Trial] = []
    for _ in range(100):
        answer = asked(SQUARE, trials, "random")
        trials += [Trial(each.parameters, TrialState.FAILED) for each in answer.suggestions]
    assert len(trials) == 100
