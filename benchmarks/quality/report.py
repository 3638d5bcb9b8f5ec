"""The report of the comparison, in Markdown."""

from collections.abc import Sequence

import numpy as np

from benchmarks import markdown
from benchmarks.environment import Environment
from benchmarks.quality.analysis import Comparison, TaskResult, compare, regret
from benchmarks.quality.plan import Plan

INTRODUCTION = """\
# Quality of suggestions

Normalised regret of the best trial so far: 0 is the optimum, 1 the median of random
configurations; lower is better. {seeds} seeds, {trials} trials one after the other.
In brackets the 95 % interval of the mean (bootstrap over seeds; the tasks are given).
Tasks marked * are live: their optimum is the best of a random sample and of all trials here.
"""
ALL = "**all tasks**"


def render(results: Sequence[TaskResult], plan: Plan, environment: Environment) -> str:
    """Return the report.

    Args:
        results: Of the tasks of the plan.
        plan: What was run, our tuner first.
        environment: Where it was run.
    """
    sections = [
        INTRODUCTION.format(seeds=plan.seeds, trials=plan.trials),
        *(_regrets(results, plan, horizon) for horizon in reversed(plan.horizons)),
        *(_duels(results, (plan.tuners[0], rival), plan.trials) for rival in plan.tuners[1:]),
        markdown.conditions(environment),
    ]
    return "\n".join(sections)


def _regrets(results: Sequence[TaskResult], plan: Plan, horizon: int) -> str:
    """Return the regret of every tuner on every task after so many trials."""
    rng = np.random.default_rng(horizon)
    rows = [
        [name, *(markdown.interval(regret(of, tuner, horizon, rng)) for tuner in plan.tuners)]
        for name, of in _groups(results)
    ]
    return f"## After {horizon} trials\n\n{markdown.table(['task', *plan.tuners], rows)}\n"


def _duels(results: Sequence[TaskResult], rivals: tuple[str, str], horizon: int) -> str:
    """Return how two tuners compare on every task after so many trials."""
    ours, rival = rivals
    rng = np.random.default_rng(horizon)
    outcomes = [(name, compare(of, rivals, horizon, rng)) for name, of in _groups(results)]
    header = ["task", "seeds won/tied/lost", f"regret of {rival} minus {ours}", "verdict"]
    return (
        f"## {ours} against {rival} after {horizon} trials\n\n"
        f"{_summary([outcome for _, outcome in outcomes[:-1]])}\n\n"
        f"{markdown.table(header, [[name, *_cells(outcome)] for name, outcome in outcomes])}\n"
    )


def _groups(results: Sequence[TaskResult]) -> list[tuple[str, Sequence[TaskResult]]]:
    """Return every task on its own, and all of them at the end."""
    named = [(each.name if each.is_complete else f"{each.name}*", [each]) for each in results]
    return [*named, (ALL, results)]


def _cells(outcome: Comparison) -> list[str]:
    """Return an outcome as cells of a table."""
    return [
        markdown.duel(outcome.duel),
        markdown.interval(outcome.advantage),
        outcome.verdict,
    ]


def _summary(outcomes: Sequence[Comparison]) -> str:
    """Return on how many tasks ours is better or worse beyond doubt."""
    verdicts = [outcome.verdict for outcome in outcomes]
    return (
        f"Of {len(verdicts)} tasks {outcomes[0].ours} is better on {verdicts.count('better')}, "
        f"worse on {verdicts.count('worse')}; on {verdicts.count('unclear')} the interval of the "
        "difference holds zero."
    )
