"""When to give a trial up before its end: the median rule.

Source: Golovin et al. (2017), "Google Vizier: A Service for Black-Box Optimization", section 3.2.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from models import Objective
from service.trial import Measurement, loss_of

# With fewer trials to compare with, their median is chance.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class StopDecision:
    """Whether to stop a trial, and why, in one plain sentence."""

    stop: bool
    why: str


def median_rule(
    own: Sequence[Measurement],
    others: Mapping[int, Sequence[Measurement]],
    objective: Objective,
) -> StopDecision:
    """Return whether to stop: its best value is worse than the median of the others' averages.

    Args:
        own: Measurements of the trial, by step.
        others: Measurements of completed trials up to the same step, by trial and step.
        objective: What is compared.
    """
    averages = [
        _average(losses) for each in others.values() if (losses := _losses(each, objective))
    ]
    if len(averages) < FEWEST:
        return StopDecision(
            stop=False,
            why=f"{len(averages)} completed trials have reported up to this step; "
            f"the median rule needs {FEWEST}.",
        )
    best, bar = min(_losses(own, objective)), 2.0 * median(each / 2.0 for each in averages)
    stop = best > bar
    relation = "worse than" if stop else "at least as good as"
    return StopDecision(
        stop,
        f"Its best {objective.name} so far, {loss_of(best, objective):.6g}, is {relation} "
        f"{loss_of(bar, objective):.6g}, the median of the averages that {len(averages)} completed "
        "trials had by this step.",
    )


def _losses(measurements: Sequence[Measurement], objective: Objective) -> list[float]:
    """Return the values of the objective in measurements, lower is better."""
    return [loss_of(each.values[objective.name], objective) for each in measurements]


def _average(losses: Sequence[float]) -> float:
    """Return the mean; values near the largest float have no sum."""
    return math.fsum(each / len(losses) for each in losses)
