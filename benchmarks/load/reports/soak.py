"""The memory of a long run."""

from collections.abc import Mapping

import numpy as np

from benchmarks import markdown
from benchmarks.curves import Curve, figure
from benchmarks.environment import Environment
from benchmarks.load.databases import Kind
from benchmarks.load.soak import CLIENTS, LONG, PROCESSES, Soak
from benchmarks.load.spread import spread

INTRODUCTION = """\
# Memory in a long run

{minutes:.0f} minutes of asks, reports, heartbeats, tells, reads, exports and recommendations by
{clients} clients each of two services with {processes} processes, `auto` and `random` in turn. A
study is deleted after {long} trials, so there are never more than {clients}. Resident memory of
the processes that answer, together.
"""
Soaks = Mapping[Kind, Soak]


def render(found: Soaks, environment: Environment) -> str:
    """Return the report in Markdown."""
    introduction = INTRODUCTION.format(
        minutes=next(iter(found.values())).minutes[-1],
        clients=CLIENTS,
        processes=PROCESSES,
        long=LONG,
    )
    header = (
        *("database", "pairs", "at first, MiB", "after half the time, MiB", "in the end, MiB"),
        "growth in the second half, MiB an hour",
    )
    rows = [
        [
            str(kind),
            f"{each.pairs:,}",
            *(f"{each.at(share):.0f}" for share in (0.0, 0.5, 1.0)),
            f"{each.growth:.1f}",
        ]
        for kind, each in found.items()
    ]
    table = markdown.table(header, rows)
    return "\n".join([introduction, f"{table}\n", markdown.conditions(environment)])


def content(found: Soaks) -> dict[str, object]:
    """Return what is kept: every sample."""
    return {
        "services": [
            {
                "database": kind,
                "pairs": each.pairs,
                "minutes": np.round(each.minutes, 3).tolist(),
                "mebibytes": np.round(each.mebibytes, 2).tolist(),
            }
            for kind, each in found.items()
        ]
    }


def figures(found: Soaks) -> Mapping[str, str]:
    """Return the figure by the name of its file."""
    curves = [_curve(str(kind), each) for kind, each in found.items()]
    return {"load-soak": figure({"resident memory, MiB": curves}, "minutes")}


def _curve(name: str, soak: Soak) -> Curve:
    """Return a curve with a point for every minute that was begun."""
    begun = np.ceil(soak.minutes).astype(int)
    minutes = [each for each in np.unique(begun).tolist() if each]
    bands = [spread(soak.mebibytes[begun == each].tolist()) for each in minutes]
    return Curve(
        name,
        minutes,
        [each.low for each in bands],
        [each.mean for each in bands],
        [each.high for each in bands],
    )
