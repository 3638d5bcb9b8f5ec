"""Tables in Parquet, which pyarrow reads: the extra `parquet`."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from models import Column
from service.datasets.errors import TableError


def read(path: Path) -> list[Column]:
    """Return the columns of a table: numbers are numbers, dates too; all others are labels.

    Raises:
        TableError: The file is no Parquet, or a column holds lists or structures.
    """
    try:
        with path.open("rb") as file:
            table = parquet.read_table(file)
    except pa.ArrowException as error:
        raise TableError(f"{path} is no Parquet that can be read: {error}") from error
    names = table.column_names
    if len({*names}) < len(names):
        raise TableError("expected columns of different names")
    return [_column(name, values) for name, values in zip(names, table.itercolumns(), strict=True)]


def _column(name: str, values: pa.ChunkedArray) -> Column:
    """Return a column."""
    kind = values.type
    if pa.types.is_temporal(kind):
        # Only the distances between moments matter, not their unit.
        values = values.cast(pa.int32() if kind.bit_width == pa.int32().bit_width else pa.int64())
    if pa.types.is_nested(kind):
        raise TableError(f"column {name!r}: expected single values, got {kind}")
    if pa.types.is_temporal(kind) or pa.types.is_integer(kind) or _is_real(kind):
        return Column.of_numbers(name, _numbers(values))
    return Column.of_labels(name, values.to_pylist())


def _is_real(kind: pa.DataType) -> bool:
    """Tell whether values of a type are real numbers."""
    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _numbers(values: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return values as numbers, NaN where there is none."""
    reals = values.cast(pa.float64(), safe=False)
    return np.asarray(reals.fill_null(float("nan")).to_numpy(), dtype=np.float64)
