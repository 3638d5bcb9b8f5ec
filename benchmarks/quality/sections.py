"""The sections of the report on the runs of one batch size, in Markdown."""

from collections.abc import Iterator, Sequence

from benchmarks.markdown import interval, p_value, seconds, strongest, table
from benchmarks.quality.analysis import ALL, Reach
from benchmarks.quality.comparison import OURS, Comparison
from benchmarks.quality.duels import Duel
from benchmarks.quality.plots import files
from benchmarks.quality.regrets import PAIRS_NEEDED, TASKS_NEEDED
from benchmarks.quality.speed import YARDSTICKS, Speed

SIGNS = {"better": "+", "worse": "−", "unclear": "·"}  # noqa: RUF001 - a minus as wide as a plus.
# Tasks with missing seeds that are named; of the others only the number is told.
NAMED = 5


def sections(comparison: Comparison, name: str) -> Iterator[str]:
    """Yield the sections of a comparison.

    Args:
        comparison: Of the runs of one batch size.
        name: Of the benchmark; its plots are called after it.
    """
    yield _title(comparison)
    yield _coverage(comparison)
    yield _regrets(comparison, name)
    yield _families(comparison, name)
    yield _ranks(comparison)
    if comparison.reaches:
        yield _goals(comparison)
    if comparison.duels:
        yield _duels(comparison.duels)
        yield _verdicts(comparison)
    yield from (_tasks(comparison, horizon) for horizon in comparison.main_horizons)
    yield _speeds(comparison)


def in_short(comparison: Comparison) -> list[str]:
    """Return in a few lines how ours compares with the best other tuner."""
    (group, *_) = comparison.groups
    if OURS not in group.curves:
        return []
    when = "one after the other" if comparison.batch == 1 else f"in batches of {comparison.batch}"
    lines = []
    for horizon in comparison.main_horizons:
        at = {tuner: curve.mean[horizon - 1] for tuner, curve in group.curves.items()}
        ours = at.pop(OURS)
        if at:
            best = min(at, key=lambda tuner: at[tuner])
            line = f"{horizon} trials {when}: {OURS} {ours:.3f}, best other tuner {best} "
            lines.append(f"- {line}{at[best]:.3f}")
    for each in comparison.reaches:
        if each.group == ALL:
            needed = _trials(each.trials, comparison.trials)
            lines.append(
                f"- What {each.rival} has after {each.horizon} trials, {OURS} has after {needed} "
                f"{when}; the goal is {each.goal}"
            )
    return lines


def _title(comparison: Comparison) -> str:
    """Return what the comparison is of."""
    if comparison.batch == 1:
        return f"## One trial after the other\n\nRuns of {comparison.trials} trials.\n"
    return (
        f"## Batches of {comparison.batch}\n\n"
        f"Runs of {comparison.trials // comparison.batch} rounds of {comparison.batch} trials; "
        "numbers of trials are rounded up to whole rounds.\n"
    )


def _coverage(comparison: Comparison) -> str:
    """Return which runs there are."""
    rows = [
        [
            each.tuner,
            str(each.tasks),
            str(each.pairs),
            "yes" if each.is_shared else "no",
            _missing(each.missing),
        ]
        for each in comparison.coverage
    ]
    header = ["tuner", "tasks", "runs", "compared all at once", "lacks"]
    return (
        "### Runs\n\n"
        "A run is a pair of a task and a seed. Tables of all tuners are about the "
        f"{comparison.pairs} pairs that all of those marked yes have "
        f"({comparison.groups[0].tasks} tasks). Usual are the pairs that half of the tuners have. "
        f"A tuner with less than {PAIRS_NEEDED:.0%} of them, or with runs on less than "
        f"{TASKS_NEEDED:.0%} of their tasks, is left to its own duel with {OURS}, which is about "
        f"the pairs that the two have.\n\n{table(header, rows)}\n"
    )


def _missing(seeds: dict[str, list[int]]) -> str:
    """Return which seeds are missing, the first few tasks by name."""
    told = [f"{task} {','.join(map(str, own))}" for task, own in list(seeds.items())[:NAMED]]
    rest = len(seeds) - len(told)
    return "; ".join([*told, *([f"seeds of {rest} more tasks"] if rest else [])]) or "nothing"


def _regrets(comparison: Comparison, name: str) -> str:
    """Return the regret of every tuner over all tasks at each horizon."""
    (group, *_) = comparison.groups
    rows = [
        [tuner, *(interval(group.curves[tuner].at(each)) for each in comparison.horizons)]
        for tuner in comparison.tuners
    ]
    header = ["trials", *map(str, comparison.horizons)]
    overall, _ = files(name, comparison.batch)
    return (
        "### Regret\n\nIn brackets the 95 % interval: bootstrap over the tasks of each family and "
        f"the seeds of each task.\n\n{table(header, rows)}\n\n![Regret over trials]({overall})\n"
    )


def _families(comparison: Comparison, name: str) -> str:
    """Return the regret of every tuner on each family at each main horizon."""
    parts = []
    for horizon in comparison.main_horizons:
        rows = [
            [
                f"{group.name} ({group.tasks})",
                *strongest([group.curves[t].mean[horizon - 1] for t in comparison.tuners]),
            ]
            for group in comparison.groups
        ]
        header = [f"after {horizon} trials", *comparison.tuners]
        parts.append(table(header, rows))
    _, by_family = files(name, comparison.batch)
    return (
        "### By family\n\nMean regret, the lowest in bold; in brackets how many tasks.\n\n"
        + "\n\n".join(parts)
        + f"\n\n![Regret over trials by family]({by_family})\n"
    )


def _ranks(comparison: Comparison) -> str:
    """Return the mean ranks at each horizon."""
    rows = [
        [
            tuner,
            *(
                f"{each.of_means[tuner]:.2f}, {interval(each.of_runs[tuner], 2)}"
                for each in comparison.rankings
            ),
        ]
        for tuner in comparison.tuners
    ]
    header = ["trials", *map(str, comparison.horizons)]
    return (
        f"### Mean rank\n\nOf {len(comparison.tuners)} tuners, 1 is the best. First by the mean "
        "regret on each task, then by the regret of each run with the 95 % interval (bootstrap as "
        f"above). Families weigh the same.\n\n{table(header, rows)}\n"
    )


def _goals(comparison: Comparison) -> str:
    """Return whether ours reaches in half the trials what the best other tuner reaches."""
    rows = [
        [
            each.group,
            f"{each.rival} after {each.horizon}: {each.level:.3f}",
            str(each.goal),
            _trials(each.trials, comparison.trials),
            _trials(each.median, comparison.trials),
            "yes" if each.trials is not None and each.trials <= each.goal else "no",
        ]
        for each in comparison.reaches
    ]
    header = ["tasks", "best other tuner", "goal", f"{OURS} needs", "median task", "reached"]
    return (
        f"### Trials to reach the best other tuner\n\nHow many trials {OURS} needs until its mean "
        "regret is that of the tuner which is the best other one there; in the median over tasks, "
        "until its mean on the task is that of the same tuner on it.\n\n"
        f"{table(header, rows)}\n"
    )


def _duels(duels: Sequence[Duel]) -> str:
    """Return how ours compares with each other tuner at each main horizon."""
    rows = [
        [
            duel.rival,
            str(each.horizon),
            str(duel.pairs),
            f"{each.ours:.3f}",
            f"{each.theirs:.3f}",
            interval(each.advantage),
            f"{each.count('better')}/{each.count('worse')}/{each.count('unclear')}",
            p_value(each.p_value),
            _reach(duel.reaches, each.horizon),
        ]
        for duel in duels
        for each in duel.meetings
    ]
    header = ["rival", "trials", "runs", OURS, "rival's", "difference"]
    header += ["tasks won/lost/unclear", "Wilcoxon p", f"{OURS} is there after"]
    return (
        f"### {OURS} against each other tuner\n\nOn the pairs that both have. The difference is "
        f"the rival's regret minus that of {OURS}, with the 95 % bootstrap interval as above. A "
        "task is won or lost if Student's 95 % interval over its seeds leaves out zero. Wilcoxon's "
        f"signed-rank test, two-sided, is over the means of tasks.\n\n{table(header, rows)}\n"
    )


def _reach(reaches: Sequence[Reach], horizon: int) -> str:
    """Return when ours is where the rival is at a horizon."""
    told = [str(each.trials or "never") for each in reaches if each.horizon == horizon]
    return " ".join(told)


def _verdicts(comparison: Comparison) -> str:
    """Return who wins on which task."""
    shown = {duel.rival: [each.tasks for each in duel.meetings] for duel in comparison.duels}
    tasks = sorted({task for meetings in shown.values() for task in meetings[0]})
    rows = [
        [
            task,
            *(
                "".join(SIGNS[each[task].verdict] for each in meetings)
                if task in meetings[0]
                else ""
                for meetings in shown.values()
            ),
        ]
        for task in tasks
    ]
    when = ", ".join(map(str, comparison.main_horizons))
    return (
        f"### Won and lost by task\n\nAfter {when} trials: + {OURS} is better, "
        f"{SIGNS['worse']} it is worse, · unclear.\n\n{table(['task', *shown], rows)}\n"
    )


def _tasks(comparison: Comparison, horizon: int) -> str:
    """Return the regret of every tuner on every task after so many trials."""
    rows = [
        [
            each.name,
            each.family,
            *strongest([each.regrets[tuner][horizon].mean for tuner in comparison.tuners]),
        ]
        for each in comparison.tasks
    ]
    header = ["task", "family", *comparison.tuners]
    return f"### Regret by task after {horizon} trials\n\n{table(header, rows)}\n"


def _speeds(comparison: Comparison) -> str:
    """Return how long an ask takes."""
    rows = [
        [
            each.tuner,
            str(each.horizon),
            str(each.asks),
            seconds(each.median),
            seconds(each.p95),
            *(_ratio(each, name) for name in YARDSTICKS),
        ]
        for each in sorted(comparison.speeds, key=lambda each: (each.horizon, each.median))
    ]
    header = ["tuner", "trials", "asks", "median", "p95", *(f"/ {name}" for name in YARDSTICKS)]
    return (
        "### Time of an ask\n\nOf the asks in the last trials before each number, as long as the "
        "tuner itself takes; a ratio is of medians on the pairs that both have.\n\n"
        f"{table(header, rows)}\n"
    )


def _ratio(speed: Speed, yardstick: str) -> str:
    """Return how many times longer than a yardstick."""
    ratio = speed.ratios.get(yardstick)
    return "" if ratio is None else f"{ratio:.2g}"


def _trials(value: float | None, last: int) -> str:
    """Return a number of trials."""
    return f"> {last}" if value is None else f"{value:g}"
