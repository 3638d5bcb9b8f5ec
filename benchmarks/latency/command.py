"""The benchmark as a command: serve, ask, report, keep."""

from collections.abc import Iterator, Sequence
from itertools import product

from benchmarks.archive import save
from benchmarks.console import say
from benchmarks.environment import describe
from benchmarks.latency.report import numbers, render
from benchmarks.latency.server import serving
from benchmarks.latency.timing import Cell, Pair, time_both
from benchmarks.latency.workload import make_ask

DIMENSIONS = (5, 15)
TRIALS = (0, 20, 50, 200)
REPETITIONS = 40
QUICK_REPETITIONS = 5
# The first asks of a process also import and allocate.
WARM_UP = 2

Size = tuple[int, int]


def main(*, quick: bool) -> None:
    """Measure all sizes.

    Args:
        quick: Whether to repeat only a few times and keep nothing.
    """
    environment = describe(f"python -m benchmarks latency{' --quick' if quick else ''}")
    sizes = tuple(product(DIMENSIONS, TRIALS))
    with serving() as port:
        rounds = list(_rounds(sizes, port, QUICK_REPETITIONS if quick else REPETITIONS))
    cells = [Cell.of(d, n, [measured[d, n] for measured in rounds]) for d, n in sizes]
    report = render(cells, environment)
    say(f"\n{report}")
    if not quick:
        save("latency", environment, {"sizes": numbers(cells)}, report)


def _rounds(sizes: Sequence[Size], port: int, repetitions: int) -> Iterator[dict[Size, Pair]]:
    """Yield one pair of every size, again and again: a slow minute then slows all sizes."""
    for repetition in range(-WARM_UP, repetitions):
        measured = {
            (d, n): time_both(
                make_ask(d, n, repetition + WARM_UP), port, http_first=repetition % 2 == 0
            )
            for d, n in sizes
        }
        total = sum(each.http for each in measured.values())
        if repetition < 0:
            say(f"warm-up          {total:.2f} s over HTTP")
        else:
            say(f"round {repetition + 1:3d}/{repetitions}    {total:.2f} s over HTTP")
            yield measured
