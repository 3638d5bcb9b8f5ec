import math

import pytest

from models.errors import SpaceError
from models.space import Condition


def test_values_alone_are_a_condition() -> None:
    assert Condition("parent", ("a", None)).values == ("a", None)


@pytest.mark.parametrize(("low", "high"), [(1.0, None), (None, 1.0), (1.0, 1.0)])
def test_one_bound_or_two_are_a_condition(low: float | None, high: float | None) -> None:
    assert Condition("parent", low=low, high=high).values is None


def test_a_condition_of_nothing_is_refused() -> None:
    with pytest.raises(SpaceError) as caught:
        Condition("parent")
    assert caught.value.path == ()


@pytest.mark.parametrize(("low", "high"), [(0.0, None), (None, 0.0)])
def test_values_and_bounds_together_are_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(SpaceError) as caught:
        Condition("parent", (1,), low, high)
    assert caught.value.path == ()


def test_no_values_at_all_are_refused() -> None:
    with pytest.raises(SpaceError) as caught:
        Condition("parent", ())
    assert caught.value.path == ("values",)


def test_bounds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(SpaceError) as caught:
        Condition("parent", low=2.0, high=1.0)
    assert caught.value.path == ("min",)


@pytest.mark.parametrize("bound", [math.nan, math.inf, -math.inf])
def test_bounds_that_are_not_finite_are_refused(bound: float) -> None:
    with pytest.raises(SpaceError) as low:
        Condition("parent", low=bound)
    with pytest.raises(SpaceError) as high:
        Condition("parent", high=bound)
    assert (low.value.path, high.value.path) == (("min",), ("max",))
