"""What the processes of a duel do, ours and a rival's: ask a study and tell it, when told to.

A line names a study and a number of pairs, and is answered as soon as the study is at hand. The
next line, whatever it says, is the start; its answer has the seconds of every ask and tell.
"""

import json
from collections.abc import Callable, Iterator
from typing import IO, TypedDict

Pair = Callable[[], tuple[float, float]]
"""Asks for a trial and tells its value; returns the seconds of both."""


class Order(TypedDict):
    """What is to be done: pairs in a study, whose name says nothing of where it is."""

    study: str
    pairs: int


def value(number: int) -> float:
    """Return what the trial of a number is worth, which costs nothing to find out."""
    return (7_919 * number % 1_000) / 1_000


def serve(prepare: Callable[[str], Pair], source: Iterator[str], sink: IO[str]) -> None:
    """Do what is ordered until the input ends.

    Args:
        prepare: Makes what asks and tells a study.
        source: Lines.
        sink: Where the answers go.
    """
    for line in source:
        order: Order = json.loads(line)
        pair = prepare(order["study"])
        _say([], sink)
        next(source)
        _say([pair() for _ in range(order["pairs"])], sink)


def _say(seconds: list[tuple[float, float]], sink: IO[str]) -> None:
    """Answer at once."""
    sink.write(f"{json.dumps(seconds)}\n")
    sink.flush()
