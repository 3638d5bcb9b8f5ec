"""One process of several that ask and tell a stored study, as those of a rival do.

`python -m benchmarks.load.solo <port>` is at the other end of `duel`.
"""

import sys

from benchmarks.load.client import Client
from benchmarks.peers import pairs


def main(port: str) -> None:
    """Do what is ordered until the input ends."""
    with Client(int(port)) as client:

        def prepare(study: str) -> pairs.Pair:
            # The service has closed a connection that was idle while others had their turn.
            client.close()
            client.send("GET", study)

            def pair() -> tuple[float, float]:
                made = client.pair(study)
                return made.ask, made.tell

            return pair

        pairs.serve(prepare, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
