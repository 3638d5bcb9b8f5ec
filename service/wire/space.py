"""The search space on the wire, and the one of `models` that it describes."""

from typing import Annotated

from pydantic import Field, StringConstraints

import models
from models import SpaceError
from service import limits
from service.errors import Fault, InvalidRequestError, Path
from service.wire.parameters import Categorical, Ordinal, Parameter
from service.wire.shapes import Configuration, Shape

Constraint = Annotated[str, StringConstraints(min_length=1, max_length=limits.CONSTRAINT_LENGTH)]


class Space(Shape):
    """Where to search.

    A constraint compares parameters with arithmetic, `and`, `or`, `not`, `min`, `max`, `abs` and
    `log`; one over a parameter that is inactive counts as satisfied. A forbidden combination names
    values that may not stand in one configuration. All categorical and ordinal parameters together
    have at most 5,000 values.
    """

    parameters: Annotated[
        list[Parameter], Field(min_length=1, max_length=limits.PARAMETERS, fail_fast=True)
    ]
    constraints: Annotated[
        list[Constraint], Field(default_factory=list, max_length=limits.CONSTRAINTS, fail_fast=True)
    ]
    forbidden: Annotated[
        list[Configuration],
        Field(default_factory=list, max_length=limits.FORBIDDEN, fail_fast=True),
    ]

    def value(self, path: Path) -> models.SearchSpace:
        """Return the search space of `models`.

        Args:
            path: Where this space is in the body.

        Raises:
            InvalidRequestError: It contradicts itself.
        """
        self._check_listed(path)
        parameters: list[models.Parameter] = []
        faults: list[Fault] = []
        for j, each in enumerate(self.parameters):
            try:
                parameters.append(each.value())
            except SpaceError as error:
                faults.append(_fault(error, (*path, "parameters", j)))
        if faults:
            raise InvalidRequestError(faults)
        try:
            return models.SearchSpace(
                tuple(parameters), tuple(self.constraints), tuple(self.forbidden)
            )
        except SpaceError as error:
            raise InvalidRequestError([_fault(error, path)]) from error

    def _check_listed(self, path: Path) -> None:
        """Raise InvalidRequestError if the parameters list too many values together."""
        listed = (each for each in self.parameters if isinstance(each, Categorical | Ordinal))
        count = sum(len(each.values) for each in listed)
        if count > limits.LISTED_VALUES:
            expected = f"at most {limits.LISTED_VALUES:,} values of categorical and ordinal"
            message = f"expected {expected} parameters together, got {count:,}"
            raise InvalidRequestError([Fault((*path, "parameters"), message)])


def _fault(error: SpaceError, path: Path) -> Fault:
    """Return the fault that an error is, seen from an object at the path."""
    return Fault((*path, *error.path), str(error))
