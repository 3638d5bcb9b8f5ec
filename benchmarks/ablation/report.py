"""The report of the ablation: numbers and text."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks import markdown
from benchmarks.ablation.analysis import Difference, Line
from benchmarks.ablation.changes import CHANGES, present
from benchmarks.archive import save
from benchmarks.console import say
from benchmarks.environment import Environment
from benchmarks.quality.plan import Plan
from benchmarks.quality.report import kept

NAME = "ablation"
INTRODUCTION = """\
# Ablation of the optimiser

Mean normalised regret with one thing changed at a time, on tasks of the development half: 0 is the
best value known, of the reference or of any run here, and 1 the median of the reference. Families
weigh the same. Below a change stands its difference to the optimiser as it is on the same tasks and
seeds, negative if the change is an improvement, with its standard error from task to task and the
p value of Wilcoxon's signed-rank test over the means of tasks. By chance alone, one comparison in
twenty has a p value below 0.05.

{tasks} tasks, {seeds} seeds, {trials} trials, {asked}.
"""


def publish(lines: Sequence[Line], plan: Plan, environment: Environment) -> None:
    """Say what changes do, and keep it in place of an earlier report."""
    text = render(lines, plan, environment)
    say(f"\n{text}")
    numbers = {
        "changes": {name: kept(dict(CHANGES[name])) for name in plan.tuners},
        "tasks": list(plan.tasks),
        "lines": [kept(asdict(each)) for each in lines],
    }
    save(NAME, environment, numbers, text)


def render(lines: Sequence[Line], plan: Plan, environment: Environment) -> str:
    """Return the report in Markdown."""
    asked = "one at a time" if plan.batch == 1 else f"in batches of {plan.batch}"
    parts = [
        INTRODUCTION.format(
            tasks=len(plan.tasks), seeds=plan.seeds, trials=plan.trials, asked=asked
        ),
        f"## Changes\n\n{_changes(plan.tuners)}\n",
    ]
    groups = dict.fromkeys(line.group for line in lines)
    parts += [_group([line for line in lines if line.group == group]) for group in groups]
    return "\n".join([*parts, markdown.conditions(environment)])


def _changes(names: Sequence[str]) -> str:
    """Return what is changed and what it is otherwise."""
    rows = [
        [name, f"`{path}`", str(present(path)), str(value)]
        for name in names
        for path, value in CHANGES[name].items()
    ]
    return markdown.table(["change", "constant", "as it is", "changed"], rows)


def _group(own: Sequence[Line]) -> str:
    """Return the table of a group of tasks, two rows for every change."""
    horizons = list(own[0].regrets)
    rows = []
    for line in own:
        figures = [f"{line.regrets[h]:.3f}" for h in horizons]
        rows.append([line.change, str(line.pairs), *figures])
        if line.differences is not None:
            rows.append(["", "", *(_difference(line.differences[h]) for h in horizons)])
    header = ["trials", "runs", *map(str, horizons)]
    table = markdown.table(header, rows)
    return f"## {own[0].group.capitalize()}\n\n{own[0].tasks} tasks.\n\n{table}\n"


def _difference(found: Difference) -> str:
    """Return a difference with its standard error and its p value."""
    return f"{found.mean:+.3f} ± {found.error:.3f} (p {markdown.p_value(found.p_value)})"
