import numpy as np
import pytest

from models import Direction, Trial
from models.history import History
from models.strategies.chance import renewed
from tests.models.problems import SQUARE


def draw(trials: int, seed: int = 5) -> float:
    """Return the first number after so many trials."""
    history = History.of(
        SQUARE, [Trial({"x": 0.5, "y": 0.5}, value=0.0)] * trials, Direction.MINIMIZE
    )
    return renewed(np.random.default_rng(seed), history).random()


def test_the_same_seed_and_number_of_trials_give_the_same_numbers() -> None:
    assert draw(3) == draw(3)


@pytest.mark.parametrize(("trials", "seed"), [(4, 5), (3, 6)])
def test_another_seed_or_number_of_trials_gives_others(trials: int, seed: int) -> None:
    assert draw(trials, seed) != draw(3)
