"""Search spaces for hypothesis to draw, points in them, and a plain way to list small ones.

Numbers are often those that people write, and often the extremes of what a float can hold.
"""

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.arrays import Array
from models.space import (
    MISSING,
    Bool,
    Categorical,
    Condition,
    Configuration,
    Float,
    Int,
    Lattice,
    Missing,
    NormalPrior,
    Ordinal,
    Parameter,
    SearchSpace,
    Value,
    WeightsPrior,
)
from models.space.values import identity, is_number

LARGEST = 1.7976931348623157e308
# Numbers that people write, and the extremes.
WRITTEN = st.decimals(-1000, 1000, places=3).map(float)
EXTREMES = st.sampled_from([0.0, 5e-324, 1e-300, 1e-17, 1.0, 1.0 + 2e-16, 1e16, 1e300, LARGEST])
NUMBERS = WRITTEN | EXTREMES | EXTREMES.map(float.__neg__) | st.floats(allow_nan=False)
FINITE = NUMBERS.filter(np.isfinite)
STEPS = st.sampled_from([0.05, 0.1, 1.0 / 3.0, 0.25, 1e-3, 0.7, 2.5, 10.0])
SCALARS = (
    st.text(max_size=3)
    | st.integers(-3, 3)
    | st.integers()
    | st.sampled_from([0.0, 0.5, 1.0, -2.0, 1e-3])
    | st.booleans()
    | st.none()
)
Conditions = tuple[Condition, ...]


@st.composite
def bounds(draw: st.DrawFn, *, positive: bool) -> tuple[float, float]:
    """Draw two different finite numbers in order."""
    numbers = FINITE.map(abs).filter(bool) if positive else FINITE
    low, high = sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)))
    return low, high


@st.composite
def normal_priors(draw: st.DrawFn, low: float, high: float) -> NormalPrior | None:
    """Draw no prior, or one with its mean between bounds and any width."""
    if draw(st.booleans()):
        return None
    std = draw(FINITE.map(abs).filter(bool))
    return NormalPrior(draw(st.floats(low, high)), std)


@st.composite
def floats(draw: st.DrawFn, name: str, conditions: Conditions = ()) -> Float:
    """Draw a continuous parameter."""
    log = draw(st.booleans())
    low, high = draw(bounds(positive=log))
    prior = draw(normal_priors(low, high))
    default = draw(st.just(MISSING) | st.floats(low, high))
    return Float(name, low, high, log=log, default=default, prior=prior, conditions=conditions)


@st.composite
def stepped_floats(draw: st.DrawFn, name: str, conditions: Conditions = ()) -> Float:
    """Draw a parameter with up to 60 steps, the last of which may fall short of the upper bound."""
    log = draw(st.booleans())
    low = draw(WRITTEN.map(abs).filter(bool) if log else WRITTEN)
    step = draw(STEPS)
    high = low + step * (draw(st.integers(1, 60)) + draw(st.sampled_from([0.0, 0.4])))
    # At first, a rounding error can be missing to the only step.
    assume(Lattice.between(low, high, step).count > 1)
    prior = draw(normal_priors(low, high))
    return Float(name, low, high, log=log, step=step, prior=prior, conditions=conditions)


@st.composite
def ints(draw: st.DrawFn, name: str, conditions: Conditions = ()) -> Int:
    """Draw a parameter of whole numbers, of up to 2e12 values."""
    log = draw(st.booleans())
    ends = st.integers(1 if log else -10, 30) | st.integers(1 if log else -(10**12), 10**12)
    low, high = sorted(draw(st.lists(ends, min_size=2, max_size=2, unique=True)))
    step = draw(st.none() | st.integers(1, high - low))
    prior = draw(normal_priors(low, high))
    default: int | Missing = draw(st.just(MISSING) | st.just(low))
    return Int(name, low, high, log, step, default, prior, conditions)


@st.composite
def listed(draw: st.DrawFn, name: str, conditions: Conditions = ()) -> Parameter:
    """Draw a parameter with up to six listed values of any kind."""
    values = tuple(draw(st.lists(SCALARS, min_size=1, max_size=6, unique_by=identity)))
    weights = st.lists(st.integers(0, 9), min_size=len(values), max_size=len(values))
    prior = draw(st.none() | weights.filter(any).map(lambda each: WeightsPrior(tuple(each))))
    default: Value | Missing = draw(st.just(MISSING) | st.sampled_from(values))
    kinds: list[type[Categorical | Ordinal]] = [Categorical, Ordinal]
    return draw(st.sampled_from(kinds))(name, values, default, prior, conditions)


@st.composite
def bools(draw: st.DrawFn, name: str, conditions: Conditions = ()) -> Bool:
    """Draw a parameter that is false or true."""
    default: bool | Missing = draw(st.just(MISSING) | st.booleans())
    return Bool(name, default, None, conditions)


def parameters(name: str, conditions: Conditions = ()) -> st.SearchStrategy[Parameter]:
    """Draw a parameter of any type."""
    return st.one_of(
        floats(name, conditions),
        stepped_floats(name, conditions),
        ints(name, conditions),
        listed(name, conditions),
        bools(name, conditions),
    )


def small_parameters(name: str, conditions: Conditions = ()) -> st.SearchStrategy[Parameter]:
    """Draw a parameter of few values."""
    few = st.integers(1, 3)
    low = st.integers(-2, 2)
    whole = st.builds(lambda a, n: Int(name, a, a + n, conditions=conditions), low, few)
    steps = st.builds(
        lambda n: Float(name, 0.1, 0.1 + 0.1 * n, step=0.1, conditions=conditions), few
    )
    return st.one_of(whole, steps, listed(name, conditions), bools(name, conditions))


@st.composite
def conditions_on(draw: st.DrawFn, parent: Parameter) -> Condition:
    """Draw a condition that some value of the parent meets."""
    axis = parent.derived.axis
    places = draw(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=3))
    values = [parent.value_of(number) for number in axis.numbers(np.array(places))]
    numbers = sorted(each for each in values if is_number(each))
    siblings = parent.values if isinstance(parent, Categorical | Ordinal | Bool) else ()
    if not numbers or not all(map(is_number, siblings)) or draw(st.booleans()):
        return Condition(parent.name, tuple(values))
    return Condition(parent.name, low=numbers[0], high=draw(st.sampled_from([None, numbers[-1]])))


@st.composite
def spaces(draw: st.DrawFn, *, most: int = 6, small: bool = False) -> SearchSpace:
    """Draw a space of up to `most` parameters with conditions on one another, in any order."""
    drawn: list[Parameter] = []
    for j in range(draw(st.integers(1, most))):
        conditions: Conditions = ()
        if len(drawn) > 0 and draw(st.booleans()):
            parents = draw(st.lists(st.sampled_from(drawn), min_size=1, max_size=2))
            conditions = tuple(draw(conditions_on(parent)) for parent in parents)
        kind = small_parameters if small else parameters
        drawn.append(draw(kind(f"p{j}", conditions)))
    order: list[Parameter] = draw(st.permutations(drawn))
    return SearchSpace(tuple(order))


def places_in(space: SearchSpace, m: int = 8) -> st.SearchStrategy[Array]:
    """Draw places of the unit cube, (m, d), now and then on its faces."""
    return arrays(np.float64, (m, space.d), elements=st.floats(0.0, 1.0))


# Small spaces, listed the plain way


def values_of(parameter: Parameter) -> list[Value]:
    """Return every value of a parameter that has few."""
    axis = parameter.derived.axis
    assert axis.count is not None
    middles = (np.arange(axis.count) + 0.5) / axis.count
    places = middles if not getattr(axis, "log", False) else np.linspace(0.0, 1.0, 10_000)
    return [parameter.value_of(number) for number in np.unique(axis.numbers(places))]


def configurations_of(space: SearchSpace) -> Iterator[Configuration]:
    """Yield every configuration of a small space, rules aside: all combinations that belong."""
    choices = [[MISSING, *values_of(parameter)] for parameter in space.parameters]
    names = [parameter.name for parameter in space.parameters]
    for values in itertools.product(*choices):
        combination = dict(zip(names, values, strict=True))
        if all(_is_placed(each, combination) for each in space.parameters):
            yield {name: each for name, each in combination.items() if each is not MISSING}


def _is_placed(parameter: Parameter, combination: dict[str, Value | Missing]) -> bool:
    """Tell whether a parameter has a value just if its conditions are met."""
    is_active = all(_is_met(condition, combination) for condition in parameter.conditions)
    return is_active == (combination[parameter.name] is not MISSING)


def _is_met(condition: Condition, combination: dict[str, Value | Missing]) -> bool:
    """Tell whether the parent has a value that the condition admits."""
    value = combination[condition.parameter]
    if isinstance(value, Missing):
        return False
    if condition.values is not None:
        return identity(value) in set(map(identity, condition.values))
    assert is_number(value)
    low = -np.inf if condition.low is None else condition.low
    high = np.inf if condition.high is None else condition.high
    return bool(low <= value <= high)


def frozen(configuration: Configuration) -> frozenset[tuple[str, tuple[str, Value]]]:
    """Return a configuration as a value that equals another one just if no value differs."""
    return frozenset((name, identity(value)) for name, value in configuration.items())
