"""The command `trialwise describe`: what may be sent of a dataset, worked out where it is."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models import Column

# How many columns an error names.
LISTED = 10
TASKS = ("classification", "regression", "ranking", "forecasting")


class DescribeError(Exception):
    """A dataset that cannot be described; the message says why."""


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: object
) -> None:
    """Let a parser know `describe` and what it does; the command is to call `run`."""
    describe = commands.add_parser(
        "describe",
        help="print what the service may know of a dataset, as JSON",
        description="Print the member `dataset` of a request for a table in a file. It is computed "
        "here, and nothing is sent anywhere.",
    )
    describe.add_argument("file", type=Path, help="a table: .csv, .tsv, .arff or .parquet")
    describe.add_argument(
        "--target", metavar="COLUMN", help="the column to be learnt; all others are features"
    )
    describe.add_argument(
        "--task", choices=TASKS, help="what is to be learnt; by default what the target looks like"
    )
    describe.set_defaults(command=command)


def run(arguments: argparse.Namespace) -> str:
    """Return the metadata of a dataset as JSON.

    Raises:
        DescribeError: There is no such table, or no such column.
    """
    # They import numpy.
    import models  # noqa: PLC0415
    from service import datasets  # noqa: PLC0415
    from service.wire.dataset_json import dataset_json  # noqa: PLC0415

    path: Path = arguments.file
    try:
        columns = datasets.read_table(path)
        features, target = _split(columns, arguments.target)
        task = None if arguments.task is None else models.Task(arguments.task)
        name = path.name.partition(".")[0] or None
        described = models.describe(features, target, task, name)
    except datasets.TableError as error:
        raise DescribeError(str(error)) from error
    except models.DatasetError as error:
        raise DescribeError(f"{error.path[0]}: {error}") from error
    return json.dumps(dataset_json(described), indent=2, ensure_ascii=False, allow_nan=False)


def _split(columns: "list[Column]", target: str | None) -> "tuple[list[Column], Column | None]":
    """Return the features and the target."""
    if target is None:
        return columns, None
    chosen = [each for each in columns if each.name == target]
    if not chosen:
        names = ", ".join(repr(each.name) for each in columns[:LISTED])
        more = f" and {len(columns) - LISTED} more" if len(columns) > LISTED else ""
        raise DescribeError(f"--target: expected one of the columns {names}{more}, got {target!r}")
    return [each for each in columns if each.name != target], chosen[0]
