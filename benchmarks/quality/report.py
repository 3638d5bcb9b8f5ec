"""The report of the comparison: numbers, text and plots."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from benchmarks import markdown
from benchmarks.archive import FOLDER, save
from benchmarks.console import say
from benchmarks.environment import Environment
from benchmarks.quality.calibration import (
    EXPECTED_ERROR,
    HELD_OUT,
    HISTORIES,
    LEVELS,
    REPETITIONS,
    Calibration,
    averaged,
    calibrate,
)
from benchmarks.quality.comparison import OURS, Comparison, compare
from benchmarks.quality.plan import Run
from benchmarks.quality.plots import draw
from benchmarks.quality.regrets import scales, sign
from benchmarks.quality.sections import in_short, sections
from benchmarks.quality.tasks import Task
from benchmarks.statistics import Scale

# Significant digits of what is kept, as of the values of runs.
DIGITS = 7
INTRODUCTION = """\
# Quality of suggestions

Normalised regret of the best trial so far: 0 is the best value known, of the reference or of any
run here; 1 is the median of the reference, which is all configurations of a task or a large random
sample. Lower is better. A failed trial improves nothing; before the first success, and at most,
regret is that of the worst configuration of the reference. Means are over seeds, then over the
tasks of a family, then over families, so that families weigh the same.

{tasks}
"""


def publish(
    runs: Sequence[Run], tasks: Sequence[Task], environment: Environment, name: str
) -> None:
    """Say what runs say, and keep it: numbers, text and plots, in place of earlier ones.

    Args:
        runs: Of these tasks, of any batch sizes; tuners may lack some.
        tasks: The tasks.
        environment: Where and how they were run.
        name: What the files are called.
    """
    of_tasks = scales(runs, tasks)
    found = [compare(runs, tasks, of_tasks, batch) for batch in sorted({run.batch for run in runs})]
    comparisons = [each for each in found if each is not None]
    scored = [task for task in tasks if task.name in of_tasks]
    calibrations = calibrate(scored) if any(run.tuner == OURS for run in runs) else []
    text = render(tasks, of_tasks, comparisons, calibrations, environment, name)
    say(f"\n{text}")
    save(name, environment, numbers(tasks, of_tasks, comparisons, calibrations), text)
    for path in draw(FOLDER / f"{name}.json"):
        say(f"Wrote {path.name}")


def render(
    tasks: Sequence[Task],
    of_tasks: Mapping[str, Scale],
    comparisons: Sequence[Comparison],
    calibrations: Sequence[Calibration],
    environment: Environment,
    name: str,
) -> str:
    """Return the report in Markdown; the arguments are those of `publish` and what it found."""
    short = [line for each in comparisons for line in in_short(each)]
    parts = [INTRODUCTION.format(tasks=_scope(tasks, of_tasks)), "\n".join([*short, ""])]
    parts += [section for each in comparisons for section in sections(each, name)]
    if calibrations:
        parts.append(_calibration(calibrations))
    return "\n".join([*parts, markdown.conditions(environment)])


def numbers(
    tasks: Sequence[Task],
    of_tasks: Mapping[str, Scale],
    comparisons: Sequence[Comparison],
    calibrations: Sequence[Calibration],
) -> dict[str, object]:
    """Return what is kept: every figure of the report and of its plots."""
    return {
        "tasks": [_task(task, of_tasks.get(task.name)) for task in tasks],
        "comparisons": [kept(asdict(each)) for each in comparisons],
        "calibration": [kept(asdict(each)) for each in calibrations],
    }


def kept(value: object) -> object:
    """Return JSON with digits that tell something, and null for what is infinite or no number."""
    if isinstance(value, Mapping):
        return {key: kept(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [kept(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def _task(task: Task, scale: Scale | None) -> dict[str, object]:
    """Return what is kept of a task; the ends of its scale in the direction of its objective."""
    return {
        "task": task.name,
        "family": task.family,
        "half": task.half.value,
        "optimum_known": task.is_complete,
        "best": scale and sign(task) * scale.best,
        "median": scale and sign(task) * scale.median,
        "worst": scale and sign(task) * scale.worst,
    }


def _scope(tasks: Sequence[Task], of_tasks: Mapping[str, Scale]) -> str:
    """Return which tasks the report is about."""
    scored = [task for task in tasks if task.name in of_tasks]
    halves = " and ".join(sorted({task.half.value for task in scored}))
    families = len({task.family for task in scored})
    known = sum(task.is_complete for task in scored)
    flat = ", ".join(task.name for task in tasks if task.name not in of_tasks)
    text = (
        f"{len(scored)} tasks of {families} families ({halves}); of {known} the optimum is known."
    )
    if flat:
        text += f"\nWithout regret, since half of the configurations are optimal: {flat}."
    return text


def _calibration(found: Sequence[Calibration]) -> str:
    """Return how the surrogate judges its own doubt."""
    rows = []
    for history in HISTORIES:
        own = [each for each in found if each.history == history]
        families = sorted({each.family for each in own})
        groups = {name: [each for each in own if each.family == name] for name in families}
        if own:
            groups["**all**"] = own
        rows += [[name, str(history), *_judged(each)] for name, each in groups.items()]
    header = ["family", "history", "predictions", *(f"{level:.0%}" for level in LEVELS), "error"]
    return (
        f"## Calibration of the surrogate\n\nOf {OURS}, on random configurations: after so many "
        f"trials it predicts {HELD_OUT} others, in {REPETITIONS} repetitions on each task, in the "
        "units that it sees. How many of them lie in the central interval that should hold so "
        "many, and the median size of the error in predicted standard deviations, which should be "
        f"{EXPECTED_ERROR:.2f}.\n\n{markdown.table(header, rows)}\n"
    )


def _judged(found: Sequence[Calibration]) -> list[str]:
    """Return the figures of some tasks as cells."""
    coverage, error = averaged(found)
    return [
        str(sum(each.predictions for each in found)),
        *(f"{100.0 * each:.0f} %" for each in coverage.values()),
        f"{error:.2f}",
    ]
