"""When to give a trial up before its end: the median rule.

Source: Golovin et al. (2017), "Google Vizier: A Service for Black-Box Optimization", section 3.2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from models import Objective
from service.trial import Courses, Measurement, Reached, SoFar, Trial, loss_of

# With fewer trials to compare with, their median is chance.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class StopDecision:
    """Whether to stop a trial, and why, in one plain sentence."""

    stop: bool
    why: str


def median_rule(reached: SoFar, averages: Sequence[float], objective: Objective) -> StopDecision:
    """Return whether to stop a trial: its best value is worse than the others' median average.

    Args:
        reached: What the trial has reached.
        averages: Of the values that completed trials had up to the same step.
        objective: What is compared.
    """
    if len(averages) < FEWEST:
        return StopDecision(
            stop=False,
            why=f"{len(averages)} completed trials have reported up to this step; "
            f"the median rule needs {FEWEST}.",
        )
    # Of halves: the sum of two values near the largest float would be infinite.
    bar = 2.0 * median(each / 2.0 for each in averages)
    stop = loss_of(reached.best, objective) > loss_of(bar, objective)
    relation = "worse than" if stop else "at least as good as"
    return StopDecision(
        stop,
        f"Its best {objective.name} so far, {reached.best:.6g}, is {relation} {bar:.6g}, "
        f"the median of the averages that {len(averages)} completed trials had by this step.",
    )


def measured(known: Sequence[Reached], new: Measurement, objective: Objective) -> list[Reached]:
    """Return a new measurement of a trial and those after it, with what the trial has reached.

    Args:
        known: Measurements of the trial, by step: the last before the new one, and all from its
            step on.
        new: The new one, which replaces one of the same step.
        objective: What is measured.
    """
    before = [so_far for each, so_far in known if each.step < new.step]
    after = [each for each, _ in known if each.step > new.step]
    return _reached(before[-1] if before else None, (new, *after), objective)


def courses(trials: Iterable[Trial], objective: Objective) -> Courses:
    """Return the measurements that trials come with, by number, with what they have reached."""
    return {
        each.number: _reached(None, sorted(each.measurements, key=_step), objective)
        for each in trials
        if each.measurements
    }


def _step(measurement: Measurement) -> int:
    """Return the step of a measurement."""
    return measurement.step


def _reached(
    so_far: SoFar | None, measurements: Iterable[Measurement], objective: Objective
) -> list[Reached]:
    """Return measurements of a trial, by step, with what it has reached by each."""
    found: list[Reached] = []
    for each in measurements:
        value = each.values[objective.name]
        so_far = SoFar(1, value, value) if so_far is None else so_far.after(value, objective)
        found.append((each, so_far))
    return found
