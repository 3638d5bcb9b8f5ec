"""Which runs there are, and which are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.quality.regrets import Pair, Regrets


@dataclass(frozen=True, slots=True)
class Coverage:
    """The runs of a tuner.

    Attributes:
        tuner: Its name.
        tasks: On how many it has any.
        pairs: How many pairs of a task and a seed it has.
        is_shared: Whether it is in the comparison of all tuners at once.
        missing: The usual pairs that it lacks: seeds by task.
    """

    tuner: str
    tasks: int
    pairs: int
    is_shared: bool
    missing: dict[str, list[int]]


def coverage(regrets: Regrets) -> list[Coverage]:
    """Return what every tuner has, by name."""
    usual, shared = regrets.usual, regrets.well_covered
    return [
        Coverage(
            tuner,
            len({task for task, _ in own}),
            len(own),
            tuner in shared,
            _seeds([pair for pair in usual if pair not in own]),
        )
        for tuner, own in sorted(regrets.curves.items())
    ]


def _seeds(pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """Return the seeds of every task."""
    seeds: dict[str, list[int]] = {}
    for task, seed in pairs:
        seeds.setdefault(task, []).append(seed)
    return seeds
