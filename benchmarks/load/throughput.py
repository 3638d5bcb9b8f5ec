"""Pairs per second against clients: the real service, and a new database for each of its sizes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from benchmarks.console import say
from benchmarks.load.client import RANDOM, Client
from benchmarks.load.crowd import Run, crowd
from benchmarks.load.databases import Databases, Kind, seconds_of_sync
from benchmarks.load.plan import Plan
from benchmarks.server import serving


@dataclass(frozen=True, slots=True)
class Cell:
    """Under what load.

    Attributes:
        kind: Of the database.
        processes: How many answer.
        studies: How many there are.
        clients: How many ask and tell.
    """

    kind: Kind
    processes: int
    studies: int
    clients: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """What was met with.

    Attributes:
        runs: One of each round, by load.
        syncs: Seconds that the disk took for a page in each round.
    """

    runs: Mapping[Cell, list[Run]]
    syncs: list[float]


def throughput(plan: Plan, databases: Databases) -> Throughput:
    """Return what crowds of clients meet with, round by round over all loads."""
    runs: dict[Cell, list[Run]] = {}
    syncs = []
    for number in range(plan.rounds):
        syncs.append(seconds_of_sync(databases.folder))
        for kind, processes in product(Kind, plan.processes):
            for cell, run in _loaded(kind, processes, plan, databases):
                runs.setdefault(cell, []).append(run)
            say(f"round {number + 1}/{plan.rounds}    {kind}, {processes} processes")
    return Throughput(runs, syncs)


def _loaded(
    kind: Kind, processes: int, plan: Plan, databases: Databases
) -> Iterator[tuple[Cell, Run]]:
    """Yield what all crowds meet with at one service."""
    with (
        databases.new(kind) as url,
        serving(url, processes) as server,
        Client(server.port) as client,
    ):
        for count in plan.studies:
            many = [client.create(f"{count}-{i}", RANDOM) for i in range(count)]
            for clients in plan.clients:
                # A single study would become longer from crowd to crowd.
                studies = many if count > 1 else [client.create(f"of {clients}", RANDOM)]
                run = crowd(server.port, studies, clients=clients, pairs=plan.pairs)
                yield Cell(kind, processes, count, clients), run
