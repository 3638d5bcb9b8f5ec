from typing import Any

import pytest
from pydantic import TypeAdapter

import models
from models import MISSING, Condition, NormalPrior, SpaceError, WeightsPrior
from service.wire.parameters import Parameter

ADAPTER: TypeAdapter[Any] = TypeAdapter(Parameter)
VALUES: list[models.Value] = ["a", 1, 1.5, True, None]


def value(type_: str, **fields: Any) -> Any:
    """Return the parameter of `models` that these fields describe."""
    return ADAPTER.validate_python({"name": "p", "type": type_, **fields}).value()


def test_a_float_brings_everything_it_was_sent_with() -> None:
    assert value(
        "float", bounds=[1, 2.5], log=True, step=0.5, default=2, prior={"mean": 2, "std": 0.1}
    ) == models.Float("p", 1.0, 2.5, log=True, step=0.5, default=2.0, prior=NormalPrior(2.0, 0.1))


def test_an_int_brings_everything_it_was_sent_with() -> None:
    assert value(
        "int", bounds=[1, 9.0], log=True, step=2, default=3.0, prior={"mean": 2.5, "std": 1}
    ) == models.Int("p", 1, 9, log=True, step=2, default=3, prior=NormalPrior(2.5, 1.0))


def test_a_categorical_brings_everything_it_was_sent_with() -> None:
    sent = value("categorical", values=VALUES, default=1, prior={"weights": [1, 2, 3, 0, 5]})
    prior = WeightsPrior((1.0, 2.0, 3.0, 0.0, 5.0))
    assert sent == models.Categorical("p", tuple(VALUES), default=1, prior=prior)


def test_the_values_of_a_categorical_keep_their_types() -> None:
    sent = value("categorical", values=[1.0, True, "1"])
    assert [type(each) for each in sent.values] == [float, bool, str]


def test_an_ordinal_brings_everything_it_was_sent_with() -> None:
    assert value(
        "ordinal", values=[32, 64], default=64, prior={"weights": [1, 2]}
    ) == models.Ordinal("p", (32, 64), default=64, prior=WeightsPrior((1.0, 2.0)))


def test_a_bool_brings_everything_it_was_sent_with() -> None:
    assert value("bool", default=False, prior={"weights": [1, 2]}) == models.Bool(
        "p", default=False, prior=WeightsPrior((1.0, 2.0))
    )


def test_null_is_a_default_of_a_categorical_if_it_is_sent() -> None:
    assert value("categorical", values=[None, 1], default=None).default is None


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("float", {"bounds": [0, 1]}),
        ("float", {"bounds": [0, 1], "default": None, "step": None, "prior": None}),
        ("int", {"bounds": [0, 1]}),
        ("categorical", {"values": [None, 1]}),
        ("ordinal", {"values": [None, 1]}),
        ("bool", {}),
        ("bool", {"default": None, "condition": None}),
    ],
)
def test_what_is_not_sent_is_missing(type_: str, fields: dict[str, Any]) -> None:
    sent = value(type_, **fields)
    assert (sent.default, sent.prior, sent.conditions) == (MISSING, None, ())


def test_a_single_condition_is_a_list_of_one() -> None:
    sent = value("bool", condition={"parameter": "q", "values": [1, "a"]})
    assert sent.conditions == (Condition("q", (1, "a")),)


def test_a_list_of_conditions_keeps_its_order() -> None:
    sent = value("bool", condition=[{"parameter": "q", "min": 1}, {"parameter": "r", "max": 2}])
    assert sent.conditions == (Condition("q", low=1.0), Condition("r", high=2.0))


def test_a_condition_that_contradicts_itself_is_told_by_its_index() -> None:
    with pytest.raises(SpaceError) as caught:
        value("bool", condition=[{"parameter": "q", "min": 1}, {"parameter": "r"}])
    assert caught.value.path == ("condition", 1)
