import numpy as np
import pytest

from benchmarks.quality.peers import Start
from benchmarks.quality.tuners import OURS, Tuner, fingerprint
from models import Direction, Objective
from tests.benchmarks.quality.tasks import SPACE

START = Start(SPACE, Objective("x", Direction.MINIMIZE), seed=7, trials=20, batch=1)


@pytest.fixture(params=OURS)
def tuner(request: pytest.FixtureRequest) -> Tuner:
    return OURS[request.param](START)


def test_a_batch_has_as_many_different_configurations_as_asked_for(tuner: Tuner) -> None:
    asked = tuner.ask(8)
    assert (len(asked), len({tuple(each.values()) for each in asked})) == (8, 8)


def test_nothing_is_suggested_again_once_it_is_told(tuner: Tuner) -> None:
    first = tuner.ask(8)
    tuner.tell(first, [0.5] * 7 + [None])
    assert not [each for each in tuner.ask(8) if each in first]


def test_the_same_seed_makes_the_same_suggestions(tuner: Tuner) -> None:
    again = tuner.ask(4)
    assert tuner.ask(4) == again


def test_the_surrogate_goes_where_values_are_low() -> None:
    tuner = OURS["gp"](START)
    for _ in range(16):
        asked = tuner.ask(1)
        tuner.tell(asked, [float(str(each["x"])) for each in asked])
    assert float(str(tuner.ask(1)[0]["x"])) < 0.2


def test_the_fingerprint_is_short_and_stays_the_same() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16
    assert np.isfinite(int(fingerprint(), 16))
