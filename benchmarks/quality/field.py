"""The field: ours and all peers, by name."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version as installed

from benchmarks.quality.tuners import OURS, Assignment, Tuner, fingerprint

NAMES = tuple(OURS)
# What ends a run without ending the comparison.
BROKEN: tuple[type[Exception], ...] = ()
PACKAGES = ("numpy", "scipy", "scikit-learn")


def create(name: str, assignment: Assignment) -> Tuner:
    """Return a tuner that is ready to be asked."""
    return OURS[name](assignment)


@cache
def version(name: str) -> str:
    """Return what changes with whatever decides what a tuner suggests."""
    del name
    return fingerprint()


def packages(name: str) -> Mapping[str, str]:
    """Return the versions of what a tuner is made of."""
    del name
    return {each: installed(each) for each in PACKAGES}
