from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.arrays import Array
from benchmarks.quality.synthetic import (
    TASKS,
    Constant,
    Turned,
    ackley,
    ellipsoid,
    rastrigin,
    rosenbrock,
)

TURNED = [task for task in TASKS.values() if isinstance(task, Turned)]
SHAPES = [ackley, ellipsoid, rastrigin, rosenbrock]
SPHERE = np.random.default_rng(0).normal(size=(1000, 4))


@pytest.mark.parametrize("task", TURNED, ids=lambda task: task.name)
def test_the_optimum_lies_in_the_space_and_is_zero(task: Turned) -> None:
    optimum = {f"x_{j}": float(x) for j, x in enumerate(task.optimum)}
    task.space.encode(optimum)
    assert_allclose(task.true_value(optimum), 0.0, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_positive_but_at_its_optimum(shape: Callable[[Array], Array]) -> None:
    assert shape(SPHERE).min() > 0.0


@pytest.mark.parametrize("task", TURNED, ids=lambda task: task.name)
def test_most_directions_do_not_matter(task: Turned) -> None:
    rng = np.random.default_rng(1)
    across = rng.normal(size=30)
    across -= task.directions @ (task.directions.T @ across)
    moved = task.optimum + 0.1 * across / np.abs(across).max()
    value = task.true_value({f"x_{j}": float(x) for j, x in enumerate(moved)})
    assert_allclose(value, 0.0, atol=1e-12)


@pytest.mark.parametrize("task", TURNED, ids=lambda task: task.name)
def test_no_parameter_alone_is_a_direction(task: Turned) -> None:
    assert np.abs(task.directions).max() < 0.9


def test_a_constant_has_one_value_everywhere() -> None:
    constants = [task for task in TASKS.values() if isinstance(task, Constant)]
    assert all(
        task.evaluate({"rate": rate}, 0) == task.value == task.reference()[0]
        for task in constants
        for rate in (0.1, 0.2)
    )
