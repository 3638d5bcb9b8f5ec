"""Symbols as in `models.space.axes`."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from models.arrays import Array
from models.space.axes import Continuum, Lattice
from tests.models.space.spaces import LARGEST, STEPS, WRITTEN, bounds

EVEN = np.linspace(0.0, 1.0, 101)
positions = arrays(np.float64, 20, elements=st.floats(0.0, 1.0))


@st.composite
def continua(draw: st.DrawFn) -> Continuum:
    log = draw(st.booleans())
    low, high = draw(bounds(positive=log))
    assume(not log or high > 1.000001 * low)
    return Continuum(low, high, log)


@st.composite
def lattices(draw: st.DrawFn) -> Lattice:
    log = draw(st.booleans())
    low = draw(WRITTEN.map(abs).filter(bool) if log else WRITTEN)
    return Lattice(low, draw(STEPS), draw(st.integers(1, 2000)), log)


def digits(x: float) -> int:
    """Return how many significant digits the shortest decimal form of a number has."""
    mantissa, _, _ = f"{x!r}".partition("e")
    return len(mantissa.replace(".", "").replace("-", "").strip("0"))


# Continuous


def test_a_linear_axis_is_even_in_its_numbers() -> None:
    axis = Continuum(-2.0, 6.0, log=False)
    assert_array_equal(axis.numbers(np.array([0.0, 0.25, 0.5, 1.0])), [-2.0, 0.0, 2.0, 6.0])


def test_a_logarithmic_axis_is_even_in_its_powers() -> None:
    axis = Continuum(0.001, 10.0, log=True)
    assert_array_equal(axis.numbers(np.array([0.0, 0.25, 0.75, 1.0])), [0.001, 0.01, 1.0, 10.0])


@given(axis=continua(), u=positions)
@example(axis=Continuum(-1e16, 1e-3, log=False), u=EVEN)
@example(axis=Continuum(-1e-300, 1e300, log=False), u=np.array([1e-17, 1e-300]))
@example(axis=Continuum(5e-324, LARGEST, log=True), u=EVEN)
@example(axis=Continuum(-LARGEST, LARGEST, log=False), u=EVEN)
@example(axis=Continuum(0.0, 5e-324, log=False), u=EVEN)
def test_a_number_survives_the_way_to_its_position_and_back(axis: Continuum, u: Array) -> None:
    x = axis.numbers(u)
    assert_array_equal(axis.numbers(axis.positions(x)), x)


@given(axis=continua(), u=positions)
def test_numbers_are_within_bounds(axis: Continuum, u: Array) -> None:
    x = axis.numbers(u)
    assert ((axis.low <= x) & (x <= axis.high)).all()


@given(axis=continua(), u=positions)
def test_positions_are_in_the_unit_interval(axis: Continuum, u: Array) -> None:
    place = axis.positions(axis.numbers(u))
    assert ((place >= 0.0) & (place <= 1.0)).all()


@given(axis=continua())
@example(axis=Continuum(-1.0000000000000002, -1.0, log=False))
def test_the_ends_are_the_bounds_with_all_their_digits(axis: Continuum) -> None:
    assert_array_equal(axis.numbers(np.array([0.0, 1.0])), [axis.low, axis.high])
    assert_array_equal(axis.positions(np.array([axis.low, axis.high])), [0.0, 1.0])


@given(axis=continua(), u=positions)
def test_greater_positions_have_no_smaller_numbers(axis: Continuum, u: Array) -> None:
    assert (np.diff(axis.numbers(np.sort(u))) >= 0.0).all()


@pytest.mark.parametrize(
    "axis",
    [
        Continuum(0.0, 1.0, log=False),
        Continuum(-3.0, 7.0, log=False),
        Continuum(1e-8, 1.0, log=True),
        Continuum(0.0, 1e300, log=False),
        Continuum(1e-300, 1e300, log=True),
        Continuum(0.0, 1e-300, log=False),
    ],
)
def test_numbers_are_short_to_read(axis: Continuum, rng: np.random.Generator) -> None:
    assert max(digits(x) for x in axis.numbers(rng.random(1000)).tolist()) <= 12


@pytest.mark.parametrize(
    ("low", "high", "log", "written"),
    [
        (0.0, 1.0, False, [0.1, 0.3, 0.7, 0.999, 0.05, 1e-5, 1e-12]),
        (1e-5, 1.0, True, [3e-4, 0.1, 1e-3, 0.00012345678901]),
        (0.1234567890123456, 7.123456789012345, False, [0.2, 0.5, 6.9, 0.1234567890123456]),
        (0.1234567890123456, 7.123456789012345, True, [0.2, 0.5, 6.9, 7.123456789012345]),
        (0.0, 1e13 + 1.0, False, [1e12, 1e13, 123456000.0]),
        (-1e308, 1e308, False, [0.0, 1.23e300, -4.5e307, 9.99e307]),
        (1e-300, 1e300, True, [1.0, 1.23e-299, 9.99e299, 6.02e23, 0.3]),
        (5e-324, 1.0, True, [5e-324, 1e-320, 1e-310, 1e-300, 0.1]),
        (-1e-300, 1e-300, False, [1.5e-301, -9.99e-301, 0.0]),
        (100.0, 100.001, False, [100.0001, 100.0005, 100.00099]),
    ],
)
def test_what_people_write_comes_back_exactly(
    *, low: float, high: float, log: bool, written: list[float]
) -> None:
    axis = Continuum(low, high, log)
    assert_array_equal(axis.numbers(axis.positions(np.array(written))), written)


@given(axis=continua(), u=positions)
def test_a_real_number_lies_where_it_was_read(axis: Continuum, u: Array) -> None:
    assume(axis.high - axis.low > 1e-6 * max(abs(axis.low), abs(axis.high)))
    assume(axis.low == 0.0 or abs(axis.low) > 1e-290)
    assume(axis.high == 0.0 or abs(axis.high) > 1e-290)
    # A range of a millionth of the numbers, or a logarithm of 1e-6, leaves ten digits of 16.
    assert_allclose(axis.places(axis.reals(u)), u, atol=1e-8)


def test_zero_has_no_sign() -> None:
    x = Continuum(-1.0, 1.0, log=False).numbers(np.array([0.5 - 1e-16]))
    assert_array_equal(np.signbit(x), [False])


def test_a_continuous_axis_has_no_count() -> None:
    assert Continuum(0.0, 1.0, log=False).count is None


# Steps


def test_decimal_steps_are_the_floats_that_people_write() -> None:
    lattice = Lattice.between(0.1, 1.0, 0.05)
    expected = [float(f"{0.1 + 0.05 * i:.2f}") for i in range(19)]
    assert_array_equal(lattice.number_at(np.arange(lattice.count)), expected)


@pytest.mark.parametrize(
    ("low", "high", "step", "count"),
    [
        (0.0, 0.3, 0.1, 4),
        (0.1, 1.0, 0.05, 19),
        (0.0, 1.0, 0.3, 4),
        (0.0, 1.0, 1.0 / 3.0, 4),
        (1.0, 2.0, 1.0, 2),
        (1e-25, 1e-24, 1e-25, 10),
        (0.0, 1e300, 1e299, 11),
        (-(10.0**12), 10.0**12, 1.0, 2 * 10**12 + 1),
        # One short of the 512th step.
        (0, 512 * 1953124787 - 1, 1953124787, 512),
    ],
)
def test_steps_are_counted_in_decimals(low: float, high: float, step: float, count: int) -> None:
    assert Lattice.between(low, high, step).count == count


@pytest.mark.parametrize(("low", "step"), [(0.1, 1.0 / 9.0), (1e-25, 1e-25), (0.3, math.pi)])
def test_the_last_step_is_the_bound_that_it_meets(low: float, step: float) -> None:
    high = low + 9.0 * step
    lattice = Lattice.between(low, high, step)
    assert lattice.number_at(np.array([lattice.count - 1]))[0] == high


@pytest.mark.parametrize("step", [0.3333333333333333, 0.3333333333333334])
def test_thirds_are_thirds_however_they_were_rounded(step: float) -> None:
    lattice = Lattice.between(0.0, 1.0, step)
    assert_array_equal(lattice.number_at(np.arange(lattice.count)), [0.0, 1 / 3, 2 / 3, 1.0])


@given(lattice=lattices())
def test_every_number_survives_the_way_to_its_position_and_back(lattice: Lattice) -> None:
    x = lattice.number_at(np.arange(lattice.count))
    assert_array_equal(lattice.numbers(lattice.positions(x)), x)


@given(lattice=lattices())
def test_numbers_ascend_without_repeats(lattice: Lattice) -> None:
    assert (np.diff(lattice.number_at(np.arange(lattice.count))) > 0.0).all()


@given(lattice=lattices())
def test_a_cell_begins_where_the_one_before_ends(lattice: Lattice) -> None:
    begins = lattice.begins(np.arange(lattice.count + 1))
    a_little = 1e-3 * np.diff(begins)
    inside, just_before = begins[:-1] + a_little, begins[1:] - a_little
    assert_array_equal(begins[[0, -1]], [0.0, 1.0])
    assert_array_equal(lattice.indices(inside), np.arange(lattice.count))
    assert_array_equal(lattice.indices(just_before), np.arange(lattice.count))


@given(lattice=lattices())
def test_a_number_lies_inside_its_cell(lattice: Lattice) -> None:
    i = np.arange(lattice.count)
    position = lattice.position_of(i)
    assert (lattice.begins(i) < position).all()
    assert (position < lattice.begins(i + 1)).all()


def test_cells_of_a_linear_lattice_are_equal() -> None:
    assert_allclose(Lattice(3.0, 2.0, 5).begins(np.arange(6)), np.arange(6) / 5.0)


def test_cells_of_a_logarithmic_lattice_round_to_the_nearest_number() -> None:
    lattice = Lattice(1.0, 1.0, 4, log=True)
    edges = np.log([0.5, 1.5, 2.5, 3.5, 4.5])
    expected = (edges - edges[0]) / (edges[-1] - edges[0])
    assert_allclose(lattice.begins(np.arange(5)), expected, atol=1e-15)


@pytest.mark.parametrize("log", [False, True])
def test_every_integer_up_to_a_million_millions_has_a_position(
    rng: np.random.Generator, *, log: bool
) -> None:
    lattice = Lattice.between(1, 10**12, 1, log=log)
    near_the_ends = np.concatenate([np.arange(1, 1000), 10**12 - np.arange(1000)])
    x = np.concatenate([near_the_ends, rng.integers(1, 10**12, 10_000)]).astype(np.float64)
    assert_array_equal(lattice.numbers(lattice.positions(x)), x)


@given(lattice=lattices(), u=positions)
def test_a_real_number_of_a_lattice_lies_where_it_was_read(lattice: Lattice, u: Array) -> None:
    assert_allclose(lattice.places(lattice.reals(u)), u, atol=1e-9)


def test_a_lattice_of_one_number_has_it_everywhere() -> None:
    assert_array_equal(Lattice(0.0, 1.0, 1).numbers(EVEN), np.zeros(101))
