"""The field: ours and all peers, by name."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version as installed

from benchmarks.quality import peers
from benchmarks.quality.peers import Start
from benchmarks.quality.tuners import OURS, Tuner, fingerprint

NAMES = (*OURS, *peers.NAMES)
# The packages whose versions are kept with a run; a peer's own is its version.
TELLING = ("numpy", "scipy", "scikit-learn", "torch", "gpytorch", "botorch", "jax")


def create(name: str, start: Start) -> Tuner:
    """Return a tuner that is ready to be asked.

    Raises:
        PeerError: It is a peer that does not become ready.
    """
    return OURS[name](start) if name in OURS else peers.start_peer(name, start)


@cache
def version(name: str) -> str:
    """Return what changes with whatever decides what a tuner suggests."""
    return fingerprint() if name in OURS else peers.version(name)


@cache
def packages(name: str) -> Mapping[str, str]:
    """Return the versions of what a tuner stands on."""
    if name in OURS:
        return {each: installed(each) for each in TELLING[:3]}
    pinned = peers.packages(name)
    return {each: pinned[each] for each in TELLING if each in pinned}
