"""What a trial has reached, and the median rule on values that have no sum.

What the rule says otherwise is tested over HTTP.
"""

import math
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import Direction, Objective
from service.studies.stopping import FEWEST, measured, median_rule
from service.trial import Measurement, Reached, SoFar

LARGEST = 1.7e308
LOSS = Objective("loss", Direction.MINIMIZE)
ACCURACY = Objective("accuracy", Direction.MAXIMIZE)


def reported(values: dict[int, float], objective: Objective) -> list[Reached]:
    """Return the measurements of a trial that reports values by step, in the order of the dict."""
    known: dict[int, Reached] = {}
    for step, value in values.items():
        earlier = [known[each] for each in sorted(known) if each < step]
        later = [known[each] for each in sorted(known) if each >= step]
        new = Measurement(step, {objective.name: value}, None)
        changed = measured([*earlier[-1:], *later], new, objective)
        known |= {each[0].step: each for each in changed}
    return [known[step] for step in sorted(known)]


def test_values_near_the_largest_float_have_a_median_and_an_average() -> None:
    (*_, (_, bad)) = reported(dict.fromkeys(range(3), LARGEST), LOSS)
    assert bad == SoFar(3, LARGEST, LARGEST)
    good = SoFar(3, -LARGEST, -LARGEST)
    decision = median_rule(good, [bad.average] * (FEWEST + 1), LOSS)
    assert not decision.stop
    assert f"{LARGEST:.6g}" in decision.why
    assert str(math.inf) not in decision.why


@given(st.dictionaries(st.integers(0, 20), st.floats(-1e3, 1e3)), st.sampled_from([LOSS, ACCURACY]))
def test_whatever_the_order_of_reports_each_step_says_what_was_reached(
    values: dict[int, float], objective: Objective
) -> None:
    for measurement, so_far in reported(values, objective):
        until = [value for step, value in values.items() if step <= measurement.step]
        assert so_far.count == len(until)
        assert so_far.best == (min(until) if objective is LOSS else max(until))
        # Each value is rounded with each of its successors.
        assert_allclose(so_far.average, mean(until), atol=1e3 * 2 * len(until) * 2**-52)


def test_a_report_of_the_same_step_replaces_the_one_before() -> None:
    ((_, first),) = reported({1: 0.5}, LOSS)
    known = [(Measurement(1, {"loss": 0.5}, None), first)]
    changed = measured(known, Measurement(1, {"loss": 0.75}, None), LOSS)
    assert [so_far for _, so_far in changed] == [SoFar(1, 0.75, 0.75)]
