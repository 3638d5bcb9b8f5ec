"""A search space of `models` as JSON; `space` reads what is written here."""

from typing import Any

import models
from models import MISSING

Json = Any


def space_json(space: models.SearchSpace) -> Json:
    """Return a search space as JSON."""
    return {
        "parameters": [_parameter(each) for each in space.parameters],
        **_given(
            constraints=list(space.constraints), forbidden=[dict(each) for each in space.forbidden]
        ),
    }


def _parameter(parameter: models.Parameter) -> Json:
    """Return a parameter as JSON."""
    # Null is a default like any other.
    default = {} if parameter.default is MISSING else {"default": parameter.default}
    conditions = [_condition(each) for each in parameter.conditions]
    return {
        "name": parameter.name,
        **_values(parameter),
        **default,
        **_given(
            prior=None if parameter.prior is None else _prior(parameter.prior),
            condition=conditions[0] if len(conditions) == 1 else conditions,
        ),
    }


def _values(parameter: models.Parameter) -> Json:
    """Return the type of a parameter, and what values it can have, as JSON."""
    match parameter:
        case models.Float() | models.Int():
            kind = "float" if isinstance(parameter, models.Float) else "int"
            scale = _given(log=parameter.log, step=parameter.step)
            return {"type": kind, "bounds": [parameter.low, parameter.high], **scale}
        case models.Bool():
            return {"type": "bool"}
        case models.Ordinal():
            return {"type": "ordinal", "values": list(parameter.values)}
        case models.Categorical():
            return {"type": "categorical", "values": list(parameter.values)}


def _prior(prior: models.NormalPrior | models.WeightsPrior) -> Json:
    """Return a prior as JSON."""
    if isinstance(prior, models.WeightsPrior):
        return {"weights": list(prior.weights)}
    return {"mean": prior.mean, "std": prior.std}


def _condition(condition: models.Condition) -> Json:
    """Return a condition as JSON."""
    if condition.values is not None:
        return {"parameter": condition.parameter, "values": list(condition.values)}
    bounds = {"min": condition.low, "max": condition.high}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    return {"parameter": condition.parameter, **given}


def _given(**fields: Json) -> Json:
    """Return the fields that are neither absent nor empty nor false."""
    return {name: value for name, value in fields.items() if value}
