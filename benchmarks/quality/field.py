"""The field: ours and all peers, by name."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version as installed

from benchmarks.quality import peers
from benchmarks.quality.peers import Start
from benchmarks.quality.tuners import OWN, Tuner, fingerprint

NAMES = (*OWN, *peers.NAMES)
# What ours stand on.
STANDING_ON = ("numpy", "scipy", "scikit-learn")
# The packages whose versions are kept with a run; a peer's own is its version.
TELLING = (*STANDING_ON, "torch", "gpytorch", "botorch", "jax")


def create(name: str, start: Start) -> Tuner:
    """Return a tuner that is ready to be asked.

    Raises:
        PeerError: It is a peer that does not become ready.
    """
    return OWN[name](start) if name in OWN else peers.start_peer(name, start)


@cache
def version(name: str) -> str:
    """Return what changes with whatever decides what a tuner suggests."""
    return fingerprint() if name in OWN else peers.version(name)


@cache
def packages(name: str) -> Mapping[str, str]:
    """Return the versions of what a tuner stands on."""
    if name in OWN:
        return {each: installed(each) for each in STANDING_ON}
    pinned = peers.packages(name)
    return {each: pinned[each] for each in TELLING if each in pinned}
