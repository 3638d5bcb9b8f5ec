"""The algorithms on the wire, with their options."""

from typing import Annotated, Literal

from pydantic import Field

import models
from service import limits
from service.wire.shapes import Integral, Shape
from service.wire.tags import by_field, tag


class Plain(Shape):
    """An algorithm without options."""

    name: Literal["sobol", "random"]


class Experienced(Shape):
    """An algorithm that begins with what was good on other data sets, unless told not to."""

    experience: bool = True


class Auto(Experienced):
    """What is best on the whole; in this version always a Gaussian process."""

    name: Literal["auto"]


class GaussianProcess(Experienced):
    """A Gaussian process with expected improvement, after a design of `initial_trials`."""

    name: Literal["gp"]
    initial_trials: Annotated[int, Field(ge=1, le=limits.INITIAL_TRIALS), Integral] | None = None


class Grid(Shape):
    """Every combination of `levels` values of each parameter."""

    name: Literal["grid"]
    levels: Annotated[int, Field(ge=2, le=limits.GRID_LEVELS), Integral] | None = None


# Those that are not told otherwise begin with what was good on other data sets.
EXPERIENCED = ("auto", "gp")
AlgorithmName = Literal["auto", "gp", "sobol", "grid", "random"]
Algorithm = Annotated[
    Annotated[AlgorithmName, tag("text")]
    | Annotated[Auto, tag("auto")]
    | Annotated[Plain, tag("plain")]
    | Annotated[GaussianProcess, tag("gp")]
    | Annotated[Grid, tag("grid")],
    by_field(
        "name",
        {"auto": "auto", "gp": "gp", "sobol": "plain", "grid": "grid", "random": "plain"},
        text="text",
    ),
]


def algorithm(body: str | Auto | Plain | GaussianProcess | Grid) -> models.Algorithm:
    """Return the algorithm of `models`, with the options that were sent."""
    if isinstance(body, str):
        return models.Algorithm(body)
    options = body.model_dump(exclude={"name", "experience"}, exclude_none=True)
    return models.Algorithm(body.name, options)


def uses_experience(body: str | Auto | Plain | GaussianProcess | Grid) -> bool:
    """Tell whether an algorithm is to begin with what was good on other data sets."""
    if isinstance(body, str):
        return body in EXPERIENCED
    return isinstance(body, Experienced) and body.experience
