import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ConfigurationError, SpaceError
from models.space import (
    MISSING,
    Bool,
    Categorical,
    Float,
    Geometry,
    Int,
    NormalPrior,
    Ordinal,
    Parameter,
    Value,
    WeightsPrior,
)
from models.space.parameters import settled
from models.space.values import identity
from tests.models.space import spaces

Make = Callable[[], Parameter]
MIXED: tuple[Value, ...] = (1, True, "1", None, "", 1.5, False, 0, -1e300, "None")


def refusal(make: Make) -> SpaceError:
    with pytest.raises(SpaceError) as caught:
        make()
    return caught.value


def number_refusal(parameter: Parameter, value: Value) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        parameter.number_of(value)
    return caught.value


# Values


@given(spaces.parameters("p"), st.floats(0.0, 1.0))
def test_every_value_survives_the_way_to_its_number_and_back(
    parameter: Parameter, u: float
) -> None:
    value = parameter.value_of(parameter.derived.axis.numbers(np.array([u]))[0])
    again = parameter.value_of(settled(parameter, [parameter.number_of(value)])[0])
    assert identity(again) == identity(value)
    assert type(again) is type(value)


@pytest.mark.parametrize("kind", [Categorical, Ordinal])
@pytest.mark.parametrize("value", MIXED)
def test_listed_values_come_back_as_given(kind: type[Categorical | Ordinal], value: Value) -> None:
    parameter = kind("p", MIXED)
    again = parameter.value_of(parameter.number_of(value))
    assert again is value


def test_a_whole_number_sent_with_a_point_is_the_value_that_was_listed() -> None:
    parameter = Categorical("p", (1, 2))
    assert type(parameter.value_of(parameter.number_of(2.0))) is int


def test_an_int_has_whole_numbers_and_a_float_has_real_ones() -> None:
    assert type(Int("p", 0, 3).value_of(2.0)) is int
    assert type(Float("p", 0, 3).value_of(2.0)) is float


def test_bools_are_false_and_true_in_this_order() -> None:
    parameter = Bool("p")
    assert [parameter.value_of(0.0), parameter.value_of(1.0)] == [False, True]


@pytest.mark.parametrize("value", [0.15000000000000002, 0.15])
def test_a_step_with_a_rounding_error_is_that_step(value: float) -> None:
    parameter = Float("p", 0.1, 1.0, step=0.05)
    assert settled(parameter, [parameter.number_of(value)]) == [0.15]


@pytest.mark.parametrize("value", [0, 1, 0.0])
def test_a_float_takes_whole_numbers(value: Value) -> None:
    assert Float("p", 0.0, 1.0).number_of(value) == value


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, 10**400, True, "0.5", None])
def test_a_float_refuses_what_it_cannot_be(value: Value) -> None:
    assert number_refusal(Float("p", 0.0, 1.0), value).name == "p"


@pytest.mark.parametrize("value", [-1, 11, 0.5, math.nan, math.inf, 10**400, True, "5", None])
def test_an_int_refuses_what_it_cannot_be(value: Value) -> None:
    assert number_refusal(Int("p", 0, 10), value).name == "p"


@pytest.mark.parametrize("value", [1, 2, 4, 10])
def test_an_int_refuses_what_lies_between_its_steps(value: int) -> None:
    assert "step 3" in str(number_refusal(Int("p", 0, 10, step=3), value))


def test_an_int_refuses_what_is_one_off_a_long_step() -> None:
    number_refusal(Int("p", 0, 10**12, step=10**10), 10**10 + 1)


def test_an_int_refuses_its_upper_bound_if_no_step_reaches_it() -> None:
    number_refusal(Int("p", 0, 10, step=3), 10)


@pytest.mark.parametrize("value", [True, "1", None, 2, 1.5])
def test_a_categorical_refuses_what_is_not_listed(value: Value) -> None:
    assert number_refusal(Categorical("p", (1, False, "2")), value).name == "p"


@pytest.mark.parametrize("value", [0, 1, 0.0, "true", None])
def test_a_bool_refuses_what_only_looks_like_one(value: Value) -> None:
    number_refusal(Bool("p"), value)


def test_an_error_names_a_few_values_of_many() -> None:
    error = number_refusal(Categorical("p", tuple(range(1000))), "x")
    assert error.expected == "one of 0, 1, 2, 3, 4 and 995 more"


@pytest.mark.parametrize(
    ("parameter", "geometry"),
    [
        (Float("p", 0, 1), Geometry.ORDERED),
        (Int("p", 0, 1), Geometry.ORDERED),
        (Ordinal("p", (1, 2)), Geometry.ORDERED),
        (Categorical("p", (1, 2)), Geometry.NOMINAL),
        (Bool("p"), Geometry.NOMINAL),
    ],
)
def test_only_some_values_have_an_order(parameter: Parameter, geometry: Geometry) -> None:
    assert parameter.geometry is geometry


def test_parameters_of_the_same_arguments_are_equal() -> None:
    one, other = (Float("p", 0, 1, prior=NormalPrior(0.5, 1)) for _ in range(2))
    assert one == other


def test_an_ordinal_is_no_categorical_of_the_same_values() -> None:
    assert len({kind("p", (1, 2)) for kind in (Categorical, Ordinal)}) == 2


# Errors: those of bounds and steps are told apart in `test_scales`.


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Float("p", 1.0, 0.0), ("bounds",)),
        (lambda: Float("p", 0.0, 1.0, log=True), ("bounds", 0)),
        (lambda: Float("p", 0.0, 1.0, step=2.0), ("step",)),
        (lambda: Float("p", 0.0, 1.0, default=2.0), ("default",)),
        (lambda: Float("p", 0.0, 1.0, step=0.1, default=0.55), ("default",)),
        (lambda: Float("p", 0.0, 1.0, prior=NormalPrior(2.0, 1.0)), ("prior", "mean")),
        (lambda: Float("p", 0.0, 1.0, prior=NormalPrior(math.nan, 1.0)), ("prior", "mean")),
        (lambda: Int("p", 3, 3), ("bounds",)),
        (lambda: Int("p", 0, 3, log=True), ("bounds", 0)),
        (lambda: Int("p", 0, 3, step=0), ("step",)),
        (lambda: Int("p", 0, 3, step=-1), ("step",)),
        (lambda: Int("p", 0, 3, step=4), ("step",)),
        (lambda: Int("p", 0, 3, default=4), ("default",)),
        (lambda: Int("p", 0, 3, prior=NormalPrior(3.5, 1.0)), ("prior", "mean")),
        (lambda: Categorical("p", ()), ("values",)),
        (lambda: Categorical("p", ("a", "b", "a")), ("values", 2)),
        (lambda: Categorical("p", (1, 1.0)), ("values", 1)),
        (lambda: Categorical("p", (None, None)), ("values", 1)),
        (lambda: Categorical("p", (1, math.nan)), ("values", 1)),
        (lambda: Categorical("p", (10**400,)), ("values", 0)),
        (lambda: Categorical("p", (1, 2), default=3), ("default",)),
        (lambda: Categorical("p", (1, 2), default=True), ("default",)),
        (lambda: Categorical("p", (1, 2), default=None), ("default",)),
        (lambda: Categorical("p", (1, 2), prior=WeightsPrior((1.0,))), ("prior", "weights")),
        (lambda: Ordinal("p", (1, 2, 2)), ("values", 2)),
        (lambda: Bool("p", default=1), ("default",)),
        (lambda: Bool("p", prior=WeightsPrior((1.0, 1.0, 1.0))), ("prior", "weights")),
    ],
)
def test_an_error_leads_to_the_faulty_part(make: Make, path: tuple[str | int, ...]) -> None:
    assert refusal(make).path == path


@pytest.mark.parametrize("bounds", [(0.5, 3.0), (0.0, 2.5)])
def test_bounds_of_an_int_are_whole(bounds: tuple[int, int]) -> None:
    assert refusal(lambda: Int("p", *bounds)).path == ("bounds",)


def test_no_default_is_not_the_default_null() -> None:
    assert Categorical("p", (1, None)).default is MISSING
    assert Categorical("p", (1, None), default=None).default is None
