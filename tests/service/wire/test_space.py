from typing import Any

import pytest

import models
from service.errors import InvalidRequestError
from service.wire.space import Space
from tests.service.bodies import FLAG, X

Y = {"name": "y", "type": "int", "bounds": [1, 9]}


def paths(**space: Any) -> list[tuple[str | int, ...]]:
    """Return where a space is wrong."""
    with pytest.raises(InvalidRequestError) as caught:
        Space.model_validate(space).value(("space",))
    return [each.path for each in caught.value.faults]


def test_a_space_brings_everything_it_was_sent_with() -> None:
    space = Space.model_validate(
        {
            "parameters": [X, Y, FLAG],
            "constraints": ["x <= y"],
            "forbidden": [{"y": 3, "flag": True}],
        }
    ).value(())
    assert space == models.SearchSpace(
        (models.Float("x", 0.0, 1.0), models.Int("y", 1, 9), models.Bool("flag")),
        ("x <= y",),
        ({"y": 3, "flag": True},),
    )


def test_every_parameter_that_contradicts_itself_is_told() -> None:
    reversed_x, default_y = {**X, "bounds": [1, 0]}, {**Y, "default": 10}
    assert paths(parameters=[reversed_x, FLAG, default_y]) == [
        ("space", "parameters", 0, "bounds"),
        ("space", "parameters", 2, "default"),
    ]


@pytest.mark.parametrize(
    ("parameter", "end"),
    [
        ({**X, "bounds": [1, 1]}, ("bounds",)),
        ({**X, "log": True}, ("bounds", 0)),
        ({**X, "step": 2}, ("step",)),
        ({**X, "prior": {"mean": 3, "std": 1}}, ("prior", "mean")),
        ({"name": "c", "type": "categorical", "values": [1, 1.0]}, ("values", 1)),
        ({**FLAG, "prior": {"weights": [1]}}, ("prior", "weights")),
    ],
)
def test_what_a_parameter_contradicts_is_told(
    parameter: dict[str, Any], end: tuple[str | int, ...]
) -> None:
    assert paths(parameters=[parameter]) == [("space", "parameters", 0, *end)]


def test_two_parameters_of_one_name_are_told_at_the_second() -> None:
    assert paths(parameters=[X, Y, X]) == [("space", "parameters", 2, "name")]


def test_a_condition_on_an_unknown_parameter_is_told_there() -> None:
    condition = [{"parameter": "nobody", "values": [1]}]
    assert paths(parameters=[X, {**Y, "condition": condition}]) == [
        ("space", "parameters", 1, "condition", 0, "parameter")
    ]


def test_a_constraint_that_is_no_expression_is_told_by_its_index() -> None:
    assert paths(parameters=[X], constraints=["x > 0", "x >"]) == [("space", "constraints", 1)]


def test_a_forbidden_combination_of_unknown_names_is_told() -> None:
    (path,) = paths(parameters=[X], forbidden=[{"x": 0}, {"nobody": 1}])
    assert path[:3] == ("space", "forbidden", 1)
