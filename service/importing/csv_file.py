"""Trials from a CSV file: a line for each, and a column for each parameter and result.

A column is called like what it holds. Where a name could be two things, or is one of `RESERVED`, a
prefix says which: `parameters.cost` is a parameter, `trial.cost` what the trial took.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Final

from models import Parameter, Problem
from service.errors import Fault, Path
from service.importing.cells import CellError, number, parameter_value
from service.importing.sources import SHOWN, Source, SourceError, SourceTrial, check_count, ended
from service.wire.faults import alike, shown
from service.wire.text import UNFIT, Json

RESERVED: Final = ("state", "cost", "failure")
# What pandas may write where there is no number.
NAN: Final = "nan"


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a table.

    Attributes:
        columns: The names of all columns.
        paths: What each of them holds, as a path in a trial; empty for nothing of one.
    """

    columns: Sequence[str]
    paths: Sequence[Path]

    @property
    def others(self) -> list[str]:
        """The columns that hold nothing of a trial."""
        pairs = zip(self.columns, self.paths, strict=True)
        return [column for column, path in pairs if not path]

    @property
    def by_path(self) -> dict[Path, str]:
        """The columns that hold something, by what that is."""
        return {path: column for column, path in zip(self.columns, self.paths, strict=True) if path}


def read(file: File, problem: Problem, *, ignores_others: bool) -> Source:
    """Return the trials of a file.

    Args:
        file: The file.
        problem: Of a study with which parameters and which objective.
        ignores_others: Whether columns that are nothing of a trial are left alone.

    Raises:
        SourceError: There is a mistake in it.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = _rows(lines, file.name)
            header = _header(next(rows, (0, []))[1], problem)
            _check(header, file.name, problem, ignores_others=ignores_others)
            trials = _trials(rows, header, file.name, problem)
    except UnicodeDecodeError as error:
        got = f"the byte 0x{error.object[error.start]:02x}"
        raise SourceError(f"{file.name}: expected UTF-8, got {got}") from error
    notes = [f"columns left out: {', '.join(header.others)}"] if header.others else []
    return ended(trials, notes)


def _rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with the lines in which they begin."""
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(f"{name}, line {line}: expected CSV with commas, {error}") from error
        if row:
            yield line, row


def _header(columns: Sequence[str], problem: Problem) -> Header:
    """Return what columns hold; of a name that could be two things, the first."""
    known = _known(problem)
    return Header(columns, [known.get(each, [()])[0] for each in columns])


def _check(header: Header, name: str, problem: Problem, *, ignores_others: bool) -> None:
    """Raise SourceError unless every column holds one thing, and every thing has one column."""
    known = _known(problem)
    names = list(dict.fromkeys(str(path[-1]) for paths in known.values() for path in paths))
    mistakes = [] if header.columns else ["expected the names of columns, got nothing"]
    for column in header.columns:
        paths = known.get(column, [])
        if len(paths) > 1:
            ways = " or ".join(map(_prefixed, paths))
            mistakes.append(f"the column {shown(column)} could be {ways}; write which it is")
    for column, path in zip(header.columns, header.paths, strict=True):
        if path and header.by_path[path] != column:
            twice = f"{shown(column)} and {shown(header.by_path[path])}"
            mistakes.append(f"expected one column for a thing, got {twice}")
        elif path and header.columns.count(column) > 1:
            mistakes.append(f"expected the column {shown(column)} once")
    for column in [] if ignores_others else header.others:
        remedy = f"{alike(column, names)}, or leave others alone with --ignore-others"
        what = "is neither a parameter nor a result"
        mistakes.append(f"the column {shown(column)} {what}; {remedy}")
    if mistakes:
        raise SourceError(*(f"{name}, line 1: {each}" for each in dict.fromkeys(mistakes)))


def _known(problem: Problem) -> dict[str, list[Path]]:
    """Return what columns may hold, by all their names."""
    metric = problem.objective.name
    paths: list[Path] = [("parameters", each.name) for each in problem.space.parameters]
    paths += [("values", metric), *((each,) for each in RESERVED)]
    known: dict[str, list[Path]] = {}
    for path in paths:
        known.setdefault(str(path[-1]), []).append(path)
    for path in (*paths, ("std", metric)):
        known[_prefixed(path)] = [path]
    return known


def _prefixed(path: Path) -> str:
    """Return the name of a column that can mean one thing only."""
    return ".".join(map(str, path if len(path) > 1 else ("trial", *path)))


def _trials(
    rows: Iterable[tuple[int, list[str]]], header: Header, name: str, problem: Problem
) -> list[SourceTrial]:
    """Return the trials of rows, or raise SourceError."""
    parameters = {each.name: each for each in problem.space.parameters}
    columns = header.by_path
    trials: list[SourceTrial] = []
    mistakes: list[str] = []
    for line, cells in rows:
        trial = SourceTrial(f"{name}, line {line}", {"parameters": {}}, columns)
        mistakes += _fill(trial, cells, header, parameters)
        trials.append(trial)
        check_count(len(trials), name)
        if len(mistakes) > SHOWN:
            break
    if mistakes:
        raise SourceError(*mistakes)
    return trials


def _fill(
    trial: SourceTrial,
    cells: Sequence[str],
    header: Header,
    parameters: Mapping[str, Parameter],
) -> Iterator[str]:
    """Put what a row says into a trial, and yield what is wrong with it."""
    if len(cells) != len(header.columns):
        expected = f"expected {len(header.columns)} cells as in line 1"
        yield f"{trial.place}: {expected}, got {len(cells)}"
        return
    for path, cell in zip(header.paths, cells, strict=True):
        if path and cell:
            try:
                _put(trial.fields, path, cell, parameters)
            except CellError as error:
                yield trial.mistake(Fault(path, str(error)))


def _put(fields: Json, path: Path, cell: str, parameters: Mapping[str, Parameter]) -> None:
    """Put what a cell says where a path leads in a trial, or raise CellError."""
    if UNFIT.search(cell):
        raise CellError("text without U+0000", cell)
    match path:
        case ("parameters", name):
            fields["parameters"][name] = parameter_value(parameters[str(name)], cell)
        case ("state",):
            fields["state"] = cell.lower()
        case ("failure",):
            fields["failure"] = cell
        case _ if cell.lower() == NAN:
            pass
        case (kind, metric):
            fields[kind] = {metric: number(cell)}
        case (kind,):
            fields[kind] = number(cell)
