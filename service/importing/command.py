"""From a source to a study: read, check, leave out what is there, send, and say what was done."""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models import Problem
from service.errors import InvalidRequestError, MalformedBodyError
from service.importing import csv_file, json_lines, optuna_storage
from service.importing.arguments import ADDRESS
from service.importing.checking import check, described, problem_of
from service.importing.client import Client
from service.importing.sources import Source, SourceError, SourceTrial
from service.wire.text import Json, read_json

CSV = (".csv",)
JSON_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Target:
    """The study that takes the trials.

    Attributes:
        study: As the service has it; None if it is to be made.
        definition: What it optimises, in the words of the service.
    """

    study: Json | None
    definition: Json


def run(arguments: argparse.Namespace, environment: Mapping[str, str]) -> str:
    """Import what the arguments name, and return what is said of it.

    Args:
        arguments: See `arguments`.
        environment: Where the service may be named, and a key for it.

    Raises:
        SourceError: Nothing was imported.
    """
    url = arguments.url or environment.get("TRIALWISE_URL") or ADDRESS
    client = Client(url, environment.get("TRIALWISE_API_KEY") or None)
    try:
        return _imported(arguments, client)
    except OSError as error:
        # Of the service's answer the client has said it already.
        raise SourceError(f"cannot read {error.filename}: {error.strerror}") from error


def _imported(arguments: argparse.Namespace, client: Client) -> str:
    """Import what the arguments name, through a client."""
    study = client.study(arguments.study)
    target, source = _read(arguments, study)
    if arguments.without_measurements:
        for each in source.trials:
            each.fields.pop("measurements", None)
    problem = problem_of(target.definition, "the definition")
    check(source.trials, problem)
    known = Counter[str]() if study is None else Counter(map(_identity, client.trials(study)))
    new = [each for each in source.trials if not _take(known, each)]
    if study is None:
        trials = [each.fields for each in new]
        client.create({"name": arguments.study, **target.definition, "trials": trials})
    elif new:
        results = [_result(each.fields) for each in new]
        client.tell(study, results, _key(results))
    return "\n".join(_said(arguments.study, source, new, is_new=study is None))


def _read(arguments: argparse.Namespace, study: Json | None) -> tuple[Target, Source]:
    """Return the study that takes the trials, and the trials."""
    definition = None if arguments.definition is None else _definition(arguments.definition)
    if study is not None:
        _check_same(study, definition)
        definition = described(study)
    if arguments.optuna is not None:
        found = optuna_storage.opened(arguments.optuna, arguments.optuna_study)
        if definition is None:
            definition = optuna_storage.definition_of(found)
        problem = problem_of(definition, "the definition")
        return Target(study, definition), optuna_storage.read(found, problem)
    if definition is None:
        raise SourceError(
            f"there is no study {arguments.study!r}; to make it, say what it optimises with "
            "--definition"
        )
    problem = problem_of(definition, "the definition")
    return Target(study, definition), _read_file(arguments, problem)


def _read_file(arguments: argparse.Namespace, problem: Problem) -> Source:
    """Return the trials of a file."""
    file: Path = arguments.file
    ending = file.suffix.lower()
    if ending in CSV:
        return csv_file.read(file, problem, ignores_others=arguments.ignore_others)
    if ending in JSON_LINES:
        return json_lines.read(file, ignores_others=arguments.ignore_others)
    known = ", ".join((*CSV, *JSON_LINES))
    raise SourceError(f"expected a file that ends in one of {known}, got {file.name!r}")


def _definition(file: Path) -> Json:
    """Return what a file says that a study optimises; its name is another matter."""
    try:
        definition = read_json(file.read_bytes().removeprefix(json_lines.BOM))
    except (MalformedBodyError, InvalidRequestError) as error:
        raise SourceError(f"{file.name}: {error}") from error
    if not isinstance(definition, dict):
        raise SourceError(f"{file.name}: expected an object")
    return {name: each for name, each in definition.items() if name != "name"}


def _check_same(study: Json, definition: Json | None) -> None:
    """Raise SourceError if a study that is there optimises another thing than a definition says."""
    for name in ("space", "objectives"):
        if definition is not None and definition.get(name) not in (None, study[name]):
            raise SourceError(
                f"the study {study['name']!r} is there, with another {name} than --definition "
                "says; leave that out, or name another study"
            )


def _identity(trial: Json) -> str:
    """Return what tells a trial from others: its configuration and what became of it."""
    groups = (trial.get(name) or {} for name in ("parameters", "values", "std"))
    parts = [sorted((key, _plain(each)) for key, each in group.items()) for group in groups]
    return json.dumps([trial.get("state") or "completed", _plain(trial.get("cost")), *parts])


def _plain(value: Json) -> Json:
    """Return a value by which 1 and 1.0 are one, and 1 and true are not."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _take(known: Counter[str], trial: SourceTrial) -> bool:
    """Take a trial out of those that are known, and tell whether it was among them."""
    identity = _identity(trial.fields)
    if not known[identity]:
        return False
    known[identity] -= 1
    return True


def _result(fields: Json) -> Json:
    """Return a trial as a result that is told."""
    names = ("parameters", "values", "std", "cost", "measurements")
    result = {name: fields[name] for name in names if fields.get(name) not in (None, {}, [])}
    result.setdefault("parameters", {})
    match fields.get("state"):
        case "failed":
            result["failed"] = fields.get("failure") or ""
        case "stopped":
            result["stopped"] = True
    return result


def _key(results: Json) -> str:
    """Return an Idempotency-Key, so that of two imports that race one happens."""
    return f"import-{hashlib.sha256(json.dumps(results).encode()).hexdigest()}"


def _said(name: str, source: Source, new: Sequence[SourceTrial], *, is_new: bool) -> list[str]:
    """Return what is said of an import."""
    states = Counter(each.fields.get("state") or "completed" for each in new)
    counts = ", ".join(f"{count} {state}" for state, count in states.items())
    done = "made, with" if is_new else "imported"
    what = f"{done} {len(new)} {'trial' if len(new) == 1 else 'trials'}"
    lines = [f"{name}: {what}{f' ({counts})' if counts else ''}"]
    there = len(source.trials) - len(new)
    if there:
        lines.append(f"there already: {there}")
    return [*lines, *source.notes]
