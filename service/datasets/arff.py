"""Tables in ARFF, the format of Weka and OpenML, which SciPy reads."""

from typing import TextIO

import numpy as np
from scipy.io import arff

from models import Column
from service.datasets.errors import TableError

MISSING = b"?"


def read(file: TextIO) -> list[Column]:
    """Return the columns of a table: numbers are numbers, all others are labels.

    Raises:
        TableError: The file is no ARFF, or one with texts or dates or of pairs, which SciPy does
            not read.
    """
    try:
        data, meta = arff.loadarff(file)
    except (arff.ArffError, NotImplementedError, ValueError, StopIteration, IndexError) as error:
        raise TableError(f"no ARFF that can be read: {error}; save the table as CSV") from error
    return [_column(name, kind, data[name]) for name, kind in zip(meta, meta.types(), strict=True)]


def _column(name: str, kind: str, values: np.ndarray[tuple[int], np.dtype[np.void]]) -> Column:
    """Return a column."""
    if kind == "numeric":
        return Column.of_numbers(name, values.astype(np.float64))
    return Column.of_labels(name, [None if each == MISSING else each for each in values.tolist()])
