"""Which reader a file needs, by the end of its name."""

import gzip
from pathlib import Path
from typing import TextIO

from models import Column
from service.datasets import arff, separated
from service.datasets.errors import TableError

KINDS = ".csv, .tsv, .arff (each also with .gz) or .parquet"


def read_table(path: Path) -> list[Column]:
    """Return the columns of a table.

    Args:
        path: A file that ends in .csv, .tsv, .arff or .parquet; all but the last may be gzipped.

    Raises:
        TableError: There is no such table.
    """
    is_packed = path.suffix.lower() == ".gz"
    kind = (path.with_suffix("") if is_packed else path).suffix.lower()
    try:
        if kind == ".parquet" and not is_packed:
            return _parquet(path)
        if kind == ".arff":
            with _opened(path) as file:
                return arff.read(file)
        if kind in separated.SEPARATORS:
            return separated.read(lambda: _opened(path), separated.SEPARATORS[kind])
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not text in UTF-8: {error}") from error
    except (OSError, EOFError) as error:
        raise TableError(f"{path} cannot be read: {error}") from error
    raise TableError(f"{path}: expected a file that ends in {KINDS}")


def _opened(path: Path) -> TextIO:
    """Open a file of text, perhaps a gzipped one, with or without a byte order mark."""
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _parquet(path: Path) -> list[Column]:
    """Return the columns of a Parquet file."""
    try:
        from service.datasets import parquet  # noqa: PLC0415 # It needs an extra.
    except ModuleNotFoundError as error:
        message = "Parquet needs the package pyarrow; install it, or save the table as CSV"
        raise TableError(f"{path}: {message}") from error
    return parquet.read(path)
