"""What can go wrong in `models`.

ModelError
├── SpaceError              a search space that contradicts itself
│   └── EmptySpaceError     one in which no configuration is feasible
├── ConfigurationError      a configuration that does not belong to a search space
├── TrialsError             trials that do not belong to a search space: its TrialErrors
├── TrialError              one of them
├── TrialValueError         a trial with a value too many or too few for its state
├── FixedError              fixed values that no configuration of the space can have
├── DatasetError            numbers that no dataset has
├── UnknownModelError       a name that is not in the catalogue of models
├── UnsuitableModelError    a model of the catalogue for another task
├── SurrogateInputError     arrays of which no Gaussian process can be made
└── SurrogateError          a numerical failure; strategies catch it and fall back

A path leads from the named object to the faulty part, in the words of the wire format:
`("parameters", 3, "bounds")` below a space, `(4, "parameters", "eta")` below the trials.
"""

from collections.abc import Sequence
from typing import Self

Path = tuple[str | int, ...]


class ModelError(Exception):
    """Any error that this package raises on purpose."""


class SpaceError(ModelError):
    """A search space, or a part of one, that contradicts itself."""

    def __init__(self, path: Path, *, expected: str, got: str) -> None:
        """Say what was expected at `path` and what stood there."""
        super().__init__(f"expected {expected}, got {got}")
        self.path = path
        self.expected = expected
        self.got = got

    def below(self, *prefix: str | int) -> Self:
        """Return the same error seen from an object that holds this one at `prefix`."""
        return type(self)((*prefix, *self.path), expected=self.expected, got=self.got)


class EmptySpaceError(SpaceError):
    """A search space in which no configuration satisfies every constraint."""


class ConfigurationError(ModelError):
    """A configuration that does not belong to a search space."""

    def __init__(self, name: str | None, *, expected: str, got: str) -> None:
        """Name the parameter at fault; None when no single one is."""
        super().__init__(f"expected {expected}, got {got}")
        self.name = name
        self.expected = expected
        self.got = got


class TrialError(ModelError):
    """A trial that does not belong to the search space of its problem."""

    def __init__(self, path: Path, cause: ConfigurationError) -> None:
        """Place the cause at `path` below the list of trials."""
        super().__init__(str(cause))
        self.path = path
        self.cause = cause


class TrialsError(ModelError):
    """Trials that do not belong to the search space of their problem."""

    def __init__(self, errors: Sequence[TrialError]) -> None:
        """Hold what is wrong with each of them, in their order."""
        super().__init__(f"{len(errors)} errors, the first: {errors[0]}")
        self.errors = tuple(errors)


class TrialValueError(ModelError):
    """A trial with a value too many or too few for its state."""

    def __init__(self, state: str, *, expected: str) -> None:
        """Tell what a trial in this state is expected to have."""
        super().__init__(f"expected {expected} of a trial that is {state}")
        self.state = state


class FixedError(ModelError):
    """Fixed values that no configuration of the search space can have."""

    def __init__(self, path: Path, *, expected: str, got: str) -> None:
        """Say what was expected at `path` below the fixed values, and what stood there."""
        super().__init__(f"expected {expected}, got {got}")
        self.path = path


class DatasetError(ModelError):
    """Metadata that no dataset has."""

    def __init__(self, path: Path, *, expected: str, got: str) -> None:
        """Say what was expected at `path` below the metadata, and what stood there."""
        super().__init__(f"expected {expected}, got {got}")
        self.path = path


class UnknownModelError(ModelError):
    """A name that is not in the catalogue of models."""

    def __init__(self, name: str, close: Sequence[str]) -> None:
        """Hold the name and those of the catalogue that are like it, the likest first."""
        known = f"; did you mean {' or '.join(close)}?" if close else ""
        super().__init__(f"the catalogue has no model of this name{known}")
        self.name = name
        self.close = tuple(close)


class UnsuitableModelError(ModelError):
    """A model of the catalogue that cannot learn the task of a dataset."""

    def __init__(self, name: str, task: str, others: Sequence[str]) -> None:
        """Hold the names of the model, of the task, and of models of its library that can."""
        instead = f"; take {' or '.join(others)}" if others else ""
        super().__init__(f"{name} is no model for {task}{instead}")
        self.name = name
        self.task = task
        self.others = tuple(others)


class SurrogateInputError(ModelError):
    """Arrays or hyperparameters of which no Gaussian process can be made."""

    def __init__(self, name: str, *, expected: str, got: object) -> None:
        """Name the argument at fault."""
        super().__init__(f"{name}: expected {expected}, got {got}")
        self.name = name
        self.expected = expected
        self.got = got


class SurrogateError(ModelError):
    """A Gaussian process that cannot be computed, whatever jitter is added."""

    def __init__(self, points: int, noise: float) -> None:
        """Tell the number of points and the noise variance that were tried."""
        super().__init__(
            f"the covariance of {points} points is not positive definite, "
            f"even with noise variance {noise:g}"
        )
        self.points = points
        self.noise = noise
