import numpy as np

from benchmarks.quality.sampling import sample
from models import Condition, Float, Int, SearchSpace
from tests.benchmarks.quality.tasks import SPACE


def test_the_sample_is_always_the_same() -> None:
    assert sample(SPACE, 20) == sample(SPACE, 20)


def test_another_seed_draws_another_sample() -> None:
    assert sample(SPACE, 20) != sample(SPACE, 20, seed=1)


def test_every_configuration_keeps_the_constraints() -> None:
    points = np.array([SPACE.encode(each) for each in sample(SPACE, 2000)])
    assert (points.shape, points.sum(axis=1).max() <= 1.5) == ((2000, 2), True)


def test_inactive_parameters_are_absent() -> None:
    space = SearchSpace(
        (Int("n", 1, 2), Float("x", 0.0, 1.0, conditions=(Condition("n", values=(2,)),)))
    )
    assert {(each["n"], "x" in each) for each in sample(space, 50)} == {(1, False), (2, True)}
