"""Ours against Optuna's storage: the same pairs, from as many processes, in the same database.

A process of theirs has the library in it and works on the database itself. One of ours is a client,
and the service that it asks has as many processes again: so it is deployed.
"""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import IO

from benchmarks.console import say
from benchmarks.environment import ROOT
from benchmarks.latency.workload import mixed
from benchmarks.load.client import AUTO, PARAMETERS, RANDOM, Client, Pair
from benchmarks.load.crowd import Run
from benchmarks.load.databases import Databases, Kind
from benchmarks.load.plan import Plan
from benchmarks.peers.pairs import Order
from benchmarks.quality.peers import ENVIRONMENTS, space_json
from benchmarks.server import serving

PYTHON = ENVIRONMENTS / "optuna" / "bin" / "python"
# Pairs before those that count, in a study of their own: who is asked first also imports.
WARM_UP = 2
# What we are asked for, and what Optuna calls the like.
SAMPLERS = {RANDOM: "random", AUTO: "default"}
OURS, THEIRS = "Trialwise", "Optuna"


@dataclass(frozen=True, slots=True)
class Match:
    """What is compared.

    Attributes:
        kind: Of the database.
        algorithm: Ours; `SAMPLERS` has theirs.
        processes: How many ask and tell.
    """

    kind: Kind
    algorithm: str
    processes: int


@dataclass(frozen=True, slots=True)
class Team:
    """Processes that ask and tell.

    Attributes:
        processes: These processes.
        create: Makes a study of a name, and returns what the processes call it.
    """

    processes: Sequence[subprocess.Popen[str]]
    create: Callable[[str], str]

    def run(self, pairs: int) -> Run:
        """Return what all of them meet with in a new study, of which each makes its share."""
        study = self.create(secrets.token_hex(6))
        share = pairs // len(self.processes)
        for each in self.processes:
            _exchange(each, json.dumps(Order(study=study, pairs=share)))
        start = time.perf_counter()
        for each in self.processes:
            _write(each, "go")
        seconds = [pair for each in self.processes for pair in json.loads(_read(each))]
        return Run.of(time.perf_counter() - start, [Pair(*each) for each in seconds])


def duels(plan: Plan, databases: Databases) -> Mapping[tuple[Match, str], list[Run]]:
    """Return what both sides meet with in every round, by match and side."""
    found: dict[tuple[Match, str], list[Run]] = {}
    if not PYTHON.exists():
        say('Optuna is left out: make peers PEERS="optuna"')
        return found
    for kind, algorithm, processes in product(Kind, SAMPLERS, plan.rivals):
        match = Match(kind, algorithm, processes)
        with _teams(match, databases) as teams:
            for team in teams.values():
                team.run(WARM_UP * processes)
            for number in range(plan.duels):
                # In turn either side is first.
                for side in sorted(teams, reverse=bool(number % 2)):
                    found.setdefault((match, side), []).append(teams[side].run(plan.duel))
        say(f"duels          {kind}, {algorithm}, {processes} processes")
    return found


@contextmanager
def _teams(match: Match, databases: Databases) -> Iterator[Mapping[str, Team]]:
    """Start both sides, and end them with the context."""
    space = json.dumps(space_json(mixed(PARAMETERS)))
    with ExitStack() as stack:
        url = stack.enter_context(databases.new(match.kind))
        server = stack.enter_context(serving(url, match.processes))
        theirs = stack.enter_context(databases.new(match.kind, is_empty=True))
        sides = {
            OURS: [sys.executable, "-m", "benchmarks.load.solo", str(server.port)],
            THEIRS: [
                *(str(PYTHON), "-m", "benchmarks.peers.storage"),
                *(theirs, SAMPLERS[match.algorithm], space),
            ],
        }
        yield {
            side: Team(
                [stack.enter_context(_started(command)) for _ in range(match.processes)],
                partial(_created, server.port, match.algorithm) if side == OURS else str,
            )
            for side, command in sides.items()
        }


def _created(port: int, algorithm: str, name: str) -> str:
    """Return the path of a new study of ours."""
    with Client(port) as client:
        return client.create(name, algorithm)


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Start a process, and end it with the context."""
    with subprocess.Popen(  # noqa: S603 - the command is ours.
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _exchange(process: subprocess.Popen[str], line: str) -> str:
    """Return the answer to a line."""
    _write(process, line)
    return _read(process)


def _write(process: subprocess.Popen[str], line: str) -> None:
    """Send a line to a process."""
    sink = _piped(process.stdin)
    sink.write(f"{line}\n")
    sink.flush()


def _read(process: subprocess.Popen[str]) -> str:
    """Return a line that a process has written.

    Raises:
        RuntimeError: It has ended; its own words are on standard error.
    """
    if line := _piped(process.stdout).readline():
        return line
    raise RuntimeError(f"expected an answer of {process.args!r}, but it has ended")


def _piped(stream: IO[str] | None) -> IO[str]:
    """Return the pipe of a process that was started with one."""
    if stream is None:
        raise AssertionError("both are pipes")
    return stream
