"""The request of `POST /v1/ask`, and the ask of `use_cases` that it describes."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, TypeVar, get_args

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

import models
from models import Direction
from service import limits
from service.errors import Fault, InvalidRequestError, Path
from service.use_cases import Ask
from service.wire.algorithms import Algorithm, algorithm, uses_experience
from service.wire.datasets import Dataset
from service.wire.experience import shipped
from service.wire.faults import below, faults_of, true_path
from service.wire.parameters import Parameter
from service.wire.shapes import (
    Configuration,
    Integral,
    Name,
    Shape,
    unlike,
)
from service.wire.space import Space
from service.wire.trials import Trial

NOT_SENT: Final = (
    "expected a value, got none; this field is required unless `model` names one of the catalogue, "
    "which GET /v1/models lists"
)


class Objective(Shape):
    """A metric to optimise, and in which direction."""

    name: Name
    direction: Literal["minimize", "maximize"]

    def value(self) -> models.Objective:
        """Return the objective of `models`."""
        return models.Objective(self.name, Direction(self.direction))


def _only_one(objectives: Any) -> Any:
    """Return a list of objectives unless there are several."""
    if isinstance(objectives, list) and len(objectives) > limits.OBJECTIVES:
        raise unlike("exactly one objective in this version")
    return objectives


class Described(Shape):
    """What to optimise: a search space and objectives, or a model of the catalogue that has both.

    Attributes:
        REQUIRED: Fields that must be there in the end, sent or from the catalogue.
    """

    REQUIRED: ClassVar = ("space", "objectives")

    LATER = frozenset({"budget", "fidelity", "outcome_constraints"})

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": list(REQUIRED)}, {"required": ["model"]}]}
    )

    space: Space | None = None
    # Sent, there is one; from the catalogue, there is one too.
    objectives: Annotated[
        list[Objective],
        Field(default_factory=list, min_length=1, max_length=limits.OBJECTIVES),
        BeforeValidator(_only_one),
    ]
    algorithm: Algorithm = "auto"
    model: Name | None = None
    dataset: Dataset | None = None

    def problem(self) -> models.Problem:
        """Return the problem that these fields describe, or raise InvalidRequestError."""
        if self.space is None or not self.objectives:
            missing = [each for each in self.REQUIRED if not getattr(self, each)]
            raise InvalidRequestError([Fault((each,), NOT_SENT) for each in missing])
        (objective,) = self.objectives
        dataset = None if self.dataset is None else self.dataset.value()
        return models.Problem(
            self.space.value(("space",)),
            objective.value(),
            algorithm(self.algorithm),
            self.model,
            dataset,
            self._experience(objective.name, dataset),
        )

    def _experience(
        self, metric: str, dataset: models.Dataset | None
    ) -> tuple[models.Experience, ...]:
        """Return what ships about the model, if the algorithm is to use it."""
        return shipped(metric, dataset, self.model) if uses_experience(self.algorithm) else ()


AnyTrial = TypeVar("AnyTrial", bound=Trial)


class WithTrials(Described, Generic[AnyTrial]):
    """What to optimise, and what is known so far."""

    trials: Annotated[
        list[AnyTrial], Field(default_factory=list, max_length=limits.TRIALS, fail_fast=True)
    ]
    seed: Annotated[int, Field(ge=0, le=limits.SEED), Integral] | None = None

    def checked(self) -> models.Problem:
        """Return the problem, having checked the values of trials.

        Raises:
            InvalidRequestError: The body contradicts itself.
        """
        metrics = [each.name for each in self.objectives]
        faults = list(islice(self._faults_of_trials(metrics), limits.ERRORS + 1))
        try:
            problem = self.problem()
        except InvalidRequestError as error:
            raise InvalidRequestError([*error.faults, *faults]) from error
        if faults:
            raise InvalidRequestError(faults)
        return problem

    def _faults_of_trials(self, metrics: list[str]) -> Iterator[Fault]:
        """Yield what is wrong with the values of trials."""
        for i, each in enumerate(self.trials):
            yield from each.faults(("trials", i), metrics)


class AskBody(WithTrials[Trial]):
    """What to optimise, and what is known so far."""

    count: Annotated[int, Field(ge=1, le=limits.COUNT), Integral] = 1
    fixed: Configuration | None = None

    def value(self, *, lenient: bool) -> Ask:
        """Return the ask that this body describes.

        Raises:
            InvalidRequestError: It contradicts itself.
        """
        problem = self.checked()
        return Ask(
            problem=problem,
            trials=tuple(each.value(problem.objective.name) for each in self.trials),
            count=self.count,
            fixed=self.fixed,
            seed=self.seed,
            lenient=lenient,
        )


AnyShape = TypeVar("AnyShape", bound=Shape)
PARAMETER: TypeAdapter[Any] = TypeAdapter(Parameter)


def read_ask(body: Any, *, lenient: bool) -> Ask:
    """Return the ask that a JSON value describes.

    Args:
        body: The value.
        lenient: Whether trials that do not belong to the space are no error.

    Raises:
        InvalidRequestError: It describes none, or one that contradicts itself.
    """
    with true_paths(body):
        return shaped(AskBody, body).value(lenient=lenient)


@contextmanager
def true_paths(body: Any) -> Iterator[None]:
    """Let the faults that are raised point to where they are in a body."""
    try:
        yield
    except InvalidRequestError as error:
        faults = [Fault(true_path(each.path, body), each.message) for each in error.faults]
        raise InvalidRequestError(faults) from error


def shaped(shape: type[AnyShape], body: Any) -> AnyShape:
    """Return a JSON value as a body of a shape, or raise InvalidRequestError."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        faults = list(faults_of(error, body))
        lists = _lists(shape)
        more = (fault for path, item in lists for fault in _further(faults, body, path, item))
        raise InvalidRequestError([*faults, *islice(more, limits.ERRORS)]) from error


def _lists(shape: type[Shape]) -> Iterator[tuple[Path, TypeAdapter[Any]]]:
    """Yield where lists of objects are in a body of a shape, and what they hold."""
    yield ("space", "parameters"), PARAMETER
    for name in ("trials", "results"):
        if name in shape.model_fields:
            yield (name,), TypeAdapter(get_args(shape.model_fields[name].annotation)[0])


def _further(faults: list[Fault], body: Any, path: Path, item: TypeAdapter[Any]) -> Iterator[Fault]:
    """Yield the faults of a list behind its first faulty item, at which pydantic stopped."""
    depth = len(path)
    stopped = [f.path[depth] for f in faults if f.path[:depth] == path and len(f.path) > depth]
    if not stopped or not isinstance(stopped[0], int):
        return
    items = below(body, path)
    for i in range(stopped[0] + 1, len(items)):
        try:
            item.validate_python(items[i])
        except ValidationError as error:
            for fault in faults_of(error, items[i]):
                yield Fault((*path, i, *fault.path), fault.message)
