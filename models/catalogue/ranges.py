"""Ranges of arguments in the form that constructors take.

Many an argument has a special value beside its numbers: `max_depth=None` is a depth without
limit, `gamma="scale"` a number that depends on the data, `reg_lambda=0` has no place on a
logarithmic scale. Such an argument becomes an ordinal here, in which the special value stands
where what it does would stand: None behind the greatest depth, 0 before the least penalty.
"""

import math
from collections.abc import Iterable, Sequence

from models.space import Condition, Float, Int, Ordinal, Value

# Of a geometric grid, as many values as tell good from better; see docs/decisions/0013.
PER_DECADE = 3
# Depths of trees: every small one, then ever fewer.
DEPTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32)
# Shares of the features; 1 is None, which no client can mistake for one feature.
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# What "sqrt" is worth where the number of features is unknown.
TYPICAL_FEATURES = 20

Conditions = tuple[Condition, ...]


def when(parameter: str, *values: Value) -> Conditions:
    """Return the condition that a parameter has one of these values."""
    return (Condition(parameter, values),)


def whole(
    name: str, low: int, high: int, default: int, *, log: bool = False, conditions: Conditions = ()
) -> Int | Ordinal:
    """Return whole numbers from low to high; low alone where high is not above it.

    Args:
        name: The name of the parameter.
        low: The least that the library takes.
        high: The greatest that the dataset allows.
        default: The library's; the nearest number in the range becomes the parameter's.
        log: Whether it acts through its logarithm.
        conditions: When it is active.
    """
    if high <= low:
        return Ordinal(name, (low,), default=low, conditions=conditions)
    nearest = min(max(low, default), high)
    return Int(name, low, high, log=log, default=nearest, conditions=conditions)


def real(
    name: str,
    low: float,
    high: float,
    default: float,
    *,
    log: bool = False,
    conditions: Conditions = (),
) -> Float:
    """Return real numbers from low to high, above low, with the default nearest to another."""
    nearest = min(max(low, default), high)
    return Float(name, low, high, log=log, default=nearest, conditions=conditions)


def geometric(low: float, high: float, per_decade: int = PER_DECADE) -> list[float]:
    """Return numbers from low to about high, each so many times the one before, in 2 digits."""
    steps = round(per_decade * math.log10(high / low))
    return [float(f"{low * 10.0 ** (i / per_decade):.2g}") for i in range(steps + 1)]


def zero_or(
    name: str, low: float, high: float, default: float = 0.0, *, conditions: Conditions = ()
) -> Ordinal:
    """Return 0, which stands first, and a geometric grid that holds the default."""
    values = {0.0, *geometric(low, high), default}
    return Ordinal(name, tuple(sorted(values)), default=default, conditions=conditions)


def depths(name: str, rows: int | None, default: int | None = None) -> Ordinal:
    """Return depths of trees, and at the end None, a depth without limit.

    Args:
        name: The name of the parameter.
        rows: How many rows there are; a tree of these is never deeper than one less.
        default: The library's.
    """
    fitting = [each for each in DEPTHS if rows is None or each < rows or each in (1, default)]
    return Ordinal(name, (*fitting, None), default=default)


def shares_of_features(name: str, features: int | None, default: str | None) -> Ordinal | None:
    """Return shares of the features, and "sqrt" among them where its own share is.

    Two shares that are the same number of features are one. None stands for all features.

    Args:
        name: The name of the parameter.
        features: How many features there are, if that is known.
        default: The library's: "sqrt" or None.

    Returns:
        The parameter; None if there is nothing to choose.
    """
    count = features or TYPICAL_FEATURES
    root: Sequence[tuple[float, Value]] = [(math.sqrt(count) / count, "sqrt")]
    named = sorted([*((each, each) for each in SHARES), *root, (1.0, None)], key=_share)
    if features is not None:
        named = _distinct(named, features, default)
    if len(named) == 1:
        return None
    return Ordinal(name, tuple(value for _, value in named), default=default)


def _share(named: tuple[float, Value]) -> float:
    """Return the share of a share and its name."""
    return named[0]


def _distinct(
    named: Iterable[tuple[float, Value]], features: int, default: Value
) -> list[tuple[float, Value]]:
    """Return one share for each number of features: the default, or else the nearest."""
    alike: dict[int, list[tuple[float, Value]]] = {}
    for share, value in named:
        # scikit-learn rounds down, but never to no feature.
        count = math.isqrt(features) if value == "sqrt" else max(1, int(share * features))
        alike.setdefault(count, []).append((share, value))
    return [
        min(each, key=lambda one: (one[1] != default, abs(one[0] * features - count)))
        for count, each in sorted(alike.items())
    ]
