"""The command `trialwise`."""

import argparse
import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from service import describe, keys, settings
from service.importing.arguments import add_to as add_import
from service.release import release
from service.settings import SettingError, Settings

PROGRAM: Final = "trialwise"
FAILURE: Final = 1
USAGE_ERROR: Final = 2
# One request, one core: threads of several requests inside BLAS only slow each other down. numpy
# reads these when it is first imported.
ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What the C library is told of memory: the number of a parameter in <malloc.h>, its value, and the
# variable that is stronger.
MEMORY: Final = (
    # Every thread may otherwise get an arena of its own, and what one has freed there is lost to
    # the others.
    (-8, 2, "MALLOC_ARENA_MAX"),
    # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD, in bytes. Arrays of an ask are larger than what is kept
    # by default: to get them from the system anew each time took 2 of 18 milliseconds.
    (-1, 16 * 2**20, "MALLOC_TRIM_THRESHOLD_"),
    (-3, 4 * 2**20, "MALLOC_MMAP_THRESHOLD_"),
)
# prometheus_client reads this when it is first imported.
METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Args:
        arguments: Those after its name; by default those of the process.
    """
    parsed = _parser().parse_args(arguments)
    try:
        chosen = settings.read(os.environ)
    except SettingError as error:
        _give_up(str(error), USAGE_ERROR)
    parsed.command(chosen, parsed)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description="Recommends hyperparameters over HTTP."
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {release()}")
    commands = parser.add_subparsers(metavar="command", required=True)
    serve = commands.add_parser(
        "serve",
        help="answer requests until SIGTERM",
        description="Answer requests until SIGTERM or SIGINT.",
        epilog=f"environment variables and their defaults:\n{settings.table()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.set_defaults(command=_serve)
    migrate = commands.add_parser(
        "migrate",
        help="bring the tables of the database up to this version",
        description="Bring the tables of the database of TRIALWISE_DATABASE_URL up to this "
        "version; `serve` does it by itself where the database is a file of SQLite.",
    )
    migrate.set_defaults(command=_migrate)
    worker = commands.add_parser(
        "worker",
        help="learn from results ahead of the next ask until SIGTERM",
        description="Learn from results of long studies ahead of their next ask, until SIGTERM or "
        "SIGINT: one study at a time, for services on the same PostgreSQL database that run with "
        "TRIALWISE_FIT_AHEAD=worker. Run as many as there are cores for it.",
    )
    worker.set_defaults(command=_work)
    keys.add_to(commands, _keys)
    describe.add_to(commands, _describe)
    add_import(commands, _import)
    return parser


def _keys(chosen: Settings, arguments: argparse.Namespace) -> None:
    """Make, list or revoke API keys."""
    from service import stores  # noqa: PLC0415 # It imports numpy, which `_serve` prepares for.
    from service.errors import StoreUnavailableError  # noqa: PLC0415 # Beside it.

    try:
        sys.stdout.write(f"{keys.run(chosen, arguments, time.time_ns() // 1_000)}\n")
    except (stores.UnusableError, StoreUnavailableError, keys.KeyNotFoundError) as error:
        _give_up(str(error), FAILURE)


def _describe(_: Settings, arguments: argparse.Namespace) -> None:
    """Print what the service may know of a dataset."""
    try:
        sys.stdout.write(f"{describe.run(arguments)}\n")
    except describe.DescribeError as error:
        _give_up(str(error), FAILURE)


def _import(_: Settings, parsed: argparse.Namespace) -> None:
    """Import trials into a study of a service."""
    # They import numpy, which `_serve` prepares for.
    from service.importing.command import run  # noqa: PLC0415
    from service.importing.sources import SourceError  # noqa: PLC0415

    try:
        sys.stdout.write(f"{run(parsed, os.environ)}\n")
    except SourceError as error:
        _give_up(str(error), FAILURE)


def _migrate(chosen: Settings, _: argparse.Namespace) -> None:
    """Bring the tables of the database up to this version."""
    from service import stores  # noqa: PLC0415 # It imports numpy, which `_serve` prepares for.

    try:
        stores.migrate(chosen.database_url)
    except stores.UnusableError as error:
        _give_up(str(error), FAILURE)


def _work(chosen: Settings, _: argparse.Namespace) -> None:
    """Learn from results until a signal says stop."""
    if not chosen.is_on_server:
        _give_up(
            "a worker needs a PostgreSQL database, which TRIALWISE_DATABASE_URL names; with a file "
            "of SQLite, `serve` does its work",
            USAGE_ERROR,
        )
    _expect_numerical_work()
    from service import fit_worker, logs  # noqa: PLC0415 # Only now, as for `_serve`.
    from service.errors import StoreUnavailableError  # noqa: PLC0415 # Beside it.

    logs.configure(chosen.log_level)
    for warning in settings.unknown(os.environ):
        logs.warn(warning)
    try:
        fit_worker.run(chosen)
    except StoreUnavailableError as error:
        _give_up(str(error), FAILURE)


def _serve(chosen: Settings, _: argparse.Namespace) -> None:
    """Serve until a signal says stop."""
    _expect_numerical_work()
    with _own_folder() as shared:
        os.environ[METRICS_FOLDER] = str(shared)
        # Only now: everything below imports numpy and prometheus_client. The processes that
        # answer are forked from this one and share the memory of what it has imported.
        from service import listener, logs, server, stores  # noqa: PLC0415

        logs.configure(chosen.log_level)
        for warning in settings.unknown(os.environ):
            logs.warn(warning)
        try:
            # Before the fork, and no connection is left open.
            server.check_extras(chosen)
            stores.prepare(chosen.database_url)
            opened = listener.listen(chosen)
        except (server.ExtraMissingError, stores.UnusableError, listener.ListenError) as error:
            _give_up(str(error), FAILURE)
        server.warn_without_keys(chosen)
        server.serve(chosen, opened, shared, release())


def _expect_numerical_work() -> None:
    """Set up this process and those forked from it, before numpy is imported."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    _keep_memory()


def _keep_memory() -> None:
    """Keep what is freed, for all threads, where the C library is one that would not."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter, value, variable in MEMORY:
        if mallopt is not None and variable not in os.environ:
            mallopt(parameter, value)


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Make a folder and remove it in the end, but not in the processes forked in between."""
    owner, folder = os.getpid(), _new_folder()
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


def _new_folder() -> Path:
    """Return a new folder for temporary files, or end the process if there can be none."""
    try:
        return Path(tempfile.mkdtemp(prefix=f"{PROGRAM}-"))
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "start the container with --tmpfs /tmp, or name a folder in TMPDIR"
        _give_up(f"cannot write temporary files: {reason}; {remedy}", FAILURE)


def _give_up(message: str, status: int) -> NoReturn:
    """End the process with one line on standard error."""
    sys.stderr.write(f"{PROGRAM}: {message}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
