"""Symbols as in `models.space.priors`."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.stats import norm, truncnorm

from models.arrays import Array
from models.errors import SpaceError
from models.space import Categorical, Float, Int, NormalPrior, WeightsPrior
from models.space.axes import Axis, Lattice
from models.space.priors import UNIFORM_SHARE, Density
from tests.models.space import spaces

EVEN = np.linspace(0.0, 1.0, 1001)
levels = arrays(np.float64, 20, elements=st.floats(0.0, 1.0))


@st.composite
def densities(draw: st.DrawFn) -> Density:
    parameter = draw(spaces.parameters("p"))
    density = parameter.derived.density
    assume(density is not None)
    assert density is not None
    return density


def density_of(parameter: Float | Int | Categorical) -> Density:
    assert parameter.derived.density is not None
    return parameter.derived.density


def cell_masses(density: Density, lattice: Lattice) -> Array:
    return np.diff(density.shares(lattice.begins(np.arange(lattice.count + 1))))


def normal_masses(prior: NormalPrior, lattice: Lattice) -> Array:
    """Return the masses of the rounding intervals of a lattice, mixed with the uniform share."""
    half = 0.5 * lattice.step
    x = lattice.number_at(np.arange(lattice.count))
    edges = np.append(x - half, x[-1] + half)
    cdf = norm.cdf(edges, prior.mean, prior.std)
    if lattice.log:
        edges[0] = max(edges[0], 0.5 * lattice.low)
        cdf = norm.cdf(edges, prior.mean, prior.std)
        even = np.diff(np.log(edges)) / np.log(edges[-1] / edges[0])
    else:
        even = np.full(lattice.count, 1.0 / lattice.count)
    normal: Array = np.diff(cdf) / (cdf[-1] - cdf[0])
    return np.asarray(UNIFORM_SHARE * even + (1.0 - UNIFORM_SHARE) * normal)


def lattice_of(parameter: Int | Float) -> Lattice:
    assert isinstance(parameter.derived.axis, Lattice)
    return parameter.derived.axis


def shares_by_scipy(prior: NormalPrior, low: float, high: float, x: Array) -> Array:
    """Return the distribution function on a linear axis."""
    a, b = (low - prior.mean) / prior.std, (high - prior.mean) / prior.std
    normal: Array = truncnorm.cdf(x, a, b, prior.mean, prior.std)
    shares: Array = UNIFORM_SHARE * (x - low) / (high - low) + (1.0 - UNIFORM_SHARE) * normal
    return shares


# Laws


@given(densities())
def test_the_density_integrates_to_one(density: Density) -> None:
    middles = 0.5 * (density.edges[1:] + density.edges[:-1])
    heights = np.exp(density.log_density(middles))
    assert_allclose(heights @ np.diff(density.edges), 1.0, rtol=1e-12)


@given(densities())
def test_the_density_is_nowhere_below_the_uniform_share(density: Density) -> None:
    assert (density.log_density(EVEN) >= math.log(UNIFORM_SHARE) - 1e-12).all()


@given(densities(), levels)
def test_quantiles_invert_the_distribution_function(density: Density, u: Array) -> None:
    # Where the slope is least, a quarter, a rounding error of the share is one of four.
    assert_allclose(density.quantiles(density.shares(u)), u, atol=1e-14)


@given(densities(), levels)
def test_quantiles_ascend_within_the_unit_interval(density: Density, w: Array) -> None:
    u = density.quantiles(np.concatenate([[0.0], np.sort(w), [1.0]]))
    assert (np.diff(u) >= 0.0).all()
    assert_array_equal(u[[0, -1]], [0.0, 1.0])


@given(densities())
def test_edges_ascend_from_zero_to_one(density: Density) -> None:
    assert (np.diff(density.edges) > 0.0).all()
    assert_array_equal(density.edges[[0, -1]], [0.0, 1.0])


# Other libraries


@pytest.mark.parametrize(
    "prior",
    [
        NormalPrior(2.0, 0.5),
        NormalPrior(2.0, 3.0),
        NormalPrior(0.0, 0.01),
        NormalPrior(5.0, 1e-4),
        NormalPrior(1.0, 1e4),
        NormalPrior(math.pi, 1e-7),
    ],
)
def test_a_normal_prior_on_a_linear_axis_is_that_of_scipy(prior: NormalPrior) -> None:
    density = density_of(Float("p", 0.0, 5.0, prior=prior))
    # At the edges the table is exact.
    expected = shares_by_scipy(prior, 0.0, 5.0, 5.0 * density.edges)
    assert_allclose(density.levels, expected, atol=1e-9)


@pytest.mark.parametrize("prior", [NormalPrior(2.0, 0.5), NormalPrior(0.1, 1e-3)])
def test_between_the_edges_the_table_is_near(prior: NormalPrior) -> None:
    density = density_of(Float("p", 0.0, 5.0, prior=prior))
    expected = shares_by_scipy(prior, 0.0, 5.0, 5.0 * EVEN)
    assert_allclose(density.shares(EVEN), expected, atol=1e-3)


def test_a_normal_prior_keeps_to_its_own_scale_on_a_logarithmic_axis() -> None:
    prior = NormalPrior(0.1, 0.05)
    axis = Float("p", 1e-4, 1.0, log=True, prior=prior).derived.axis
    density = Density.of_normal(prior, axis)
    x = axis.reals(density.edges)
    a, b = (1e-4 - 0.1) / 0.05, (1.0 - 0.1) / 0.05
    normal = truncnorm.cdf(x, a, b, 0.1, 0.05)
    expected = UNIFORM_SHARE * density.edges + (1.0 - UNIFORM_SHARE) * normal
    assert_allclose(density.levels, expected, atol=1e-9)


def test_the_log_density_is_that_of_the_distribution_function() -> None:
    density = density_of(Float("p", 0.0, 1.0, prior=NormalPrior(0.4, 0.2)))
    mass, _ = quad(lambda u: math.exp(density.log_density(np.array([u]))[0]), 0.3, 0.5, limit=500)
    assert_allclose(mass, np.diff(density.shares(np.array([0.3, 0.5])))[0], rtol=1e-3)


# Lattices


@pytest.mark.parametrize(
    "parameter",
    [
        Int("p", 0, 10, prior=NormalPrior(3.0, 2.0)),
        Int("p", 0, 10, prior=NormalPrior(3.2, 1e-9)),
        Int("p", 0, 10, prior=NormalPrior(0.0, 1e9)),
        Int("p", -50, 1000, prior=NormalPrior(371.0, 0.4)),
        Int("p", -50, 1000, prior=NormalPrior(371.0, 5.0)),
        Int("p", 0, 200, step=4, prior=NormalPrior(33.0, 10.0)),
        Int("p", 1, 20, log=True, prior=NormalPrior(3.0, 2.0)),
        Int("p", 1, 20, log=True, prior=NormalPrior(20.0, 0.1)),
        Int("p", 5, 2000, log=True, prior=NormalPrior(900.0, 0.7)),
        Float("p", 0.1, 1.0, step=0.05, prior=NormalPrior(0.5, 0.04)),
        Float("p", 0.1, 1.0, step=0.05, log=True, prior=NormalPrior(0.2, 0.04)),
    ],
)
def test_a_cell_has_the_mass_of_its_rounding_interval(parameter: Int | Float) -> None:
    assert isinstance(parameter.prior, NormalPrior)
    lattice = lattice_of(parameter)
    masses = cell_masses(density_of(parameter), lattice)
    # The edges reach five standard deviations, beyond which 6e-7 are spread less finely.
    assert_allclose(masses, normal_masses(parameter.prior, lattice), atol=6e-7)


@pytest.mark.parametrize("std", [200.0, 5000.0])
def test_on_a_long_lattice_the_masses_are_near(std: float) -> None:
    parameter = Int("p", 0, 10_000, prior=NormalPrior(3000.0, std))
    assert parameter.prior is not None
    lattice = lattice_of(parameter)
    off = cell_masses(density_of(parameter), lattice) - normal_masses(parameter.prior, lattice)
    assert np.abs(off).sum() < 0.02


def test_weights_are_the_shares_of_their_values() -> None:
    parameter = Categorical("p", ("a", "b", "c"), prior=WeightsPrior((6, 0, 2)))
    masses = np.diff(density_of(parameter).shares(np.arange(4) / 3.0))
    assert_allclose(masses, [0.75 * 0.75 + 0.25 / 3.0, 0.25 / 3.0, 0.75 * 0.25 + 0.25 / 3.0])


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_only_the_ratio_of_weights_counts(scale: float) -> None:
    small = density_of(Categorical("p", (0, 1), prior=WeightsPrior((1.0, 3.0))))
    scaled = density_of(Categorical("p", (0, 1), prior=WeightsPrior((scale, 3.0 * scale))))
    assert_allclose(scaled.masses, small.masses, rtol=1e-12)


# Where the optimum is expected most


@pytest.mark.parametrize("log", [False, True])
def test_the_mode_of_a_normal_prior_is_its_mean(*, log: bool) -> None:
    parameter = Float("p", 0.01, 1.0, log=log, prior=NormalPrior(0.1, 0.1))
    mode = density_of(parameter).mode
    assert parameter.derived.axis.numbers(np.array([mode]))[0] == 0.1


def test_the_mode_on_a_lattice_is_the_number_nearest_to_the_mean() -> None:
    parameter = Int("p", 0, 100, prior=NormalPrior(41.7, 1.0))
    mode = density_of(parameter).mode
    assert parameter.derived.axis.numbers(np.array([mode]))[0] == 42.0


def test_the_mode_of_weights_is_the_first_of_the_heaviest() -> None:
    parameter = Categorical("p", ("a", "b", "c"), prior=WeightsPrior((1, 2, 2)))
    assert density_of(parameter).mode == 0.5


def test_a_mean_beyond_the_last_step_is_at_the_last_step() -> None:
    density = density_of(Int("p", 0, 10, step=6, prior=NormalPrior(10.0, 1e-3)))
    assert_allclose(density.masses[-1], 1.0 - 0.5 * UNIFORM_SHARE, rtol=1e-6)


# Extremes


@pytest.mark.parametrize(
    "axis",
    [
        Float("p", 0.0, 1.0).derived.axis,
        Float("p", -1e308, 1e308).derived.axis,
        Float("p", 0.0, 5e-324).derived.axis,
        Float("p", 5e-324, 1e308, log=True).derived.axis,
        Int("p", -(10**12), 10**12).derived.axis,
        Int("p", 1, 10**12, log=True).derived.axis,
    ],
)
@pytest.mark.parametrize("std", [5e-324, 1e-300, 1e-20, 1e-9, 1.0, 1e9, 1e300, 1e308])
@pytest.mark.parametrize("u", [0.0, 0.3, 1.0])
def test_extremely_narrow_and_wide_priors_are_densities(axis: Axis, std: float, u: float) -> None:
    density = Density.of_normal(NormalPrior(float(axis.numbers(np.array([u]))[0]), std), axis)
    assert np.isfinite(density.log_density(EVEN)).all()
    assert (density.masses > 0.0).all()
    assert_allclose(density.masses.sum(), 1.0)


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 1.0 / 3.0, 0.999999, 1.0])
def test_the_narrowest_prior_has_its_share_at_the_mean(mean: float) -> None:
    density = density_of(Float("p", 0.0, 1.0, prior=NormalPrior(mean, 1e-30)))
    around = np.clip([mean - 1e-10, mean + 1e-10], 0.0, 1.0)
    assert_allclose(np.diff(density.shares(around)), [1.0 - UNIFORM_SHARE], atol=1e-6)


def test_the_widest_prior_is_uniform_on_its_own_scale() -> None:
    axis = Float("p", 1e-3, 1.0, log=True).derived.axis
    density = Density.of_normal(NormalPrior(0.5, 1e300), axis)
    x = axis.reals(density.edges)
    expected = UNIFORM_SHARE * density.edges + (1.0 - UNIFORM_SHARE) * (x - 1e-3) / (1.0 - 1e-3)
    assert_allclose(density.levels, expected, atol=1e-9)


# Simulation


def test_samples_follow_the_prior(rng: np.random.Generator) -> None:
    prior, m = NormalPrior(2.0, 0.5), 100_000
    u = density_of(Float("p", 0.0, 5.0, prior=prior)).quantiles(rng.random(m))
    x = np.array([0.5, 1.5, 1.9, 2.0, 2.2, 3.0, 4.5])
    expected = shares_by_scipy(prior, 0.0, 5.0, x)
    observed = (5.0 * u[:, np.newaxis] < x).mean(axis=0)
    assert_allclose(observed, expected, atol=4.0 * np.sqrt(0.25 / m) + 1e-3)


# Errors


@pytest.mark.parametrize("std", [0.0, -1.0, math.nan, math.inf])
def test_a_standard_deviation_is_positive_and_finite(std: float) -> None:
    with pytest.raises(SpaceError) as caught:
        NormalPrior(0.0, std)
    assert caught.value.path == ("prior", "std")


@pytest.mark.parametrize("weights", [(), (0.0, 0.0), (1.0, -1.0), (1.0, math.nan), (1.0, math.inf)])
def test_weights_are_not_negative_and_not_all_zero(weights: tuple[float, ...]) -> None:
    with pytest.raises(SpaceError) as caught:
        WeightsPrior(weights)
    assert caught.value.path == ("prior", "weights")


def test_the_edges_between_cells_are_among_those_of_the_table() -> None:
    parameter = Int("p", 0, 10, prior=NormalPrior(3.0, 2.0))
    begins = lattice_of(parameter).begins(np.arange(12))
    assert set(begins) <= set(density_of(parameter).edges)
    assert all(one < other for one, other in pairwise(begins))
