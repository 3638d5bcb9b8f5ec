import numpy as np
import pytest

from models import (
    Bool,
    Categorical,
    Condition,
    Direction,
    Float,
    NormalPrior,
    SearchSpace,
    Source,
    Trial,
    WeightsPrior,
)
from models.history import History
from models.space import Region
from models.strategies.design import Design
from tests.models.problems import MIXED, SQUARE


def nothing(space: SearchSpace) -> History:
    return History.of(space, [], Direction.MINIMIZE)


def floats(d: int) -> SearchSpace:
    return SearchSpace(tuple(Float(f"x{i}", 0.0, 1.0) for i in range(d)))


@pytest.mark.parametrize(("d", "size"), [(1, 4), (8, 4), (9, 5), (15, 6), (20, 7), (200, 8)])
def test_the_design_grows_slowly_with_the_parameters(d: int, size: int) -> None:
    assert Design(Region(floats(d))).size == size


def test_the_design_is_large_enough_to_visit_every_branch() -> None:
    roots = Categorical("root", tuple(range(5)))
    child = Float("x", 0.0, 1.0, conditions=(Condition("root", values=(0,)),))
    assert Design(Region(SearchSpace((roots, child)))).size == 5


def test_the_user_may_set_the_size() -> None:
    assert Design(Region(SQUARE), 33).size == 33


def test_the_defaults_come_first(rng: np.random.Generator) -> None:
    first, second = Design(Region(MIXED)).propose(nothing(MIXED), 2, rng)
    assert first.source is Source.DEFAULT
    assert MIXED.decode(first.x)["booster"] == "gbtree"
    assert second.source is Source.INITIAL_DESIGN


def test_without_defaults_the_middle_comes_first(rng: np.random.Generator) -> None:
    (first,) = Design(Region(SQUARE)).propose(nothing(SQUARE), 1, rng)
    assert first.source is Source.INITIAL_DESIGN
    assert SQUARE.decode(first.x) == {"x": 0.5, "y": 0.5}


def test_where_the_user_expects_the_optimum_is_the_middle(rng: np.random.Generator) -> None:
    space = SearchSpace(
        (
            Float("x", 0.0, 1.0, prior=NormalPrior(0.2, 0.05)),
            Categorical("c", ("a", "b", "c"), prior=WeightsPrior((1.0, 5.0, 2.0))),
        )
    )
    (first,) = Design(Region(space)).propose(nothing(space), 1, rng)
    configuration = space.decode(first.x)
    assert configuration["c"] == "b"
    assert configuration["x"] == pytest.approx(0.2, abs=0.01)


def test_a_default_that_has_been_tried_is_not_proposed_again(rng: np.random.Generator) -> None:
    history = History.of(SQUARE, [Trial({"x": 0.5, "y": 0.5}, value=1.0)], Direction.MINIMIZE)
    (first,) = Design(Region(SQUARE)).propose(history, 1, rng)
    assert SQUARE.decode(first.x) != {"x": 0.5, "y": 0.5}


def test_a_default_that_breaks_a_rule_is_not_proposed(rng: np.random.Generator) -> None:
    space = SearchSpace((Float("x", 0.0, 1.0, default=0.9), Bool("b")), ("x < 0.5",))
    proposals = Design(Region(space)).propose(nothing(space), 4, rng)
    assert {each.source for each in proposals} == {Source.INITIAL_DESIGN}


def test_fixed_values_go_before_defaults(rng: np.random.Generator) -> None:
    region = Region(MIXED, {"booster": "dart"})
    (first,) = Design(region).propose(nothing(MIXED), 1, rng)
    assert region.decode(first.x)["booster"] == "dart"
    assert region.decode(first.x)["eta"] == 0.3


def test_the_design_visits_every_branch(rng: np.random.Generator) -> None:
    design = Design(Region(MIXED))
    proposals = design.propose(nothing(MIXED), 3, rng)
    boosters = {MIXED.decode(each.x)["booster"] for each in proposals}
    assert boosters == {"gbtree", "dart", "gblinear"}
