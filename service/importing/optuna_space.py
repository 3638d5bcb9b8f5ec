"""The search space that trials of Optuna were drawn from, as far as they tell.

Optuna keeps the distribution of each parameter with each trial, and no space: a parameter that some
trials lack had a condition, which nobody wrote down.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.importing.sources import SourceError
from service.wire.text import Json

if TYPE_CHECKING:
    from optuna.distributions import (
        BaseDistribution,
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )
    from optuna.trial import FrozenTrial

REMEDY = "name the space with --definition"


def described(trials: Sequence["FrozenTrial"]) -> Json:
    """Return a search space that all trials belong to which have an outcome.

    Raises:
        SourceError: They tell of none.
    """
    drawn: dict[str, list[BaseDistribution]] = {}
    for each in trials:
        for name, distribution in each.distributions.items():
            drawn.setdefault(name, []).append(distribution)
    if not drawn:
        raise SourceError(f"no trial of Optuna has parameters and an outcome; {REMEDY}")
    _check_conditions(trials, list(drawn))
    return {"parameters": [_parameter(name, each) for name, each in drawn.items()]}


def _check_conditions(trials: Sequence["FrozenTrial"], names: Sequence[str]) -> None:
    """Raise SourceError if a trial that did not fail lacks a parameter."""
    sound = [each for each in trials if each.state.name != "FAIL"]
    for name in names:
        lacking = [each.number for each in sound if name not in each.distributions]
        if lacking:
            raise SourceError(
                f"{len(lacking)} trials of Optuna lack the parameter {name!r}, the first is trial "
                f"{lacking[0]}; it has a condition, which Optuna does not keep: {REMEDY}"
            )


def _parameter(name: str, drawn: Sequence["BaseDistribution"]) -> Json:
    """Return a parameter that every distribution it was drawn from lies in."""
    from optuna import distributions as kinds  # noqa: PLC0415 # An extra.

    if all(isinstance(each, kinds.FloatDistribution) for each in drawn):
        floats = [each for each in drawn if isinstance(each, kinds.FloatDistribution)]
        return {"name": name, **_range("float", name, floats)}
    if all(isinstance(each, kinds.IntDistribution) for each in drawn):
        ints = [each for each in drawn if isinstance(each, kinds.IntDistribution)]
        return {"name": name, **_range("int", name, ints)}
    lists = [each for each in drawn if isinstance(each, kinds.CategoricalDistribution)]
    if len(lists) < len(drawn):
        raise SourceError(f"the parameter {name!r} changes its kind from trial to trial; {REMEDY}")
    return {"name": name, "type": "categorical", "values": _choices(name, lists)}


def _choices(name: str, drawn: Sequence["CategoricalDistribution"]) -> list[Json]:
    """Return the choices of a parameter, which JSON has."""
    choices = drawn[0].choices
    if any(each != drawn[0] for each in drawn):
        raise SourceError(f"the choices of {name!r} change from trial to trial; {REMEDY}")
    for each in choices:
        if not isinstance(each, str | int | float | bool | None):
            raise SourceError(
                f"the parameter {name!r} has a choice that is neither text, a number, a boolean "
                f"nor None: {each!r}"
            )
    return list(choices)


def _range(
    kind: str, name: str, drawn: Sequence["FloatDistribution"] | Sequence["IntDistribution"]
) -> Json:
    """Return the kind, the bounds and the scale of a number."""
    low, high = min(each.low for each in drawn), max(each.high for each in drawn)
    log, step = drawn[0].log, drawn[0].step
    if any((each.log, each.step) != (log, step) for each in drawn):
        raise SourceError(f"the scale or step of {name!r} changes from trial to trial; {REMEDY}")
    if low == high:
        return {"type": "categorical", "values": [low]}
    described: Json = {"type": kind, "bounds": [low, high]}
    if log:
        described["log"] = True
    elif step is not None and step != (1 if kind == "int" else None):
        described["step"] = step
    return described
