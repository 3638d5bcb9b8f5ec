"""What comes back from workers: results, reports, and the configurations users queue."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from models import Objective, TrialState
from service import limits
from service.errors import Fault, InvalidRequestError, Path
from service.studies import Result, TrialRequest
from service.trial import Measurement, Outcome
from service.wire.shapes import Configuration, Integral, Name, NotNegative, Shape, Text
from service.wire.trials import (
    MeasurementBody,
    Measurements,
    Std,
    Trial,
    Values,
    faults_of_measurements,
    faults_of_sum,
)

TrialNumber = Annotated[int, Field(ge=1, le=limits.TRIALS), Integral]
DEFAULT_LEASE = 3_600


class TrialRequestBody(Shape):
    """What is asked of a study.

    Queued configurations are handed out first, then those of trials whose lease ran out, then new
    ones; all of them have the `fixed` values.
    """

    count: Annotated[int, Field(ge=1, le=limits.COUNT), Integral] = 1
    worker: Name | None = None
    lease: Annotated[
        int,
        Field(
            ge=1,
            le=limits.LEASE,
            description="Seconds after which a trial is stale without a sign of life.",
        ),
        Integral,
    ] = DEFAULT_LEASE
    fixed: Configuration | None = None

    def value(self) -> TrialRequest:
        """Return the request that this body describes."""
        return TrialRequest(self.count, self.worker, self.lease, self.fixed or {})


class ResultBody(Shape):
    """What became of a trial: `values`, or why it `failed`, or that it was `stopped` early.

    `trial` is the number of a trial of the study; `parameters` instead import a trial that ran
    elsewhere, perhaps with its `measurements`. `std` is the standard deviation of the noise of a
    value, `cost` what the trial took.
    """

    trial: TrialNumber | None = None
    parameters: Configuration | None = None
    values: Values | None = None
    std: Std | None = None
    cost: NotNegative | None = None
    failed: Annotated[Text | None, Field(description="Why it failed.")] = None
    stopped: Annotated[
        Literal[True] | None, Field(description="That it was stopped early; it may have values.")
    ] = None
    measurements: Measurements

    def faults(self, path: Path, metrics: Sequence[str]) -> Iterator[Fault]:
        """Yield what is wrong with this result.

        Args:
            path: Where it is in the body.
            metrics: Names of all objectives.
        """
        if (self.trial is None) is (self.parameters is None):
            got = "neither" if self.trial is None else "both"
            yield Fault(path, f"expected either trial or parameters, got {got}")
        if self.failed is not None and self.stopped is not None:
            yield Fault((*path, "stopped"), "expected either failed or stopped, got both")
            return
        yield from Trial(parameters={}, state=self._state, values=self.values, std=self.std).faults(
            path, metrics
        )
        where = (*path, "measurements")
        if self.trial is not None and self.measurements:
            yield Fault(
                where, "expected none of a trial of the study, whose measurements are reports"
            )
        yield from faults_of_measurements(self.measurements, where, metrics)

    def value(self, objective: Objective) -> Result:
        """Return the result that this body, which has no faults, describes in a study."""
        trial = self.parameters if self.trial is None else self.trial
        outcome = Outcome(
            TrialState(self._state), self.values or {}, self.std or {}, self.cost, self.failed
        )
        measurements = tuple(each.value() for each in self.measurements)
        return Result(trial if trial is not None else {}, outcome.weighed(objective), measurements)

    @property
    def _state(self) -> Literal["completed", "failed", "stopped"]:
        """How the trial ended."""
        if self.failed is not None:
            return "failed"
        return "completed" if self.stopped is None else "stopped"


class TellBody(Shape):
    """What became of trials. All of it is taken, or nothing."""

    results: Annotated[
        list[ResultBody], Field(min_length=1, max_length=limits.RESULTS, fail_fast=True)
    ]

    def read(self, objective: Objective) -> list[Result]:
        """Return the results that this body describes, in a study of an objective.

        Raises:
            InvalidRequestError: Some contradict themselves, or are of another study.
        """
        faults = [
            fault
            for i, each in enumerate(self.results)
            for fault in each.faults(("results", i), [objective.name])
        ]
        faults += _twice(self.results)
        faults += faults_of_sum((each.measurements for each in self.results), ("results",))
        if faults:
            raise InvalidRequestError(faults)
        return [each.value(objective) for each in self.results]


def _twice(results: Sequence[ResultBody]) -> Iterator[Fault]:
    """Yield a fault for every trial that is named for a second time."""
    first: dict[int, int] = {}
    for i, each in enumerate(results):
        if each.trial is not None and first.setdefault(each.trial, i) != i:
            message = f"expected each trial once, got {each.trial} in result {first[each.trial]}"
            yield Fault(("results", i, "trial"), f"{message} already")


class EmptyBody(Shape):
    """Nothing."""


class QueueBody(Shape):
    """A configuration that the next ask hands out first."""

    parameters: Configuration


class PredictBody(Shape):
    """Configurations to look at."""

    configurations: Annotated[
        list[Configuration],
        Field(min_length=1, max_length=limits.CONFIGURATIONS, fail_fast=True),
    ]


class ReportBody(MeasurementBody):
    """What a trial has reached at a step; a later report of the same step replaces it."""

    def read(self, objective: Objective) -> Measurement:
        """Return the measurement that this body describes, in a study of an objective.

        Raises:
            InvalidRequestError: It has values of another study.
        """
        faults = list(self.faults((), [objective.name]))
        if faults:
            raise InvalidRequestError(faults)
        return self.value()
