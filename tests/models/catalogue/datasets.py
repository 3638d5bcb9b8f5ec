"""Metadata of datasets for hypothesis to draw, and what every configuration must satisfy."""

from hypothesis import strategies as st

from models.catalogue import CATALOGUE
from models.dataset import Dataset, Task
from models.space import Configuration, Value

# From a dataset that is none to one that no machine holds.
COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 10, 31, 60, 75, 200, 10_000, 10**6, 10**9, 2**53 - 1])
FRACTIONS = st.sampled_from([0.0, 1e-9, 0.01, 0.3, 0.5, 1.0])


@st.composite
def datasets(draw: st.DrawFn, task: Task | None = None) -> Dataset:
    """Draw what is known of a dataset, which may be little, and may contradict itself."""
    counts = COUNTS | st.integers(0, 300)
    return Dataset(
        task=task,
        n_rows=draw(st.none() | counts),
        n_features=draw(st.none() | counts),
        n_classes=draw(st.none() | counts),
        n_categorical_features=draw(st.none() | counts),
        missing_fraction=draw(st.none() | FRACTIONS),
        minority_class_fraction=draw(st.none() | FRACTIONS),
    )


def broken_rules(configuration: Configuration, dataset: Dataset) -> list[str]:
    """Return the arguments of a configuration that make no sense on a dataset.

    The rules are those of the libraries for a fit on two thirds of the rows, said once more and by
    the names of the arguments alone.
    """
    if dataset.n_rows is None:
        return []
    rows = max(1, dataset.n_rows * 2 // 3)
    return [name for name, value in configuration.items() if _is_broken(name, value, rows, dataset)]


def _is_broken(name: str, value: Value, rows: int, dataset: Dataset) -> bool:
    """Tell whether an argument makes no sense on so many rows."""
    if name in LEAVES and isinstance(value, int):
        return value > 1 and 2 * value > rows
    if name == "n_neighbors" and isinstance(value, int):
        return value > 1 and value > max(1, (dataset.n_rows or 0) // 2)
    if name in WITHIN_ROWS and isinstance(value, int):
        return value > max(2, rows)
    if name in SHARES and isinstance(value, float):
        return not 0.0 < value <= 1.0
    return False


LEAVES = ("min_samples_leaf", "min_child_samples", "min_data_in_leaf")
WITHIN_ROWS = ("batch_size", "min_samples_split")
SHARES = ("max_features", "max_samples", "subsample", "colsample_bytree", "rsm")


def task_of(name: str) -> Task:
    """Return what a model of the catalogue is for; the first of several."""
    return CATALOGUE[name].tasks[0]
