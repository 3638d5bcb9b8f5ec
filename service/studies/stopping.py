"""When to give a trial up before its end: the median rule.

Source: Golovin et al. (2017), "Google Vizier: A Service for Black-Box Optimization", section 3.2.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from models import Direction, Objective
from service.trial import Measurement

# With fewer trials to compare with, their median is chance.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to stop a trial, and why, in one plain sentence."""

    stop: bool
    why: str


def verdict(
    own: Sequence[Measurement],
    others: Mapping[int, Sequence[Measurement]],
    objective: Objective,
) -> Verdict:
    """Return whether to stop: its best value is worse than the median of the others' averages.

    Args:
        own: Measurements of the trial, by step.
        others: Measurements of completed trials up to the same step, by trial and step.
        objective: What is compared.
    """
    sign = 1.0 if objective.direction is Direction.MINIMIZE else -1.0
    averages = [
        _average(losses) for each in others.values() if (losses := _losses(each, objective, sign))
    ]
    if len(averages) < FEWEST:
        return Verdict(
            stop=False,
            why=f"{len(averages)} completed trials have reported up to this step; "
            f"the median rule needs {FEWEST}.",
        )
    best, bar = min(_losses(own, objective, sign)), 2.0 * median(each / 2.0 for each in averages)
    stop = best > bar
    relation = "worse than" if stop else "at least as good as"
    return Verdict(
        stop,
        f"Its best {objective.name} so far, {sign * best:.6g}, is {relation} {sign * bar:.6g}, "
        f"the median of the averages that {len(averages)} completed trials had by this step.",
    )


def _losses(measurements: Sequence[Measurement], objective: Objective, sign: float) -> list[float]:
    """Return the values of the objective in measurements, lower is better."""
    return [sign * each.values[objective.name] for each in measurements]


def _average(losses: Sequence[float]) -> float:
    """Return the mean; values near the largest float have no sum."""
    return math.fsum(each / len(losses) for each in losses)
