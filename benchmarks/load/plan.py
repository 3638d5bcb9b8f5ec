"""What is loaded, how much, and for how long."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        processes: How many processes answer, in turn.
        studies: Over how many studies pairs are spread, in turn.
        clients: How many clients there are at a time, in turn.
        pairs: How many pairs they share.
        rounds: How often all of that is measured.
        rivals: How many processes ask and tell beside a rival's, in turn.
        duels: How often.
        duel: How many pairs make one.
        filled: How many studies there are beside the one that is asked.
        trials: How many trials each of them has.
        asks: How often it is asked.
        minutes: How long the service is watched.
    """

    processes: tuple[int, ...]
    studies: tuple[int, ...]
    clients: tuple[int, ...]
    pairs: int
    rounds: int
    rivals: tuple[int, ...]
    duels: int
    duel: int
    filled: int
    trials: int
    asks: int
    minutes: float

    def lasting(self, minutes: float | None) -> Self:
        """Return the plan with another length of the long run, or as it is."""
        return self if minutes is None else replace(self, minutes=minutes)


FULL = Plan(
    processes=(1, 2, 4),
    studies=(1, 1_000),
    clients=(1, 2, 4, 8, 16, 32, 64),
    pairs=400,
    rounds=3,
    rivals=(1, 2, 4),
    duels=5,
    duel=200,
    filled=10_000,
    trials=100,
    asks=100,
    minutes=30.0,
)
QUICK = Plan(
    processes=(1, 2),
    studies=(1, 100),
    clients=(1, 8, 64),
    pairs=128,
    rounds=1,
    rivals=(1, 2),
    duels=2,
    duel=60,
    filled=200,
    trials=100,
    asks=20,
    minutes=0.5,
)
