"""A trial on the wire, and the one of `models` that it describes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field

import models
from models import TrialState
from service import limits
from service.errors import Fault, Path
from service.trial import Measurement
from service.wire.faults import alike, shown
from service.wire.shapes import (
    NO_OTHER_NAMES,
    Configuration,
    Integral,
    Name,
    NotNegative,
    Number,
    Shape,
    Text,
)

MAY_HAVE_VALUES: Final = ("completed", "stopped")

Values = Annotated[
    dict[Name, Number], Field(max_length=limits.METRICS, json_schema_extra=NO_OTHER_NAMES)
]
Std = Annotated[
    dict[Name, NotNegative], Field(max_length=limits.METRICS, json_schema_extra=NO_OTHER_NAMES)
]


class Trial(Shape):
    """One evaluation of a configuration, past or under way.

    A completed trial has the value of the objective, a stopped one may have it, the others have
    none. `std` is the standard deviation of the noise of a value, `cost` what the trial took.
    """

    parameters: Configuration
    state: Literal["queued", "running", "completed", "failed", "stopped", "stale"] = "completed"
    values: Values | None = None
    std: Std | None = None
    cost: NotNegative | None = None

    def value(self, objective: str) -> models.Trial:
        """Return the trial of `models`; what a stopped one has reached is no value of it."""
        is_completed = self.state == "completed"
        return models.Trial(
            self.parameters,
            TrialState(self.state),
            value=self.values[objective] if is_completed and self.values else None,
            std=self.std.get(objective) if is_completed and self.std else None,
        )

    def faults(self, path: Path, metrics: Sequence[str]) -> Iterator[Fault]:
        """Yield what is wrong with the values of this trial.

        Args:
            path: Where the trial is in the body.
            metrics: Names of all objectives.
        """
        values, std = self.values or {}, self.std or {}
        if self.state not in MAY_HAVE_VALUES:
            yield from self._premature("values", values, path)
            yield from self._premature("std", std, path)
            return
        for metric in values:
            if metric not in metrics:
                hint = alike(metric, list(metrics))
                yield Fault((*path, "values", metric), f"expected an objective; {hint}")
        for metric in std:
            if metric not in values:
                yield Fault((*path, "std", metric), "expected a metric that has a value")
        if self.state == "completed":
            yield from _missing(values, path, metrics)

    def _premature(self, field: str, got: Mapping[str, float], path: Path) -> Iterator[Fault]:
        """Yield a fault if there are values of a trial that cannot have any."""
        if got:
            expected = f"no {field} of a trial that is {self.state}"
            remedy = 'if it is done, its state is "completed"'
            yield Fault((*path, field), f"expected {expected}, got {shown({**got})}; {remedy}")


class MeasurementBody(Shape):
    """What a trial has reached at a step."""

    step: Annotated[int, Field(ge=0, le=limits.INTEGER), Integral]
    values: Values
    elapsed: Annotated[NotNegative | None, Field(description="Seconds since the trial began.")] = (
        None
    )

    def faults(self, path: Path, metrics: Sequence[str]) -> Iterator[Fault]:
        """Yield what is wrong with the values.

        Args:
            path: Where the measurement is in the body.
            metrics: Names of all objectives.
        """
        yield from Trial(parameters={}, values=self.values).faults(path, metrics)

    def value(self) -> Measurement:
        """Return the measurement that this body describes."""
        return Measurement(self.step, self.values, self.elapsed)


Measurements = Annotated[
    list[MeasurementBody],
    Field(
        default_factory=list,
        max_length=limits.MEASUREMENTS,
        fail_fast=True,
        description="What was measured on the way, each step once.",
    ),
]


def faults_of_measurements(
    measurements: Sequence[MeasurementBody], path: Path, metrics: Sequence[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the measurements of a trial.

    Args:
        measurements: The measurements.
        path: Where they are in the body.
        metrics: Names of all objectives.
    """
    first: dict[int, int] = {}
    for k, each in enumerate(measurements):
        yield from each.faults((*path, k), metrics)
        if first.setdefault(each.step, k) != k:
            message = f"expected each step once, got {each.step} in measurement {first[each.step]}"
            yield Fault((*path, k, "step"), f"{message} already")


def faults_of_sum(measured: Iterable[Sequence[MeasurementBody]], path: Path) -> Iterator[Fault]:
    """Yield a fault if trials have too many measurements together.

    Args:
        measured: The measurements of each trial.
        path: Where the trials are in the body.
    """
    count = sum(len(each) for each in measured)
    if count > limits.ALL_MEASUREMENTS:
        expected = f"expected at most {limits.ALL_MEASUREMENTS:,} measurements of all together"
        yield Fault(path, f"{expected}, got {count:,}; send fewer trials at a time")


class ImportedTrial(Trial):
    """A trial that ran elsewhere, with what is known of it beside what an ask hears."""

    failure: Annotated[Text | None, Field(description="Why it failed.")] = None
    measurements: Measurements

    def faults(self, path: Path, metrics: Sequence[str]) -> Iterator[Fault]:
        """Yield what is wrong with the trial.

        Args:
            path: Where the trial is in the body.
            metrics: Names of all objectives.
        """
        yield from super().faults(path, metrics)
        yield from faults_of_measurements(self.measurements, (*path, "measurements"), metrics)
        if self.failure is not None and self.state != "failed":
            expected = f"no failure of a trial that is {self.state}"
            yield Fault((*path, "failure"), f"expected {expected}, got {shown(self.failure)}")
        if self.measurements and self.state == "queued":
            yield Fault((*path, "measurements"), "expected none of a trial that is queued")


def _missing(values: Mapping[str, float], path: Path, metrics: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for every objective that a completed trial has no value of."""
    for metric in metrics:
        if metric not in values:
            yield Fault(
                (*path, "values", metric),
                "expected the value of the objective, got none; a trial without one has "
                'the state "running" or "failed"',
            )
