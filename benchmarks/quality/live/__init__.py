"""Tasks that train a model, on data sets of the shared folder."""

from collections.abc import Mapping

from benchmarks.quality.live import boosting, forests, linear, machines, networks, pipelines
from benchmarks.quality.live.task import Live

TASKS: Mapping[str, Live] = {
    task.name: task
    for module in (boosting, networks, forests, machines, pipelines, linear)
    for task in module.TASKS
}
