"""All tasks by name: names travel between processes, tables do not."""

from functools import cache
from typing import Final

from benchmarks.quality import live, tables
from benchmarks.quality.tasks import Half, Task

HALVES: Final = {**tables.HALVES, **{name: task.half for name, task in live.TASKS.items()}}
TASKS: Final = tuple(HALVES)


def of_half(half: Half | None) -> tuple[str, ...]:
    """Return the names of the tasks of a half, or of both."""
    return tuple(name for name in TASKS if half in (None, HALVES[name]))


@cache
def load(name: str) -> Task:
    """Return a task, read once in each process.

    Args:
        name: One of `TASKS`.
    """
    return live.TASKS[name] if name in live.TASKS else tables.load(name)
