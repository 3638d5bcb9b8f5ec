"""Everybody is asked in turn, round by round: a slow minute of the machine slows all alike."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np

from benchmarks.arrays import Array
from benchmarks.console import say
from benchmarks.latency.floor import seconds_of_multiplication
from benchmarks.latency.plan import Case, Plan
from benchmarks.latency.timing import Ours, Rival, Stopwatch
from benchmarks.quality.peers import PeerError
from benchmarks.server import serving

Asked = tuple[Case, str]
"""A size, and the name of who was asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What the rounds say.

    Attributes:
        seconds: Of an ask in every round, (r,).
        multiplications: Seconds of a large matrix product in every round, (r,).
        absent: Why a peer was not asked, by its name.
    """

    seconds: Mapping[Asked, Array]
    multiplications: Array
    absent: Mapping[str, str]


def measure(plan: Plan) -> Measured:
    """Return what a plan asks for."""
    with serving() as server, _started(plan) as (rivals, absent):
        ours = [(case, Ours(case, server.port)) for case in plan.cases]
        rounds = list(_rounds(plan, [*ours, *rivals]))
    multiplications, times = zip(*rounds, strict=True)
    return Measured(
        {asked: np.array([each[asked] for each in times]) for asked in times[0]},
        np.array(multiplications),
        absent,
    )


def _rounds(
    plan: Plan, stopwatches: Sequence[tuple[Case, Stopwatch]]
) -> Iterator[tuple[float, Mapping[Asked, float]]]:
    """Yield the seconds of the matrix product and of every ask of the rounds that count."""
    for repetition in range(plan.warm_up + plan.rounds):
        multiplication = seconds_of_multiplication()
        times = {
            (case, name): seconds
            for case, stopwatch in stopwatches
            for name, seconds in stopwatch.time(repetition).items()
        }
        total = sum(times.values())
        if repetition < plan.warm_up:
            say(f"warm-up          {total:.1f} s of asks")
        else:
            say(f"round {repetition - plan.warm_up + 1:3d}/{plan.rounds}    {total:.1f} s of asks")
            yield multiplication, times


@contextmanager
def _started(plan: Plan) -> Iterator[tuple[Sequence[tuple[Case, Rival]], Mapping[str, str]]]:
    """Start the peers, and end them with the context; tell why some cannot be asked."""
    rivals: list[tuple[Case, Rival]] = []
    absent: dict[str, str] = {}
    with ExitStack() as stack:
        for case in plan.cases:
            for name in case.rivals:
                if name in absent:
                    continue
                try:
                    rival = Rival(name, case, plan)
                except PeerError as error:
                    absent[name] = str(error)
                    say(f"{name} is left out: {error}")
                else:
                    stack.callback(rival.close)
                    rivals.append((case, rival))
        say(f"{len(rivals)} studies of peers are ready")
        yield rivals, absent
