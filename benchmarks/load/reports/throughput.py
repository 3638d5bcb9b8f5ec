"""Pairs per second and the time of requests, against clients."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from benchmarks import markdown
from benchmarks.curves import Curve, figure
from benchmarks.environment import Environment
from benchmarks.load.client import PARAMETERS
from benchmarks.load.crowd import Run
from benchmarks.load.databases import Kind
from benchmarks.load.spread import LATE, milliseconds, numbers, spread, together, usual_and_late
from benchmarks.load.throughput import Cell, Throughput

INTRODUCTION = """\
# Throughput

Clients ask for a trial and tell its value, each over one connection and without a pause; together
they make {pairs} such pairs in every cell, with the algorithm `random` over {parameters}
parameters, so that the optimiser takes next to nothing. Ask and tell are each a transaction that
has reached the disk before it is answered. Clients, service and database share the machine, and
whatever else it does is in the figures. Medians of {rounds} rounds, with the least and the
greatest. In the median of a round the disk took {sync} for a page.
"""
Entry = Callable[[Sequence[Run]], str]


def render(found: Throughput, environment: Environment) -> str:
    """Return the report in Markdown."""
    runs = next(iter(found.runs.values()))
    sync = spread([1e3 * each for each in found.syncs])
    introduction = INTRODUCTION.format(
        pairs=len(runs[0].asks),
        parameters=PARAMETERS,
        rounds=len(found.syncs),
        sync=f"{markdown.interval(sync)} ms",
    )
    counts = dict.fromkeys(cell.studies for cell in found.runs)
    sections = [_section(count, found.runs) for count in counts]
    return "\n".join([introduction, *sections, markdown.conditions(environment)])


def content(found: Throughput) -> dict[str, object]:
    """Return what is kept: every run."""
    return {
        "sync_ms": [round(1e3 * each, 4) for each in found.syncs],
        "runs": [
            {
                "database": cell.kind,
                "processes": cell.processes,
                "studies": cell.studies,
                "clients": cell.clients,
                **numbers(run),
            }
            for cell, runs in found.runs.items()
            for run in runs
        ],
    }


def figures(found: Throughput) -> Mapping[str, str]:
    """Return both figures by the names of their files: pairs per second, and late asks."""
    rates = _panels(found.runs, "pairs per second", lambda run: run.rate)
    asks = _panels(
        found.runs, "99th percentile of asks, ms", lambda run: milliseconds(run.asks, LATE)
    )
    return {
        "load-throughput": figure(rates, "clients"),
        "load-throughput-asks": figure(asks, "clients"),
    }


def _section(studies: int, runs: Mapping[Cell, Sequence[Run]]) -> str:
    """Return the tables of a number of studies."""
    own = {cell: each for cell, each in runs.items() if cell.studies == studies}
    tables: dict[str, Entry] = {
        "Pairs per second": lambda each: markdown.interval(spread([r.rate for r in each]), 0),
        "Asks: median / 99th percentile, ms": lambda each: usual_and_late(together(each)[0]),
        "Tells: median / 99th percentile, ms": lambda each: usual_and_late(together(each)[1]),
    }
    refused = sum(run.refused for each in own.values() for run in each)
    title = "One study" if studies == 1 else f"{studies:,} studies"
    parts = [f"{name}:\n\n{_table(own, entry)}\n" for name, entry in tables.items()]
    last = f"Requests that were told to come back later: {refused}.\n"
    return "\n".join([f"## {title}\n", *parts, last])


def _table(runs: Mapping[Cell, Sequence[Run]], entry: Entry) -> str:
    """Return a table with a row for each number of clients, a column for each service."""
    studies = next(iter(runs)).studies
    columns = [
        *product(
            dict.fromkeys(cell.kind for cell in runs), dict.fromkeys(c.processes for c in runs)
        )
    ]
    header = ("clients", *(_named(kind, processes) for kind, processes in columns))
    rows = [
        [
            str(clients),
            *(entry(runs[Cell(kind, processes, studies, clients)]) for kind, processes in columns),
        ]
        for clients in dict.fromkeys(cell.clients for cell in runs)
    ]
    return markdown.table(header, rows)


def _panels(
    runs: Mapping[Cell, Sequence[Run]], title: str, height: Callable[[Run], float]
) -> dict[str, list[Curve]]:
    """Return the curves of every service over clients, by how many studies there are."""
    found: dict[str, dict[str, list[tuple[int, list[float]]]]] = {}
    for cell, each in runs.items():
        studies = "one study" if cell.studies == 1 else f"{cell.studies:,} studies"
        panel = found.setdefault(f"{studies}, {title}", {})
        points = panel.setdefault(_named(cell.kind, cell.processes), [])
        points.append((cell.clients, [height(run) for run in each]))
    return {
        panel: [_curve(name, points) for name, points in curves.items()]
        for panel, curves in found.items()
    }


def _curve(name: str, points: Sequence[tuple[int, Sequence[float]]]) -> Curve:
    """Return a curve of medians with a band from the least to the greatest."""
    bands = [spread(heights) for _, heights in points]
    return Curve(
        name,
        [size for size, _ in points],
        [each.low for each in bands],
        [each.mean for each in bands],
        [each.high for each in bands],
    )


def _named(kind: Kind, processes: int) -> str:
    """Return what a service is called."""
    return f"{kind} x {processes}"
