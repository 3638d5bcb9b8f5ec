"""All tasks by name: names travel between processes, tables do not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from benchmarks.quality import live, responses, surfaces, synthetic, tables
from benchmarks.quality.tasks import Half, Task

HALVES: Final[Mapping[str, Half]] = {
    **{name: task.half for name, task in live.TASKS.items()},
    **{name: task.half for name, task in synthetic.TASKS.items()},
    **surfaces.HALVES,
    **responses.HALVES,
    **tables.HALVES,
}
TASKS: Final = tuple(HALVES)


def of_half(half: Half | None) -> tuple[str, ...]:
    """Return the names of the tasks of a half, or of both."""
    return tuple(name for name in TASKS if half in (None, HALVES[name]))


def family(name: str) -> str:
    """Return the family of a task without reading it.

    Args:
        name: One of `TASKS`.
    """
    return live.TASKS[name].family if name in live.TASKS else name.partition("/")[0]


def first_of_each_family(names: Sequence[str], count: int) -> tuple[str, ...]:
    """Return so many names of every family, or fewer where there are no more, in their order."""
    taken: Counter[str] = Counter()
    found = []
    for name in names:
        if taken[family(name)] < count:
            taken[family(name)] += 1
            found.append(name)
    return tuple(found)


@cache
def load(name: str) -> Task:
    """Return a task, read once in each process.

    Args:
        name: One of `TASKS`.
    """
    if name in live.TASKS:
        return live.TASKS[name]
    if name in synthetic.TASKS:
        return synthetic.TASKS[name]
    if name in surfaces.HALVES:
        return surfaces.load(name)
    return responses.load(name) if name in responses.HALVES else tables.load(name)
