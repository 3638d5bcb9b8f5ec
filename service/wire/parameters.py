"""The parameters of a search space on the wire, and those of `models` that they describe."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

import models
from models import MISSING, SpaceError
from service import limits
from service.wire.shapes import (
    Name,
    NotNegative,
    Number,
    Positive,
    PositiveWhole,
    Scalar,
    Shape,
    Values,
    Whole,
)
from service.wire.tags import by_field, one_or_list, tag


class Condition(Shape):
    """When a parameter is active: the parent is, and has one of `values` or from `min` to `max`."""

    parameter: Name
    values: Values | None = None
    min: Number | None = None
    max: Number | None = None

    def value(self) -> models.Condition:
        """Return the condition of `models`."""
        values = None if self.values is None else tuple(self.values)
        return models.Condition(self.parameter, values, low=self.min, high=self.max)


Conditions = Annotated[
    Annotated[Condition, tag("one")]
    | Annotated[list[Condition], Field(max_length=limits.CONDITIONS, fail_fast=True), tag("many")],
    one_or_list(one="one", many="many"),
]


class Normal(Shape):
    """Where the optimum is expected, on the parameter's own scale."""

    mean: Number
    std: Positive

    def value(self) -> models.NormalPrior:
        """Return the prior of `models`."""
        return models.NormalPrior(self.mean, self.std)


class Weights(Shape):
    """How likely the optimum is at each value, in their order."""

    weights: Annotated[
        list[NotNegative], Field(min_length=1, max_length=limits.VALUES, fail_fast=True)
    ]

    def value(self) -> models.WeightsPrior:
        """Return the prior of `models`."""
        return models.WeightsPrior(tuple(self.weights))


class _Parameter(Shape):
    """What every parameter has."""

    name: Name
    condition: Conditions | None = None

    def conditions(self) -> tuple[models.Condition, ...]:
        """Return the conditions of `models`, whether there is a list of them, one or none.

        Raises:
            SpaceError: One contradicts itself; its path leads there from the parameter.
        """
        listed = self.condition if isinstance(self.condition, list) else [self.condition]
        return tuple(_condition(each, k) for k, each in enumerate(listed) if each is not None)


class _Numeric(_Parameter):
    """What numbers between bounds have."""

    log: bool = False
    prior: Normal | None = None


class _Listed(_Parameter):
    """What listed values have."""

    prior: Weights | None = None


class Float(_Numeric):
    """A real number between bounds, both included."""

    type: Literal["float"]
    bounds: Annotated[list[Number], Field(min_length=2, max_length=2)]
    step: Positive | None = None
    default: Number | None = None

    def value(self) -> models.Float:
        """Return the parameter of `models`."""
        low, high = self.bounds
        return models.Float(
            self.name,
            low,
            high,
            log=self.log,
            step=self.step,
            default=MISSING if self.default is None else self.default,
            prior=None if self.prior is None else self.prior.value(),
            conditions=self.conditions(),
        )


class Int(_Numeric):
    """A whole number between bounds, both included."""

    type: Literal["int"]
    bounds: Annotated[list[Whole], Field(min_length=2, max_length=2)]
    step: PositiveWhole | None = None
    default: Whole | None = None

    def value(self) -> models.Int:
        """Return the parameter of `models`."""
        low, high = self.bounds
        return models.Int(
            self.name,
            low,
            high,
            log=self.log,
            step=self.step,
            default=MISSING if self.default is None else self.default,
            prior=None if self.prior is None else self.prior.value(),
            conditions=self.conditions(),
        )


class _Choices(_Listed):
    """What values of any kind have.

    Attributes:
        MADE: The parameter of `models` that they become.
    """

    MADE: ClassVar[type[models.Categorical | models.Ordinal]]

    values: Values
    default: Scalar = None

    @property
    def has_default(self) -> bool:
        """Whether there is one; null is a default only if it was sent."""
        return "default" in self.model_fields_set

    def value(self) -> models.Categorical | models.Ordinal:
        """Return the parameter of `models`."""
        return self.MADE(
            self.name,
            tuple(self.values),
            default=self.default if self.has_default else MISSING,
            prior=None if self.prior is None else self.prior.value(),
            conditions=self.conditions(),
        )


class Categorical(_Choices):
    """One of several values in no order; they come back exactly as they were sent."""

    MADE = models.Categorical

    type: Literal["categorical"]


class Ordinal(_Choices):
    """One of several values in an order; they come back exactly as they were sent."""

    MADE = models.Ordinal

    type: Literal["ordinal"]


class Bool(_Listed):
    """False or true; the weights of a prior are in this order."""

    type: Literal["bool"]
    default: bool | None = None

    def value(self) -> models.Bool:
        """Return the parameter of `models`."""
        return models.Bool(
            self.name,
            default=MISSING if self.default is None else self.default,
            prior=None if self.prior is None else self.prior.value(),
            conditions=self.conditions(),
        )


Parameter = Annotated[
    Annotated[Float, tag("float")]
    | Annotated[Int, tag("int")]
    | Annotated[Categorical, tag("categorical")]
    | Annotated[Ordinal, tag("ordinal")]
    | Annotated[Bool, tag("bool")],
    by_field("type", {each: each for each in ("float", "int", "categorical", "ordinal", "bool")}),
]


def _condition(condition: Condition, k: int) -> models.Condition:
    """Return the condition of `models`; errors lead to it from its parameter, by its index."""
    try:
        return condition.value()
    except SpaceError as error:
        raise error.below("condition", k) from error
