"""Tables of text with a separator: CSV and TSV, the names of the columns in the first line.

A file is read twice: only at its end is it known which columns are numbers.
"""

import csv
import itertools
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final, TextIO

import numpy as np

from models import Column
from service.datasets.errors import TableError

# A separator, or those that a file may have.
SEPARATORS: Final = {".csv": ",;\t|", ".tsv": "\t"}
# What stands for a value that is missing, in lower case.
MISSING: Final = frozenset({"", "?", "na", "n/a", "nan", "null", "none"})
ROWS_AT_ONCE: Final = 4_096
QUOTED: Final = re.compile('"[^"]*"')
NAN: Final = float("nan")

Opened = Callable[[], AbstractContextManager[TextIO]]
Batch = list[tuple[str, ...]]


class Lines:
    """The lines of a file behind its first one, in batches of columns."""

    def __init__(self, file: TextIO, separators: str) -> None:
        """Read the names of the columns.

        Args:
            file: The file, from its beginning.
            separators: Of which the one is taken that the first line has most of, outside quotes.

        Raises:
            TableError: There are no names, or two columns have the same.
        """
        first = file.readline()
        separator = max(separators, key=QUOTED.sub("", first).count)
        self._lines = csv.reader(
            itertools.chain([first], file), delimiter=separator, skipinitialspace=True, strict=True
        )
        self.names = [each.strip() for each in self._next() or ()]
        if not self.names:
            raise TableError("expected the names of the columns in the first line, got nothing")
        name, count = Counter(self.names).most_common(1)[0]
        if count > 1:
            raise TableError(f"expected columns of different names, got {name!r} {count} times")

    def batches(self) -> Iterator[Batch]:
        """Yield the columns of some lines after the other; empty lines are none."""
        rows: list[list[str]] = []
        while (row := self._next()) is not None:
            if not row:
                continue
            if len(row) != len(self.names):
                raise TableError(
                    f"line {self._lines.line_num}: expected {len(self.names)} values, as many as "
                    f"there are names, got {len(row)}"
                )
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                yield list(zip(*rows, strict=True))
                rows = []
        if rows:
            yield list(zip(*rows, strict=True))

    def _next(self) -> list[str] | None:
        """Return the next line, None at the end."""
        try:
            return next(self._lines, None)
        except csv.Error as error:
            raise TableError(f"line {self._lines.line_num}: {error}") from error


def read(opened: Opened, separators: str) -> list[Column]:
    """Return the columns of a table.

    Args:
        opened: Opens the file.
        separators: See `Lines`.

    Raises:
        TableError: The lines are of different lengths, or there is no table.
    """
    with opened() as file:
        lines = Lines(file, separators)
        is_number = [True] * len(lines.names)
        for batch in lines.batches():
            for j, texts in enumerate(batch):
                is_number[j] = is_number[j] and _are_numbers(texts)
    with opened() as file:
        lines = Lines(file, separators)
        return _columns(lines.names, is_number, lines.batches())


def _columns(
    names: Sequence[str], is_number: Sequence[bool], batches: Iterator[Batch]
) -> list[Column]:
    """Return the columns that batches make."""
    values = [array("d") for _ in names]
    codes: list[dict[str, float]] = [{} for _ in names]
    for batch in batches:
        for j, texts in enumerate(batch):
            if is_number[j]:
                values[j].extend(map(_number, texts))
            else:
                values[j].extend(_code(text.strip(), codes[j]) for text in texts)
    return [
        Column(name, np.array(each, dtype=np.float64), of_numbers)
        for name, each, of_numbers in zip(names, values, is_number, strict=True)
    ]


def _are_numbers(texts: Sequence[str]) -> bool:
    """Tell whether all texts are numbers or missing."""
    try:
        for text in texts:
            _number(text)
    except ValueError:
        return False
    return True


def _number(text: str) -> float:
    """Return the number that a text is, NaN if it is missing or infinite, or raise ValueError."""
    # Python alone takes 1_000 for a number.
    if "_" in text:
        raise ValueError(text)
    try:
        number = float(text)
    except ValueError:
        if text.strip().lower() not in MISSING:
            raise
        return NAN
    return number if abs(number) < float("inf") else NAN


def _code(text: str, codes: dict[str, float]) -> float:
    """Return the number of a text, a new one if it is new, NaN if it is missing."""
    return NAN if text.lower() in MISSING else codes.setdefault(text, float(len(codes)))
