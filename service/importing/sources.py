"""What a source of trials has told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service import limits
from service.errors import Fault, Path
from service.problems import pointer
from service.wire.text import Json

# What is told at once: a user mends a few mistakes at a time.
SHOWN: Final = limits.ERRORS
UNFINISHED: Final = ("queued", "running", "stale")


class SourceError(Exception):
    """A source that cannot be imported: what is wrong with it, a line for each mistake."""

    def __init__(self, *mistakes: str) -> None:
        """Hold the first mistakes."""
        more = len(mistakes) - SHOWN
        shown = [*mistakes[:SHOWN], *([f"and {more} more mistakes"] if more > 0 else [])]
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class SourceTrial:
    """A trial of a source.

    Attributes:
        place: Where it stands there.
        fields: What it is, in the words of an import.
        columns: The columns that its fields come from, by path; empty where there are none.
    """

    place: str
    fields: Json
    columns: dict[Path, str]

    def mistake(self, fault: Fault) -> str:
        """Return what is wrong with it, and where."""
        column = self.columns.get(fault.path)
        where = pointer(fault.path) if column is None else f"column {column}"
        return f"{self.place}{f', {where}' if where else ''}: {fault.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a source has told.

    Attributes:
        trials: Those that have ended.
        notes: What else is to be said: what was left out, or has become something else.
    """

    trials: Sequence[SourceTrial]
    notes: Sequence[str] = ()


def ended(trials: Sequence[SourceTrial], notes: Sequence[str] = ()) -> Source:
    """Return what a file has told, without trials that have no outcome yet."""
    states = [each.fields.get("state") for each in trials]
    left = [f"{states.count(state)} {state} left out" for state in UNFINISHED if state in states]
    kept = [each for each, state in zip(trials, states, strict=True) if state not in UNFINISHED]
    return Source(kept, (*left, *notes))


def check_count(count: int, name: str) -> None:
    """Raise SourceError if there are more trials than a study takes, before all are read."""
    if count > limits.TRIALS:
        raise SourceError(f"{name} has more than {limits.TRIALS:,} trials, which no study takes")
