import json

import pytest
from hypothesis import given

import models
from models import (
    MISSING,
    Bool,
    Categorical,
    Condition,
    Float,
    Int,
    NormalPrior,
    Ordinal,
    Parameter,
    SearchSpace,
    WeightsPrior,
)
from service.wire.space import Space
from service.wire.space_json import space_json
from tests.models.space.spaces import parameters


def read(text: str) -> SearchSpace:
    """Return the space that a text describes."""
    return Space.model_validate_json(text).value(())


def again(space: SearchSpace) -> SearchSpace:
    """Return what is read of a space that was written."""
    return read(json.dumps(space_json(space), allow_nan=False))


@given(parameter=parameters("x"))
def test_what_is_written_is_read_as_the_same(parameter: Parameter) -> None:
    assert again(SearchSpace((parameter,))) == SearchSpace((parameter,))


@pytest.mark.parametrize("name", sorted(models.CATALOGUE))
def test_every_space_of_the_catalogue_is_read_as_the_same(name: str) -> None:
    dataset = models.Dataset(n_rows=3_000, n_features=9, n_classes=2)
    space = models.adapted_space(name, dataset).space
    assert again(space) == space


def test_conditions_rules_and_priors_are_written_too() -> None:
    space = SearchSpace(
        (
            Bool("on", default=True),
            Int("n", 1, 9, step=2, conditions=(Condition("on", (True,)),)),
            Float(
                "x",
                0.5,
                8.0,
                log=True,
                prior=NormalPrior(1.0, 2.0),
                conditions=(Condition("on", (True,)), Condition("n", low=3.0, high=7.0)),
            ),
            Categorical("c", (None, 1, "1", True), default=None, prior=WeightsPrior((1, 0, 2, 3))),
            Ordinal("o", (1, 2, None), conditions=(Condition("n", low=3.0),)),
        ),
        constraints=("n * x <= 9",),
        forbidden=({"on": True, "c": None},),
    )
    assert again(space) == space


def test_a_default_of_null_is_one_and_none_is_none() -> None:
    space = SearchSpace((Categorical("a", (None, 1), default=None), Categorical("b", (None, 1))))
    assert [each.default for each in again(space).parameters] == [None, MISSING]
