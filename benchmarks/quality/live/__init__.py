"""Tasks that train a model, on data sets of the shared folder."""

from collections.abc import Mapping

from benchmarks.quality.live import (
    boosting,
    discrete,
    forests,
    linear,
    machines,
    networks,
    pipelines,
    special,
    wide,
)
from benchmarks.quality.live.task import Live

TASKS: Mapping[str, Live] = {
    task.name: task
    for module in (
        boosting,
        networks,
        forests,
        machines,
        pipelines,
        linear,
        special,
        discrete,
        wide,
    )
    for task in module.TASKS
}
