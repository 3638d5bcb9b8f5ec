import sys

import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.operations import (
    ASCENT,
    FIT,
    PHASES,
    SCREENING,
    conditioning,
    count,
    evidence,
    gradients,
    predictions,
)
from benchmarks.latency.workload import make_ask, mixed
from models import Categorical, SearchSpace


def test_an_ask_fits_screens_and_climbs() -> None:
    found = count(make_ask(mixed(5), 20, 0))
    assert all(found.evaluations[phase] > 0 and found.flops[phase] > 0 for phase in PHASES)


def test_the_same_ask_takes_the_same_operations() -> None:
    assert count(make_ask(mixed(5), 20, 0)) == count(make_ask(mixed(5), 20, 0))


def test_an_ask_of_the_initial_design_takes_none() -> None:
    assert count(make_ask(mixed(5), 2, 0)).total == 0.0


def test_where_every_point_is_listed_each_is_screened_and_nothing_is_climbed() -> None:
    space = SearchSpace(tuple(Categorical(name, ("a", "b", "c", "d")) for name in "xyz"))
    found = count(make_ask(space, 20, 0))
    assert found.evaluations[SCREENING] >= 64
    assert found.evaluations[ASCENT] == 0


def test_a_fit_takes_what_its_evaluations_take_and_hardly_more() -> None:
    found = count(make_ask(mixed(5), 100, 0))
    # Five columns at least, as each parameter has one; three values without an order have three.
    fewest, most = evidence(100, 5), evidence(100, 7) + conditioning(100, 7) + 100**3
    assert fewest <= found.flops[FIT] / found.evaluations[FIT] <= most


def test_counting_leaves_nobody_watching() -> None:
    before = sys.getprofile()
    count(make_ask(mixed(5), 10, 0))
    assert sys.getprofile() is before


@pytest.mark.parametrize("n", [1_000, 4_000])
def test_many_observations_cost_a_cube_to_fit_and_a_square_to_predict(n: int) -> None:
    assert_allclose(evidence(2 * n, 5) / evidence(n, 5), 8.0, rtol=0.02)
    assert_allclose(predictions(1, 1, 2 * n, 5) / predictions(1, 1, n, 5), 4.0, rtol=0.02)


def test_gradients_need_a_second_triangular_product() -> None:
    assert_allclose(gradients(4, 10, 10_000, 5) / predictions(4, 10, 10_000, 5), 2.0, rtol=0.01)


def test_predictions_cost_in_proportion_to_members_and_points() -> None:
    assert predictions(4, 30, 50, 7) == 120 * predictions(1, 1, 50, 7)
