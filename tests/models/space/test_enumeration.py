"""Symbols as in `models.space.enumeration`."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from models.space import (
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    Ordinal,
    Region,
    SearchSpace,
    Value,
    enumerated,
)
from models.space.enumeration import LARGEST_SIZE
from models.space.values import identity, is_number
from tests.models.space import spaces

Rule = Callable[[Mapping[str, Value]], bool]
DIGITS = tuple(Int(name, 0, 9) for name in "abcdefg")


def listed(region: Region) -> list[Configuration]:
    X = enumerated(region)
    assert X is not None
    return [region.decode(x) for x in X]


def count(region: Region) -> int:
    X = enumerated(region)
    assert X is not None
    return len(X)


def at_most(names: tuple[str, str], bound: int) -> tuple[str, Rule]:
    """Return a constraint on a sum, as a text and as plain Python."""
    one, other = names

    def holds(configuration: Configuration) -> bool:
        pair = [configuration.get(name, 0) for name in names]
        numbers = [each for each in pair if isinstance(each, int | float)]
        is_inactive = not set(names) <= configuration.keys()
        return is_inactive or sum(numbers) <= bound

    return f"{one} + {other} <= {bound}", holds


def forbids(combination: Configuration) -> Rule:
    """Return plain Python for a forbidden combination."""
    return lambda configuration: not spaces.frozen(combination) <= spaces.frozen(configuration)


@st.composite
def regions(draw: st.DrawFn) -> tuple[Region, list[Configuration]]:
    """Draw a small region with rules and fixed values, and list it the plain way."""
    bare = draw(spaces.spaces(most=4, small=True))
    rules: list[Rule] = []
    texts, forbidden = [], []
    numeric = [each.name for each in bare.parameters if all(map(is_number, spaces.values_of(each)))]
    if len(numeric) > 0 and draw(st.booleans()):
        names = draw(st.sampled_from(numeric)), draw(st.sampled_from(numeric))
        text, rule = at_most(names, draw(st.integers(-2, 4)))
        texts.append(text)
        rules.append(rule)
    everything = list(spaces.configurations_of(bare))
    for _ in range(draw(st.integers(0, 2))):
        whole = draw(st.sampled_from(everything))
        names_of = draw(st.sets(st.sampled_from(sorted(whole)), min_size=1))
        forbidden.append({name: whole[name] for name in names_of})
        rules.append(forbids(forbidden[-1]))
    fixed: Configuration = {}
    if draw(st.booleans()):
        whole = draw(st.sampled_from(everything))
        fixed = {name: whole[name] for name in draw(st.sets(st.sampled_from(sorted(whole))))}
    region = Region(SearchSpace(bare.parameters, tuple(texts), tuple(forbidden)), fixed)
    has_fixed = spaces.frozen(fixed)
    expected = [
        each
        for each in everything
        if has_fixed <= spaces.frozen(each) and all(rule(each) for rule in rules)
    ]
    return region, expected


# Against brute force


@given(regions())
def test_the_list_is_that_of_brute_force(drawn: tuple[Region, list[Configuration]]) -> None:
    region, expected = drawn
    configurations = [spaces.frozen(each) for each in listed(region)]
    assert sorted(configurations, key=repr_sorted) == sorted(
        map(spaces.frozen, expected), key=repr_sorted
    )


def repr_sorted(configuration: frozenset[tuple[str, tuple[str, Value]]]) -> str:
    return repr(sorted(configuration, key=repr))


@given(regions())
def test_every_listed_point_is_feasible(drawn: tuple[Region, list[Configuration]]) -> None:
    region, _ = drawn
    X = enumerated(region)
    assert X is not None
    assert region.contains(X).all()
    assert len(set(region.space.keys(X))) == len(X)


def test_a_tree_has_the_leaves_of_its_branches() -> None:
    booster = Categorical("booster", ("gbtree", "dart", "gblinear"))
    drop = Int("drop", 0, 4, conditions=(Condition("booster", ("dart",)),))
    assert count(Region(SearchSpace((drop, booster)))) == 1 + 5 + 1


def test_points_are_in_the_order_of_their_columns_inactive_first() -> None:
    child = Int("child", 0, 1, conditions=(Condition("on", (True,)),))
    assert listed(Region(SearchSpace((child, Bool("on"))))) == [
        {"on": False},
        {"child": 0, "on": True},
        {"child": 1, "on": True},
    ]


def test_an_empty_region_has_an_empty_list() -> None:
    assert count(Region(SearchSpace(DIGITS[:2], ("a > b", "b > a")))) == 0


# Large and infinite


def test_a_small_part_of_a_large_space_is_listed() -> None:
    # Seven digits, 10^7 combinations, each confined by itself.
    region = Region(SearchSpace(DIGITS, tuple(f"{each.name} <= 0" for each in DIGITS)))
    assert count(region) == 1


def test_a_chain_of_constraints_is_followed_step_by_step() -> None:
    chain = tuple(f"{one} < {other}" for one, other in zip("abcdef", "bcdefg", strict=True))
    assert count(Region(SearchSpace(DIGITS, chain))) == 120


def test_a_deep_tree_is_no_more_than_its_leaves() -> None:
    levels = [Bool(f"b{i}", conditions=(Condition(f"b{i - 1}", (True,)),)) for i in range(1, 40)]
    assert count(Region(SearchSpace((Bool("b0"), *levels)))) == 41


def test_a_region_beyond_the_limit_is_given_up() -> None:
    assert enumerated(Region(SearchSpace(DIGITS))) is None


def test_a_region_of_two_hundred_thousand_points_is_listed() -> None:
    space = SearchSpace((Bool("h"), *DIGITS[:5]))
    assert count(Region(space)) == 200_000


@pytest.mark.parametrize(("largest", "is_listed"), [(99, False), (100, True)])
def test_the_caller_can_lower_the_limit(*, largest: int, is_listed: bool) -> None:
    X = enumerated(Region(SearchSpace(DIGITS[:2])), largest)
    assert (X is not None) is is_listed


def test_points_without_a_parameter_count_towards_the_limit() -> None:
    child = Int("child", 0, 50, conditions=(Condition("a", (0,)),))
    region = Region(SearchSpace((Int("a", 0, 99), child)))
    assert enumerated(region, 149) is None
    assert enumerated(region, 150) is not None


@pytest.mark.parametrize("parameter", [Float("p", 0, 1), Int("p", 0, LARGEST_SIZE)])
def test_a_parameter_of_too_many_values_is_given_up(parameter: Float | Int) -> None:
    assert enumerated(Region(SearchSpace((parameter,)))) is None


def test_points_that_take_too_long_to_judge_are_given_up() -> None:
    wide = Int("a", 0, 99_999)
    light, heavy = ("+".join(["a"] * count) for count in (1, 400))
    constraints = [tuple(f"{text} >= {-i}" for i in range(50)) for text in (light, heavy)]
    light_region, heavy_region = (Region(SearchSpace((wide,), each)) for each in constraints)
    assert enumerated(light_region) is not None
    assert enumerated(heavy_region) is None


@pytest.mark.parametrize("fixed", [{"p": 0.5, "on": True}, {"on": False}])
def test_an_infinite_parameter_that_has_no_choice_does_not_matter(fixed: Configuration) -> None:
    child = Float("p", 0, 1, conditions=(Condition("on", (True,)),))
    assert listed(Region(SearchSpace((child, Bool("on"))), fixed)) == [fixed]


def test_an_infinite_parameter_that_a_rule_makes_inactive_does_not_matter() -> None:
    child = Float("p", 0, 1, conditions=(Condition("on", (True,)),))
    region = Region(SearchSpace((child, Bool("on")), ("not on",)))
    assert listed(region) == [{"on": False}]


# Levels


def test_a_parameter_is_confined_to_its_levels() -> None:
    space = SearchSpace((Float("p", 0.0, 1.0), Ordinal("q", (1, 2))))
    X = enumerated(Region(space), levels={0: np.array([0.0, 0.5])})
    assert X is not None
    assert_array_equal(space.numbers(X), [[0.0, 0.0], [0.0, 1.0], [0.5, 0.0], [0.5, 1.0]])


def test_a_fixed_value_is_stronger_than_levels() -> None:
    region = Region(SearchSpace((Float("p", 0.0, 1.0),)), {"p": 0.3})
    X = enumerated(region, levels={0: np.array([0.0, 0.5])})
    assert X is not None
    assert [region.decode(x) for x in X] == [{"p": 0.3}]


def test_values_of_mixed_kinds_are_all_listed() -> None:
    values = (1, True, "1", None, 1.5)
    found = [each["p"] for each in listed(Region(SearchSpace((Categorical("p", values),))))]
    assert list(map(identity, found)) == list(map(identity, values))
