"""What requests cost beside many stored trials."""

import numpy as np

from benchmarks import markdown
from benchmarks.environment import Environment
from benchmarks.latency.targets import ratio
from benchmarks.load.plan import Plan
from benchmarks.load.size import Sized
from benchmarks.load.spread import usual_and_late

INTRODUCTION = """\
# Beside {all:,} trials

A service with one process and nothing but the studies that are asked, another whose database also
holds {studies:,} studies of {trials} trials each. Studies that are asked have {trials} trials at
first; every request is sent to both in turn, {asks} times. Median / 99th percentile in
milliseconds; ratios are of medians, with 95 % bootstrap intervals. To store the trials took
{seconds}.
"""


def render(found: Sized, plan: Plan, environment: Environment) -> str:
    """Return the report in Markdown."""
    introduction = INTRODUCTION.format(
        all=plan.filled * plan.trials,
        studies=plan.filled,
        trials=plan.trials,
        asks=plan.asks,
        seconds=" and ".join(f"{s:.0f} s in {kind}" for kind, s in found.seconds.items()),
    )
    rows = [
        [
            f"{kind}: {name}",
            usual_and_late(found.empty[kind, name]),
            usual_and_late(full),
            markdown.interval(ratio(full, found.empty[kind, name]), 2),
        ]
        for (kind, name), full in found.full.items()
    ]
    table = markdown.table(("request", "alone", "beside the others", "ratio"), rows)
    return "\n".join([introduction, f"{table}\n", markdown.conditions(environment)])


def content(found: Sized) -> dict[str, object]:
    """Return what is kept: every time, in milliseconds."""
    return {
        "filled_seconds": {kind: round(each, 1) for kind, each in found.seconds.items()},
        "requests": [
            {
                "database": kind,
                "request": name,
                "alone_ms": np.round(1e3 * found.empty[kind, name], 3).tolist(),
                "beside_ms": np.round(1e3 * full, 3).tolist(),
            }
            for (kind, name), full in found.full.items()
        ],
    }
