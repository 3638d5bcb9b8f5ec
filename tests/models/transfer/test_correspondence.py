"""Tests of what two spaces have in common."""

import numpy as np
import pytest

from models import Bool, Categorical, Condition, Float, Int, Ordinal, Parameter, SearchSpace
from models.transfer.correspondence import Correspondence
from tests.models.transfer.studies import points

REFERENCE = SearchSpace(
    (
        Float("learning_rate", 0.001, 1.0, log=True, default=0.1),
        Int("n_estimators", 10, 1000, log=True, default=100),
        Int("max_depth", 1, 16, default=6),
        Categorical("booster", ("gbtree", "dart"), default="gbtree"),
        Float("rate_drop", 0.0, 1.0, default=0.0, conditions=(Condition("booster", ("dart",)),)),
    )
)


def between(*parameters: Parameter) -> Correspondence:
    """Return what a space of these parameters has in common with the reference."""
    return Correspondence.between(SearchSpace(parameters), REFERENCE)


def test_a_space_corresponds_to_itself() -> None:
    """There and back, every point is where it was."""
    way = Correspondence.between(REFERENCE, REFERENCE)
    X = points(REFERENCE, 50)
    W, is_there = way.back(way.ahead(X))
    assert len(way.pairs) == REFERENCE.d
    assert is_there.all()
    np.testing.assert_allclose(REFERENCE.project(W), X, atol=1e-9)


def test_values_keep_their_size_on_another_scale() -> None:
    """0.1 is 0.1, whether the scale is logarithmic, narrower, or a list."""
    way = between(
        Float("eta", 0.05, 0.5), Ordinal("nrounds", (50, 100, 200)), Int("maxdepth", 2, 10)
    )
    x = way.space.encode({"eta": 0.1, "nrounds": 200, "maxdepth": 4})
    there = REFERENCE.decode(way.ahead(x[np.newaxis])[0])
    assert there == {
        "learning_rate": pytest.approx(0.1),
        "n_estimators": 200,
        "max_depth": 4,
        "booster": "gbtree",
    }


def test_what_is_not_tuned_stands_at_the_default_of_the_library() -> None:
    """A parameter that the searched space lacks was left alone by who made it."""
    way = between(Float("learning_rate", 0.001, 1.0, log=True))
    there = REFERENCE.decode(way.ahead(np.array([[1.0]]))[0])
    assert there["n_estimators"] == 100
    assert there["max_depth"] == 6


def test_a_number_out_of_bounds_goes_to_the_nearest_bound() -> None:
    """What was best elsewhere is still wanted, as far as the space has it."""
    way = between(Float("learning_rate", 0.01, 0.2))
    r = REFERENCE.encode(
        {"learning_rate": 0.9, "n_estimators": 10, "max_depth": 1, "booster": "gbtree"}
    )
    W, is_there = way.back(r[np.newaxis])
    assert is_there.all()
    assert way.space.decode(way.space.project(W)[0]) == {"learning_rate": 0.2}


def test_a_listed_value_that_does_not_exist_is_nowhere() -> None:
    """A booster has no nearest other booster."""
    way = between(Categorical("boosting", ("gbdt", "goss", "gblinear", "dart")))
    other = between(Categorical("boosting", ("gbdt", "goss", "gblinear")))
    dart = REFERENCE.encode(
        {
            "learning_rate": 0.1,
            "n_estimators": 10,
            "max_depth": 1,
            "booster": "dart",
            "rate_drop": 0.5,
        }
    )
    _, is_there = way.back(dart[np.newaxis])
    assert is_there.all()
    # One value in common is too little to say that the parameter is the same.
    assert not other.pairs


@pytest.mark.parametrize(
    "parameter",
    [
        Float("max_depth", 0.1, 0.9),
        Categorical("max_depth", ("deep", "shallow")),
        Float("temperature", 1.0, 16.0),
        Bool("booster"),
    ],
)
def test_parameters_of_other_units_or_names_are_not_the_same(parameter: Parameter) -> None:
    """A share is no depth, whatever its name."""
    assert not between(parameter).pairs


def test_a_parameter_has_one_partner_the_most_alike() -> None:
    """Its own name goes before a synonym, whichever comes first."""
    way = between(Float("eta", 0.001, 1.0), Float("learning_rate", 0.001, 1.0))
    assert [(pair.own, pair.other) for pair in way.pairs] == [(1, 0)]


def test_an_unknown_fork_opens_the_branch_of_which_most_is_known() -> None:
    """Without that, what was good elsewhere would be put into a branch that ignores it."""
    space = SearchSpace(
        (
            Categorical("model", ("linear", "boosted")),
            Float("penalty", 0.0, 1.0, conditions=(Condition("model", ("linear",)),)),
            Float("eta", 0.001, 1.0, log=True, conditions=(Condition("model", ("boosted",)),)),
        )
    )
    way = Correspondence.between(space, REFERENCE)
    W, _ = way.back(points(REFERENCE, 5))
    assert {each["model"] for each in space.decode_all(space.project(W))} == {"boosted"}
