"""Which version of the service this is."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "trialwise"
PROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"


def release() -> str:
    """Return the version that is installed, or that of the checkout this runs in."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return str(tomllib.loads(PROJECT.read_text())["project"]["version"])
