"""Trials from JSON lines: an object a line, as an import has it or as the service lists trials."""

from collections.abc import Iterator
from pathlib import Path as File
from typing import Final

from service.errors import InvalidRequestError, MalformedBodyError
from service.importing.sources import SHOWN, Source, SourceError, SourceTrial, check_count, ended
from service.wire.faults import alike, shown
from service.wire.text import Json, read_json
from service.wire.trials import ImportedTrial

# What the service says of a trial beside it, and makes anew.
RECORDED: Final = ("number", "worker", "created_at", "completed_at", "lease_expires_at", "reason")
# Bytes; the service takes no longer body by default.
LONGEST: Final = 16 * 2**20
BOM: Final = b"\xef\xbb\xbf"


def read(file: File, *, ignores_others: bool) -> Source:
    """Return the trials of a file.

    Args:
        file: The file.
        ignores_others: Whether fields that are nothing of a trial are left alone.

    Raises:
        SourceError: There is a mistake in it.
    """
    trials: list[SourceTrial] = []
    mistakes: list[str] = []
    others: dict[str, None] = {}
    for place, line in _lines(file):
        try:
            fields = _fields(line)
        except SourceError as error:
            mistakes.append(f"{place}: {error}")
        else:
            unknown = [each for each in fields if each not in ImportedTrial.model_fields]
            others |= dict.fromkeys(unknown)
            if not ignores_others:
                mistakes += _unknown(place, unknown)
            kept = {name: each for name, each in fields.items() if name not in unknown}
            trials.append(SourceTrial(place, kept, {}))
        check_count(len(trials), file.name)
        if len(mistakes) > SHOWN:
            break
    if mistakes:
        raise SourceError(*mistakes)
    return ended(trials, [f"fields left out: {', '.join(map(shown, others))}"] if others else [])


def _lines(file: File) -> Iterator[tuple[str, bytes]]:
    """Yield the lines that are not empty, with their places."""
    with file.open("rb") as lines:
        number = 0
        # Never more than that: a file of one endless line fills no memory.
        while line := lines.readline(LONGEST + 1):
            number += 1
            place = f"{file.name}, line {number}"
            if len(line) > LONGEST:
                raise SourceError(f"{place}: expected at most {LONGEST:,} bytes")
            line = line.removeprefix(BOM) if number == 1 else line
            if line.strip():
                yield place, line


def _fields(line: bytes) -> dict[str, Json]:
    """Return the object that a line is, or raise SourceError."""
    try:
        value = read_json(line)
    except MalformedBodyError as error:
        # There is but one line.
        raise SourceError(str(error).replace("at line 1, ", "at ")) from error
    except InvalidRequestError as error:
        raise SourceError(*(each.message for each in error.faults)) from error
    if not isinstance(value, dict):
        raise SourceError(f"expected an object, got {shown(value)}")
    return value


def _unknown(place: str, names: list[str]) -> Iterator[str]:
    """Yield a mistake for every field that no trial has."""
    known = list(ImportedTrial.model_fields)
    for name in names:
        if name not in RECORDED:
            remedy = f"{alike(name, known)}, or leave others alone with --ignore-others"
            yield f"{place}: unknown field {shown(name)}; {remedy}"
