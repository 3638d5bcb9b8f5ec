"""Symbols as in `models.space.sampling`; shares are compared within 4 standard errors."""

from collections import Counter
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binom, chisquare, kstest

from models.arrays import Array
from models.errors import EmptySpaceError, FixedError
from models.space import (
    Bool,
    Categorical,
    Condition,
    Float,
    Int,
    NormalPrior,
    Ordinal,
    Region,
    Sample,
    SearchSpace,
    WeightsPrior,
    sample,
)
from models.space.axes import Lattice
from models.space.sampling import CALLING, LARGEST_EFFORT, LARGEST_TRIES
from tests.models.space import spaces

SEVEN = tuple(Float(name, 0.0, 1.0) for name in "abcdefg")
# What the walk leaves of dependence between points counts as fewer points.
INDEPENDENT = 4.0
# Least probability of a deviation that is taken for chance.
LUCK = 1e-4


def drawn(region: Region, m: int = 600, seed: int = 20261124) -> Sample:
    return sample(region, m, np.random.default_rng(seed))


def numbers(region: Region, m: int = 600) -> Array:
    return region.space.numbers(drawn(region, m).X)


def region_of(*constraints: str, parameters: tuple[Float | Int, ...] = SEVEN) -> Region:
    return Region(SearchSpace(parameters, constraints))


# Where everything is feasible


@given(spaces.spaces(), st.integers(0, 2**32))
def test_points_belong_to_any_space(space: SearchSpace, seed: int) -> None:
    X = drawn(Region(space), 10, seed).X
    assert X.shape == (10, space.d)
    assert space.encode_all(space.decode_all(X)).is_sound.all()


def test_the_same_generator_gives_the_same_points() -> None:
    region = region_of("a + b <= 0.01")
    assert_array_equal(drawn(region, seed=5).X, drawn(region, seed=5).X)


def test_a_continuous_parameter_is_uniform() -> None:
    region = Region(SearchSpace((Float("p", -3.0, 5.0),)))
    assert kstest((numbers(region, 5000)[:, 0] + 3.0) / 8.0, "uniform").pvalue > LUCK


def test_a_logarithmic_parameter_is_uniform_in_its_logarithm() -> None:
    region = Region(SearchSpace((Float("p", 1e-4, 1.0, log=True),)))
    assert kstest(-np.log10(numbers(region, 5000)[:, 0]) / 4.0, "uniform").pvalue > LUCK


@pytest.mark.parametrize(
    "parameter",
    [
        Int("p", 0, 9),
        Float("p", 0.1, 1.0, step=0.1),
        Categorical("p", tuple("abcdefghij")),
        Ordinal("p", tuple(range(10))),
        Bool("p"),
    ],
)
def test_every_value_is_as_likely(parameter: Int | Float | Categorical | Bool) -> None:
    counts = Counter(numbers(Region(SearchSpace((parameter,))), 5000)[:, 0].tolist())
    assert parameter.derived.axis.count == len(counts)
    assert chisquare(list(counts.values())).pvalue > LUCK


def test_a_whole_number_on_a_log_scale_has_its_rounding_interval() -> None:
    region = Region(SearchSpace((Int("p", 1, 8, log=True),)))
    counts = Counter(numbers(region, 5000)[:, 0].tolist())
    edges = np.log(np.arange(0.5, 9.0))
    expected = 5000 * np.diff(edges) / (edges[-1] - edges[0])
    assert chisquare([counts[i] for i in range(1, 9)], expected).pvalue > LUCK


def test_branches_get_the_shares_of_their_parent() -> None:
    child = Float("p", 0, 1, conditions=(Condition("on", (True,)),))
    X = drawn(Region(SearchSpace((child, Bool("on", prior=WeightsPrior((1, 3)))))), 5000).X
    # A quarter of the prior is uniform.
    share, expected = np.mean(~np.isnan(X[:, 0])), 0.75 * 0.75 + 0.25 * 0.5
    assert abs(share - expected) < 4.0 * np.sqrt(expected * (1.0 - expected) / 5000)


# Small feasible parts


@pytest.mark.parametrize("count", [2, 4, 7])
@pytest.mark.parametrize("joined", [False, True])
def test_a_corner_is_found_however_it_is_written(*, count: int, joined: bool) -> None:
    # Shares of 1e-2, 1e-4 and 1e-7.
    parts = [f"{name} <= 0.1" for name in "abcdefg"[:count]]
    region = region_of(*([" and ".join(parts)] if joined else parts))
    N = numbers(region)[:, :count]
    assert (N <= 0.1).all()
    standard_error = 0.1 / np.sqrt(12.0 * len(N) / INDEPENDENT)
    assert_allclose(N.mean(axis=0), 0.05, atol=4.0 * standard_error)
    assert_allclose(N.std(axis=0), 0.1 / np.sqrt(12.0), rtol=0.1)


def test_the_inside_of_the_cube_is_found_too() -> None:
    region = region_of(" and ".join(f"0.45 <= {name} <= 0.55" for name in "abcdefg"))
    assert_allclose(numbers(region).mean(axis=0), 0.5, atol=0.01)


def test_parameters_without_a_rule_stay_uniform() -> None:
    region = region_of(*(f"{name} <= 0.03" for name in "abcd"))
    assert kstest(numbers(region)[:, 6], "uniform").pvalue > LUCK


def test_a_prior_holds_within_a_small_part() -> None:
    prior = NormalPrior(0.3, 0.05)
    parameters = (Float("a", 0, 1, prior=prior), Float("b", 0, 1), Float("c", 0, 1))
    region = Region(SearchSpace(parameters, ("a <= 1 and b <= 0.002 and c <= 0.002",)))
    share = np.mean(np.abs(numbers(region)[:, 0] - 0.3) < 0.1)
    # Two standard deviations of three quarters, and the uniform quarter.
    expected = 0.75 * 0.9545 + 0.25 * 0.2
    error = 4.0 * np.sqrt(expected * (1.0 - expected) * INDEPENDENT / 600)
    assert_allclose(share, expected, atol=error)


def test_a_thin_band_is_found() -> None:
    N = numbers(region_of("0.9999 <= a + b + c <= 1.0001", parameters=SEVEN[:3]))
    assert_allclose(N.sum(axis=1), 1.0, atol=1e-4 + 1e-9)
    # Uniform on a triangle, a coordinate has mean 1 / 3 and variance 1 / 18.
    standard_error = np.sqrt(INDEPENDENT / (18.0 * len(N)))
    assert_allclose(N.mean(axis=0), 1.0 / 3.0, atol=4.0 * standard_error)


def test_both_ends_of_a_torn_region_are_found() -> None:
    region = region_of(
        "(a <= 0.001 and b <= 0.001) or (a >= 0.999 and b >= 0.999)", parameters=SEVEN[:2]
    )
    low = np.sum(numbers(region)[:, 0] < 0.5)
    assert 0 < low < 600


def test_whole_numbers_with_a_given_sum_are_found() -> None:
    three = tuple(Int(name, 0, 100) for name in "abc")
    N = numbers(region_of("a + b + c == 100", parameters=three))
    assert (N.sum(axis=1) == 100.0).all()
    # Of 5,151 triangles' points each coordinate has mean 100 / 3.
    assert_allclose(N.mean(axis=0), 100.0 / 3.0, atol=4.0 * 23.8 / np.sqrt(600 / INDEPENDENT))


def test_a_rare_sum_gives_many_different_points() -> None:
    four = tuple(Int(name, 0, 1000) for name in "abcd")
    region = region_of("a + b + c + d == 1000", parameters=four)
    X = drawn(region).X
    assert (region.space.numbers(X).sum(axis=1) == 1000.0).all()
    assert len(set(region.space.keys(X))) > 500


def test_listed_points_are_as_likely_as_by_rejection() -> None:
    # One of 10^5 places is feasible: of two points, the first is nine times as likely.
    parameters = (Bool("a", prior=WeightsPrior((1, 0))), Int("b", 0, 9999))
    region = Region(SearchSpace(parameters, ("b == 77",)))
    share = np.mean(numbers(region)[:, 0] == 0.0)
    assert abs(share - 0.875) < 4.0 * np.sqrt(0.875 * 0.125 / 600)


def test_a_finite_core_is_listed_although_others_are_continuous() -> None:
    parameters = (Int("a", 0, 10**5), Float("p", 0, 1))
    N = numbers(region_of("a == 77", parameters=parameters))
    assert (N[:, 0] == 77.0).all()
    assert len(np.unique(N[:, 1])) == 600


def test_the_acceptance_rate_is_the_share_of_feasible_places() -> None:
    found = drawn(region_of("a <= 0.1", "b <= 0.1"))
    low, high = binom.interval(1.0 - LUCK, found.tries, 0.01)
    assert low <= found.acceptance * found.tries <= high


# Fixed values


BOOSTER = Categorical("booster", ("gbtree", "dart", "gblinear"))
DROP = Float("drop", 0, 1, conditions=(Condition("booster", ("dart",)),))


def test_a_fixed_child_has_its_parent() -> None:
    region = Region(SearchSpace((DROP, BOOSTER, SEVEN[0])), {"drop": 0.25})
    configurations = [region.decode(x) for x in drawn(region, 50).X]
    assert {(each["booster"], each["drop"]) for each in configurations} == {("dart", 0.25)}


def test_fixed_values_hold_beside_rules() -> None:
    region = Region(SearchSpace(SEVEN, ("a + b <= 0.5",)), {"a": 0.4999})
    N = numbers(region)
    assert (N[:, 0] == 0.4999).all()
    assert (N[:, 1] <= 0.0001 + 1e-12).all()


def test_a_leaf_forty_levels_deep_is_reached() -> None:
    levels = [
        Categorical(f"c{i}", ("a", "b", "c"), conditions=(Condition(f"c{i - 1}", ("b",)),))
        for i in range(1, 40)
    ]
    region = Region(SearchSpace((Categorical("c0", ("a", "b", "c")), *levels)), {"c39": "a"})
    found = drawn(region, 5)
    assert found.acceptance == 1.0
    assert region.decode(found.X[0]) == {f"c{i}": "b" for i in range(39)} | {"c39": "a"}


def test_a_parent_that_a_fixed_child_needs_follows_its_prior() -> None:
    parent = Int("parent", 0, 9, prior=NormalPrior(3, 1))
    child = Bool("child", conditions=(Condition("parent", low=2, high=5),))
    space = SearchSpace((parent, child))
    counts = Counter(numbers(Region(space, {"child": True}), 5000)[:, 0].tolist())
    axis, density = parent.derived.axis, parent.derived.density
    assert isinstance(axis, Lattice)
    assert density is not None
    masses = np.diff(density.shares(axis.begins(np.arange(2, 7))))
    assert sorted(counts) == [2.0, 3.0, 4.0, 5.0]
    expected = 5000 * masses / masses.sum()
    assert chisquare([counts[i] for i in range(2, 6)], expected).pvalue > LUCK


def test_fixed_values_that_break_a_rule_are_refused() -> None:
    region = Region(SearchSpace(SEVEN, ("a + b <= 0.5",)), {"a": 0.4, "b": 0.2})
    with pytest.raises(FixedError) as caught:
        drawn(region)
    assert caught.value.path == ()


def test_fixed_values_of_a_finite_space_that_are_forbidden_are_refused() -> None:
    space = SearchSpace((BOOSTER, Bool("bias")), (), ({"booster": "gblinear", "bias": False},))
    with pytest.raises(FixedError):
        drawn(Region(space, {"booster": "gblinear", "bias": False}))


def test_fixed_values_are_not_blamed_for_an_empty_space() -> None:
    region = Region(SearchSpace(SEVEN, ("a > b and b > a",)), {"c": 0.5})
    with pytest.raises(EmptySpaceError):
        drawn(region)


# Nothing to be found


def refusal(region: Region) -> EmptySpaceError:
    with pytest.raises(EmptySpaceError) as caught:
        drawn(region)
    return caught.value


@pytest.mark.parametrize("constraints", [("a * b >= 1.5",), ("a > b", "b > a"), ("a + b == 1",)])
def test_a_practically_empty_space_is_refused_with_its_acceptance_rate(
    constraints: tuple[str, ...],
) -> None:
    error = refusal(region_of(*constraints))
    assert error.path == ("constraints",)
    assert error.got.startswith("no such configuration among ")
    assert "random ones (acceptance rate 0)" in error.got
    assert "; loosen or drop a constraint" in error.got


def test_a_band_is_advised_instead_of_an_equality_of_floats() -> None:
    assert "use a band" in refusal(region_of("a + b == 1")).got
    assert "use a band" not in refusal(region_of("a * b >= 1.5")).got


def test_an_empty_finite_space_is_known_to_be_empty() -> None:
    error = refusal(region_of("a > b", "b > a", parameters=(Int("a", 0, 9), Int("b", 0, 9))))
    assert error.got == ("no such configuration among all there are; loosen or drop a constraint")


def test_a_space_that_is_forbidden_altogether_is_refused() -> None:
    space = SearchSpace((Bool("a"),), (), ({"a": True}, {"a": False}))
    error = refusal(Region(space))
    assert error.path == ("forbidden",)
    assert str(error) == (
        "expected forbidden combinations that some configuration satisfies, "
        "got no such configuration among all there are; drop one of them"
    )


# The work is bounded


class Counting(Region):
    """A region that counts the points it has looked at; all its parameters must be involved."""

    seen: list[int]

    def __init__(self, *parameters: Float | Int, constraints: tuple[str, ...]) -> None:
        super().__init__(SearchSpace(parameters, constraints))
        object.__setattr__(self, "seen", [])

    def shortfall(self, W: Array) -> Array:
        """Return how far points are from feasible, and remember how many they were."""
        self.seen.append(len(W))
        return super().shortfall(W)


@pytest.mark.parametrize(
    "region",
    [
        Counting(*SEVEN[:2], constraints=("a * b >= 1.5",)),
        Counting(*SEVEN[:2], constraints=("a + b == 1",)),
        Counting(*SEVEN, constraints=tuple(f"{name} <= 0.1" for name in "abcdefg")),
    ],
)
def test_a_rare_or_empty_part_costs_a_bounded_number_of_looks(region: Counting) -> None:
    with suppress(EmptySpaceError):
        drawn(region)
    assert LARGEST_TRIES <= sum(region.seen) <= 3 * LARGEST_TRIES


LONG = " or ".join(["a * b * c > 2"] * 50)


@pytest.mark.parametrize(
    "region",
    [
        Counting(*SEVEN[:3], constraints=tuple(f"{LONG} or b > {i}" for i in range(2, 102))),
        Counting(
            *(Float(f"p{j}", 0, 1) for j in range(500)),
            constraints=tuple(f"p{j} > p{j + 1} + 1" for j in range(0, 500, 2)),
        ),
    ],
)
def test_the_more_a_look_takes_the_fewer_there_are(region: Counting) -> None:
    refusal(region)
    looks = sum(region.seen) + CALLING * len(region.seen)
    assert looks * region.space.effort <= 6 * LARGEST_EFFORT


def test_all_points_are_accepted_where_all_are_feasible_however_long_a_look_takes() -> None:
    constraints = tuple(f"{LONG} or b < {i}" for i in range(2, 102))
    found = drawn(Counting(*SEVEN[:3], constraints=constraints), 10_000)
    assert (found.acceptance, found.tries) == (1.0, 10_000)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "constraints",
    [
        pytest.param(("0.4999999 < a < 0.5",), id="a band of a ten-millionth"),
        pytest.param(("abs(a + b + c - 1) < 1e-7",), id="a band across three parameters"),
        pytest.param(("abs(a * a + b * b - 0.5) < 1e-6",), id="a ring"),
    ],
)
def test_a_thin_band_is_found_whatever_the_seed(constraints: tuple[str, ...], seed: int) -> None:
    region = region_of(*constraints)
    assert region.contains(drawn(region, 20, seed).X).all()
