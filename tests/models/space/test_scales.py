import math
from collections.abc import Callable

import pytest

from models.errors import SpaceError
from models.space.scales import continuum, is_on_step, lattice, whole_lattice

Make = Callable[[], object]


def path_of(make: Make) -> tuple[str | int, ...]:
    with pytest.raises(SpaceError) as caught:
        make()
    return caught.value.path


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (1.0, 0.0),
        (1.0, 1.0),
        (0.0, math.inf),
        (-math.inf, 0.0),
        (math.nan, 1.0),
        (0.0, math.nan),
        (0, 10**400),
    ],
)
def test_bounds_that_span_nothing_or_too_much_are_refused(low: float, high: float) -> None:
    assert path_of(lambda: continuum(low, high, log=False)) == ("bounds",)
    assert path_of(lambda: lattice(low, high, 0.1, log=False)) == ("bounds",)


@pytest.mark.parametrize("low", [0.0, -0.0, -1.0])
def test_a_logarithm_wants_a_positive_lower_bound(low: float) -> None:
    assert path_of(lambda: continuum(low, 1.0, log=True)) == ("bounds", 0)
    assert path_of(lambda: lattice(low, 1.0, 0.1, log=True)) == ("bounds", 0)


@pytest.mark.parametrize("step", [0.0, -0.1, 1.1, math.nan, math.inf, 1e-13, 10**400])
def test_steps_that_lead_nowhere_are_refused(step: float) -> None:
    assert path_of(lambda: lattice(0.0, 1.0, step, log=False)) == ("step",)


def test_a_step_near_the_largest_float_is_refused_between_decimals() -> None:
    assert path_of(lambda: lattice(0.1, 1.0, 1e308, log=False)) == ("step",)


def test_steps_near_the_smallest_float_are_counted() -> None:
    assert lattice(0.0, 1e-300, 2.5e-301, log=False).count == 5


def test_a_step_that_misses_the_upper_bound_by_rounding_reaches_it() -> None:
    steps = lattice(0.1, 0.8, 0.8 - 0.1, log=False)
    assert (steps.count, steps.last) == (2, 0.8)


def test_a_step_of_the_whole_range_is_accepted() -> None:
    assert lattice(0.0, 1.0, 1.0, log=False).count == 2


def test_a_step_is_refused_that_numbers_of_this_size_cannot_take() -> None:
    assert path_of(lambda: lattice(1e15, 1e15 + 1.0, 0.01, log=False)) == ("step",)


@pytest.mark.parametrize("bounds", [(-1e308, 1e308), (0.0, 1.7e308)])
def test_steps_are_refused_where_they_would_overflow(bounds: tuple[float, float]) -> None:
    assert path_of(lambda: lattice(*bounds, 1e307, log=False)) == ("bounds",)


def test_whole_numbers_go_to_a_million_millions_on_both_sides() -> None:
    assert whole_lattice(-(10**12), 10**12, 1, log=False).count == 2 * 10**12 + 1


def test_the_step_of_whole_numbers_may_be_their_whole_range() -> None:
    assert whole_lattice(-(10**12), 10**12, 2 * 10**12, log=False).count == 2


@pytest.mark.parametrize("step", [0.5, math.nan, 2.5])
def test_whole_numbers_have_whole_steps(step: int) -> None:
    assert path_of(lambda: whole_lattice(0, 10, step, log=False)) == ("step",)


@pytest.mark.parametrize("bounds", [(0, 10**12 + 1), (-(10**12) - 1, 0)])
def test_larger_whole_numbers_are_refused(bounds: tuple[int, int]) -> None:
    assert path_of(lambda: whole_lattice(*bounds, 1, log=False)) == ("bounds",)


def test_a_logarithm_is_straight_where_rounding_would_show() -> None:
    assert not continuum(1e15, 1e15 + 1.0, log=True).log
    assert not lattice(10**9, 10**9 + 10, 1, log=True).log


def test_a_logarithm_is_one_over_any_longer_stretch() -> None:
    assert continuum(1.0, 1.00001, log=True).log


@pytest.mark.parametrize("value", [0.1, 0.15000000000000002, 0.3, 0.1 + 0.2, 1.0, 0.55])
def test_steps_are_recognised_but_for_rounding(value: float) -> None:
    assert is_on_step(lattice(0.1, 1.0, 0.05, log=False), value)


@pytest.mark.parametrize("value", [0.12, 0.125, 0.1501, 1.05])
def test_what_lies_between_steps_or_beyond_the_last_is_recognised(value: float) -> None:
    assert not is_on_step(lattice(0.1, 1.0, 0.05, log=False), value)


def test_rounding_is_forgiven_in_proportion_to_the_numbers() -> None:
    steps = lattice(1e5, 1e5 + 1.0, 1e-6, log=False)
    assert is_on_step(steps, 1e5 + 123456 * 1e-6)
    assert not is_on_step(steps, 1e5 + 123456.5 * 1e-6)
