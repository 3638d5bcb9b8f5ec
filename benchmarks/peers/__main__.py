"""The process of one peer: `python -m benchmarks.peers optuna-tpe` speaks JSON lines."""

import os
import sys
from importlib import import_module

from benchmarks.peers.protocol import serve


def main(tuner: str) -> None:
    """Serve a tuner on standard input and output until the input ends.

    Args:
        tuner: Its name, of which the part before the first hyphen is that of its adapter.
    """
    # Libraries print what they like, some of it from C. The protocol keeps the real output for
    # itself, and whatever else is written there goes where errors go.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as channel:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        adapter = import_module(f"benchmarks.peers.{tuner.partition('-')[0]}")
        serve(adapter.TUNERS[tuner], sys.stdin, channel)


if __name__ == "__main__":
    main(sys.argv[1])
