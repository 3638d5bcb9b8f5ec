"""The median rule on values that have no sum; what it says is tested over HTTP."""

import math

from models import Direction, Objective
from service.studies.stopping import FEWEST, median_rule
from service.trial import Measurement

LARGEST = 1.7e308


def measured(value: float) -> list[Measurement]:
    """Return three measurements of one value."""
    return [Measurement(step, {"loss": value}, None) for step in range(3)]


def test_values_near_the_largest_float_have_a_median() -> None:
    others = {number: measured(LARGEST) for number in range(FEWEST + 1)}
    decision = median_rule(measured(-LARGEST), others, Objective("loss", Direction.MINIMIZE))
    assert not decision.stop
    assert f"{LARGEST:.6g}" in decision.why
    assert str(math.inf) not in decision.why
