import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import Bool, Condition, Float, Int, SearchSpace, Source, Trial, suggest
from models.strategies.grid import _nearest, _spread
from tests.models.problems import MIXED, asked, problem


def values(space: SearchSpace, count: int, levels: int) -> list[list[object]]:
    answer = suggest(
        problem(space, "grid", levels=levels), [], count=count, rng=np.random.default_rng(0)
    )
    return [list(each.parameters.values()) for each in answer.suggestions]


def column(space: SearchSpace, count: int, levels: int) -> list[float]:
    return sorted(float(str(row[0])) for row in values(space, count, levels))


def test_a_float_is_divided_evenly_bounds_included() -> None:
    space = SearchSpace((Float("x", 0.0, 2.0),))
    assert_allclose(column(space, 5, 5), [0.0, 0.5, 1.0, 1.5, 2.0])


def test_a_log_float_is_divided_evenly_in_its_logarithm() -> None:
    space = SearchSpace((Float("x", 0.01, 100.0, log=True),))
    assert_allclose(column(space, 5, 5), [0.01, 0.1, 1.0, 10.0, 100.0])


def test_steps_are_respected() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0, step=0.25), Float("y", 0.0, 1.0)))
    xs = {row[0] for row in values(space, 10, 5)}
    assert xs <= {0.0, 0.25, 0.5, 0.75, 1.0}


def test_an_integer_of_many_values_is_divided_among_its_values() -> None:
    space = SearchSpace((Int("x", 1, 1000, log=True), Float("y", 0.0, 1.0)))
    xs = {row[0] for row in values(space, 16, 4)}
    assert xs == {1, 10, 100, 1000}


def test_a_used_up_grid_is_followed_by_one_twice_as_fine() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0),))
    assert_allclose(column(space, 5, 3), [0.0, 0.25, 0.5, 0.75, 1.0])


def test_the_coarse_grid_comes_first() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0),))
    assert {row[0] for row in values(space, 5, 3)[:3]} == {0.0, 0.5, 1.0}


def test_the_grid_goes_on_from_the_history() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0), Bool("b")))
    trials: list[Trial] = []
    for _ in range(20):
        (suggestion,) = asked(space, trials, "grid").suggestions
        trials.append(Trial(suggestion.parameters, value=0.0))
    assert len({tuple(each.parameters.values()) for each in trials}) == 20
    assert {each.parameters["x"] for each in trials} == {
        round(x, 12) for x in np.linspace(0.0, 1.0, 10).tolist()
    }


def test_a_grid_too_long_to_list_is_sampled_evenly() -> None:
    space = SearchSpace(tuple(Float(f"x{i}", 0.0, 1.0) for i in range(15)))
    rows = values(space, 64, 3)
    assert {value for row in rows for value in row} == {0.0, 0.5, 1.0}
    assert len({tuple(row) for row in rows}) == 64


def test_conditions_hold_on_a_grid_too_long_to_list() -> None:
    # 0.3 lies between the levels 0 and 0.5, so that parents move across it.
    children = tuple(
        Float(f"x{i}", 0.0, 1.0, conditions=(Condition("parent", high=0.3),)) for i in range(15)
    )
    rows = values(SearchSpace((Float("parent", 0.0, 1.0), *children)), 64, 3)
    assert {(row[0], len(row)) for row in rows} == {(0.0, 16), (0.5, 1), (1.0, 1)}


def test_fixed_values_hold_beside_rules_on_a_grid_too_long_to_list() -> None:
    space = SearchSpace(tuple(Float(f"x{i}", 0.0, 1.0) for i in range(15)), ("x0 + x1 <= 0.9",))
    answer = suggest(
        problem(space, "grid", levels=3),
        [],
        count=64,
        rng=np.random.default_rng(0),
        fixed={"x0": 0.4},
    )
    assert {each.parameters["x1"] for each in answer.suggestions} == {0.0, 0.5}
    assert {each.parameters["x0"] for each in answer.suggestions} == {0.4}


def test_where_no_point_of_a_long_grid_is_feasible_there_are_points_between() -> None:
    space = SearchSpace(tuple(Float(f"x{i}", 0.0, 1.0) for i in range(15)), ("0.2 < x0 < 0.3",))
    assert len(values(space, 8, 3)) == 8


def test_a_grid_is_not_refined_for_ever_where_an_axis_has_few_numbers() -> None:
    space = SearchSpace((Float("x", 1.0, 1.0000000000000002),))
    assert values(space, 3, 10) == [[1.0], [1.0000000000000002]]


def test_a_grid_is_not_refined_for_ever_where_a_branch_is_never_feasible() -> None:
    x = Float("x", 0.0, 1.0, conditions=(Condition("b", (True,)),))
    assert values(SearchSpace((Bool("b"), x), ("x > 2",)), 256, 10) == [[False]]


def test_a_grid_too_fine_to_list_takes_little_memory() -> None:
    space = SearchSpace((Float("x", 0.0, 1.0),), ("0.49999 < x < 0.5",))
    assert len(values(space, 256, 10)) == 256


def test_the_nearest_level_is_the_lower_one_of_two_as_near() -> None:
    levels = np.array([0.0, 0.5, 1.0])
    assert _nearest(levels, np.array([0.0, 0.25, 0.3, 0.9, 1.0])).tolist() == [0, 0, 0.5, 1, 1]


def test_a_finite_space_is_its_own_grid() -> None:
    space = SearchSpace((Int("x", 1, 300),))
    assert column(space, 256, 4) == sorted(set(column(space, 256, 4)))
    assert asked(space, [], "grid", 256).suggestions[0].reason.source is Source.GRID


def test_conditions_hold_on_the_grid() -> None:
    answer = asked(MIXED, [], "grid", 100)
    drops = ["drop" in each.parameters for each in answer.suggestions]
    assert drops == [each.parameters["booster"] == "dart" for each in answer.suggestions]


@pytest.mark.parametrize("m", [0, 1, 2, 3, 10, 97, 1000])
def test_spreading_meets_every_point_once(m: int) -> None:
    grid = np.arange(float(m))[:, np.newaxis]
    assert sorted(_spread(grid)[:, 0].tolist()) == grid[:, 0].tolist()
