"""The report of the latencies, in Markdown."""

from collections.abc import Sequence

import numpy as np

from benchmarks import markdown
from benchmarks.arrays import Array
from benchmarks.environment import Environment
from benchmarks.latency.timing import Cell

INTRODUCTION = """\
# Latency of an ask

`POST /v1/ask` with the algorithm `gp`, one worker, one request at a time, {repetitions} asks of
each size; no two asks have the same history or seed. Milliseconds from opening the connection to
the last byte of the answer.

"Call" is the same ask as a call of `models.suggest` in another process, measured in turn with the
first. "HTTP" is what the call does not explain: connection, JSON, validation and logs. Its share
is that of the median ask, with the 5 % and 95 % quantiles over asks in brackets; a negative share
is noise of the machine.
"""
HEADER = (
    "parameters",
    "past trials",
    "ask, median (ms)",
    "ask, p95 (ms)",
    "call, median (ms)",
    "HTTP, median (ms)",
    "share of HTTP (%)",
)


def render(cells: Sequence[Cell], environment: Environment) -> str:
    """Return the report.

    Args:
        cells: One for each size, in the order of the rows.
        environment: Where they were measured.
    """
    sections = [
        INTRODUCTION.format(repetitions=len(cells[0].http)),
        markdown.table(HEADER, [_row(cell) for cell in cells]),
        "",
        markdown.conditions(environment),
    ]
    return "\n".join(sections)


def numbers(cells: Sequence[Cell]) -> list[dict[str, object]]:
    """Return what is kept: every time in milliseconds, from which the report follows."""
    return [
        {
            "parameters": cell.d,
            "past_trials": cell.n,
            "http_ms": _milliseconds(cell.http),
            "call_ms": _milliseconds(cell.call),
        }
        for cell in cells
    ]


def _row(cell: Cell) -> list[str]:
    """Return the figures of one size."""
    share = 100.0 * cell.share
    low, middle, high = np.quantile(share, [0.05, 0.5, 0.95])
    return [
        str(cell.d),
        str(cell.n),
        f"{1e3 * np.median(cell.http):.1f}",
        f"{1e3 * np.quantile(cell.http, 0.95):.1f}",
        f"{1e3 * np.median(cell.call):.1f}",
        f"{1e3 * np.median(cell.http - cell.call):.1f}",
        f"{middle:.0f} [{low:.0f}, {high:.0f}]",
    ]


def _milliseconds(seconds: Array) -> list[float]:
    """Return times to the microsecond."""
    return [round(1e3 * each, 3) for each in seconds.tolist()]
