"""All tasks and all tuners, by name: names travel between processes, tables do not."""

from functools import cache

from benchmarks.quality import live, tables
from benchmarks.quality.tasks import Task

TASKS = (*tables.NAMES, *live.TASKS)


@cache
def load(name: str) -> Task:
    """Return a task, read once in each process.

    Args:
        name: One of `TASKS`.
    """
    return live.TASKS[name] if name in live.TASKS else tables.load(name)
