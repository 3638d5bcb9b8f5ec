"""Symbols as in `models.ascent`."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import LbfgsInvHessProduct, lsq_linear, minimize, rosen, rosen_der

from models.arrays import Array, BoolArray
from models.ascent import LITTLE, MEMORY, Memory, Smooth, ascend

MANY_LOOKS = 200
# A climb ends where a step gains little. Of a function this many times as high, that is nothing.
HIGH = 1e6


class Watched:
    """A function that remembers where it was looked at."""

    def __init__(self, function: Smooth) -> None:
        self.function = function
        self.looks: list[Array] = []

    def __call__(self, X: Array) -> tuple[Array, Array]:
        self.looks.append(X.copy())
        return self.function(X)


def times(factor: float, function: Smooth) -> Smooth:
    def value_and_gradient(X: Array) -> tuple[Array, Array]:
        values, gradients = function(X)
        return factor * values, factor * gradients

    return value_and_gradient


def hill(top: Array, scales: Array) -> Smooth:
    """-1/2 |scales * (x - top)|^2, NaN ignored."""

    def value_and_gradient(X: Array) -> tuple[Array, Array]:
        steps = scales * np.where(np.isnan(X), 0.0, X - top)
        return -0.5 * (steps**2).sum(axis=1), -scales * steps

    return value_and_gradient


def tilted(A: Array, b: Array) -> Smooth:
    """-1/2 |A x - b|^2."""

    def value_and_gradient(X: Array) -> tuple[Array, Array]:
        R = X @ A.T - b
        return -0.5 * (R**2).sum(axis=1), -R @ A

    return value_and_gradient


def waves(X: Array) -> tuple[Array, Array]:
    """A smooth function with many tops."""
    slopes = 5.0 * np.arange(1.0, X.shape[1] + 1.0)
    return (np.sin(slopes * X) - X**2).sum(axis=1), slopes * np.cos(slopes * X) - 2.0 * X


def valley(X: Array) -> tuple[Array, Array]:
    """The negative function of Rosenbrock over [-1, 2]^2: one top, a long way round."""
    Y = 3.0 * X - 1.0
    values, gradients = [rosen(y) for y in Y], [rosen_der(y) for y in Y]
    return -np.array(values), -3.0 * np.array(gradients)


def broken(function: Smooth, is_broken: Callable[[Array], BoolArray], value: float) -> Smooth:
    """A function that is this value, and so are its gradients, where it is broken."""

    def value_and_gradient(X: Array) -> tuple[Array, Array]:
        values, gradients = function(X)
        where = is_broken(X)
        return np.where(where, value, values), np.where(where[:, np.newaxis], value, gradients)

    return value_and_gradient


def climbed(function: Smooth, X: Array, most_looks: int = MANY_LOOKS) -> Array:
    return ascend(function, X, np.ones(X.shape, dtype=np.bool_), most_looks=most_looks)


def scipy_top(function: Smooth, x: Array) -> float:
    """The value that L-BFGS-B of SciPy reaches from a point."""

    def negative(x: Array) -> tuple[float, Array]:
        values, gradients = function(x[np.newaxis])
        return -float(values[0]), -gradients[0]

    bounds = [(0.0, 1.0)] * len(x)
    return -float(minimize(negative, x, jac=True, method="L-BFGS-B", bounds=bounds).fun)


# Where it arrives


def test_the_top_of_a_hill_is_found_from_everywhere(rng: np.random.Generator) -> None:
    top = np.array([0.2, 0.5, 0.9])
    X = climbed(times(HIGH, hill(top, np.array([1.0, 3.0, 10.0]))), rng.random((8, 3)))
    assert_allclose(X, np.tile(top, (8, 1)), atol=1e-3)


def test_a_top_outside_of_the_cube_leads_to_its_face(rng: np.random.Generator) -> None:
    X = climbed(hill(np.array([-0.5, 0.4, 3.0]), np.full(3, 10.0)), rng.random((8, 3)))
    assert_array_equal(X[:, [0, 2]], np.tile([0.0, 1.0], (8, 1)))
    assert_allclose(X[:, 1], 0.4, atol=0.02)


@pytest.mark.parametrize("d", [2, 5, 10])
@pytest.mark.parametrize("seed", range(5))
def test_the_highest_point_of_the_cube_on_a_tilted_hill_is_that_of_least_squares(
    d: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(d, d)) + 2.0 * np.eye(d)
    b = A @ rng.uniform(-1.0, 2.0, size=d)
    highest = -lsq_linear(A, b, (0.0, 1.0), tol=1e-14).cost
    values, _ = tilted(A, b)(climbed(times(HIGH, tilted(A, b)), rng.random((6, d))))
    assert_allclose(values, highest, atol=1e-7)


def test_the_hills_meet_bounds(rng: np.random.Generator) -> None:
    # Or the test before would be none of bounds.
    A = rng.normal(size=(10, 10)) + 2.0 * np.eye(10)
    X = climbed(tilted(A, A @ rng.uniform(-1.0, 2.0, size=10)), rng.random((1, 10)))
    assert 2 < np.isin(X, (0.0, 1.0)).sum() < 10


@pytest.mark.parametrize(("function", "d"), [(waves, 1), (valley, 2)])
def test_the_top_is_as_high_as_that_of_scipy(
    rng: np.random.Generator, function: Smooth, d: int
) -> None:
    X = rng.random((30, d))
    values, _ = function(climbed(times(HIGH, function), X))
    assert_allclose(values, [scipy_top(function, x) for x in X], atol=1e-3)


def test_among_many_tops_those_found_are_on_average_as_high_as_those_of_scipy(
    rng: np.random.Generator,
) -> None:
    X = rng.random((200, 4))
    values, _ = waves(climbed(waves, X))
    differences = values - np.array([scipy_top(waves, x) for x in X])
    # Neither is better by more than 4 standard errors.
    assert abs(differences.mean()) < 4.0 * differences.std() / np.sqrt(len(X))


@pytest.mark.parametrize("function", [waves, valley, hill(np.full(2, 0.3), np.full(2, 1e3))])
@pytest.mark.parametrize("most_looks", [1, 2, 5, 25, 100])
def test_no_lane_ends_lower_than_it_began(
    rng: np.random.Generator, function: Smooth, most_looks: int
) -> None:
    X = rng.random((100, 2))
    assert (function(climbed(function, X, most_looks))[0] >= function(X)[0]).all()


def test_a_start_at_the_top_stays_where_it_is() -> None:
    top = np.array([[0.3, 0.7], [1.0, 0.5]])
    X = climbed(hill(top, np.full(2, 5.0)), top)
    assert_array_equal(X, top)


def test_a_climb_ends_where_little_is_gained(rng: np.random.Generator) -> None:
    function = Watched(times(LITTLE, hill(np.full(3, 0.5), np.ones(3))))
    climbed(function, rng.random((5, 3)))
    assert len(function.looks) <= 2


# Lanes


def test_a_lane_climbs_as_it_would_alone(rng: np.random.Generator) -> None:
    X = rng.random((12, 3))
    alone = [climbed(waves, x[np.newaxis])[0] for x in X]
    assert_array_equal(climbed(waves, X), alone)


def test_a_lane_is_not_disturbed_by_one_that_is_broken(rng: np.random.Generator) -> None:
    X = rng.random((4, 3))
    broken_lane = broken(waves, lambda W: np.arange(len(W)) == 2, np.nan)
    expected = climbed(waves, X)
    expected[2] = X[2]
    assert_array_equal(climbed(broken_lane, X), expected)


# Curvature


def test_steps_are_remembered_as_by_scipy(rng: np.random.Generator) -> None:
    # SciPy does not scale; with a last bend of this length, neither do we.
    steps = rng.normal(size=(MEMORY, 3, 5))
    bends = steps + 0.5 * rng.normal(size=(MEMORY, 3, 5))
    assert (np.einsum("hkd,hkd->hk", steps, bends) > 0.0).all()
    last = np.einsum("kd,kd->k", steps[-1], bends[-1]) / (bends[-1] ** 2).sum(axis=1)
    bends[-1] *= last[:, np.newaxis]
    memory, G = Memory([], [], []), rng.normal(size=(3, 5))
    for step, bend in zip(steps, bends, strict=True):
        memory.remember(step, bend, np.ones(3, dtype=np.bool_))
    lanes = [LbfgsInvHessProduct(steps[:, i], bends[:, i]) for i in range(3)]
    expected = [lane.matvec(gradient) for lane, gradient in zip(lanes, G, strict=True)]
    assert_allclose(memory.newton(G, np.ones(3))[0], expected, rtol=1e-10)


def test_one_step_on_a_line_tells_its_curvature() -> None:
    memory = Memory([], [], [])
    memory.remember(np.array([[0.1]]), np.array([[0.4]]), np.array([True]))
    direction, scale = memory.newton(np.array([[2.0]]), np.ones(1))
    assert_allclose(direction, [[0.5]])
    assert_allclose(scale, [0.25])


@pytest.mark.parametrize(("bend", "is_accepted"), [(-0.4, True), (0.4, False), (np.nan, False)])
def test_a_step_that_was_refused_or_bends_upwards_tells_nothing(
    *, bend: float, is_accepted: bool
) -> None:
    memory = Memory([], [], [])
    memory.remember(np.array([[0.1]]), np.array([[bend]]), np.array([is_accepted]))
    direction, scale = memory.newton(np.array([[2.0]]), np.full(1, 3.0))
    assert_allclose(direction, [[6.0]])
    assert_allclose(scale, [3.0])


def test_the_oldest_step_is_forgotten() -> None:
    memory = Memory([], [], [])
    for i in range(MEMORY + 3):
        memory.remember(np.full((1, 1), float(i)), np.ones((1, 1)), np.array([True]))
    assert [step.item() for step in memory.steps] == [float(i + 3) for i in range(MEMORY)]


# What may move


def test_coordinates_that_may_not_move_stay(rng: np.random.Generator) -> None:
    X, moves = rng.random((20, 4)), rng.random((20, 4)) < 0.5
    function = Watched(hill(np.full(4, 0.5), np.full(4, 10.0)))
    reached = ascend(function, X, moves, most_looks=MANY_LOOKS)
    assert_array_equal(reached[~moves], X[~moves])
    assert_allclose(reached[moves], 0.5, atol=0.02)
    assert all((look[~moves] == X[~moves]).all() for look in function.looks)


def test_coordinates_that_are_missing_stay_missing(rng: np.random.Generator) -> None:
    X = rng.random((20, 4))
    X[rng.random((20, 4)) < 0.5] = np.nan
    moves = ~np.isnan(X)
    reached = ascend(hill(np.full(4, 0.5), np.full(4, 10.0)), X, moves, most_looks=MANY_LOOKS)
    assert_array_equal(np.isnan(reached), ~moves)
    assert_allclose(reached[moves], 0.5, atol=0.02)


def test_the_slope_by_what_may_not_move_is_ignored(rng: np.random.Generator) -> None:
    def with_nan(X: Array) -> tuple[Array, Array]:
        values, gradients = waves(X)
        gradients[:, 1] = np.nan
        return values, gradients

    X, moves = rng.random((6, 3)), np.tile([True, False, True], (6, 1))
    expected = ascend(waves, X, moves, most_looks=MANY_LOOKS)
    assert_array_equal(ascend(with_nan, X, moves, most_looks=MANY_LOOKS), expected)


def test_the_points_given_are_not_altered(rng: np.random.Generator) -> None:
    X = rng.random((5, 3))
    before = X.copy()
    climbed(waves, X)
    assert_array_equal(X, before)


# Extremes


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(rng: np.random.Generator, value: float) -> None:
    # The top lies at a cliff beyond which there is no number.
    top = np.array([0.5, 0.5])
    function = broken(hill(top, np.array([5.0, 20.0])), lambda X: X[:, 0] > 0.49, value)
    X = rng.random((30, 2)) * np.array([0.49, 1.0])
    reached = climbed(function, X)
    assert (reached[:, 0] <= 0.49).all()
    assert_allclose(reached, np.tile(top, (30, 1)), atol=0.15)


def test_slopes_beyond_number_do_no_harm(rng: np.random.Generator) -> None:
    X = climbed(times(1e150, hill(np.full(2, 0.3), np.ones(2))), rng.random((5, 2)))
    assert_allclose(X, 0.3, atol=0.05)


def test_without_lanes_there_is_nothing_to_climb() -> None:
    assert climbed(waves, np.empty((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("most_looks", [1, 2, 7, 25])
def test_the_function_is_not_looked_at_more_often_than_allowed(
    rng: np.random.Generator, most_looks: int
) -> None:
    function = Watched(valley)
    climbed(function, rng.random((20, 2)), most_looks)
    assert len(function.looks) == most_looks


def test_the_function_is_looked_at_within_the_cube_alone(rng: np.random.Generator) -> None:
    function = Watched(waves)
    climbed(function, rng.random((20, 3)))
    looks = np.vstack(function.looks)
    assert looks.min() >= 0.0
    assert looks.max() <= 1.0
