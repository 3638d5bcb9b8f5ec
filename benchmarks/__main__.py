"""The command `python -m benchmarks`."""

import sys
from importlib import import_module

from benchmarks.console import say

USAGE = """\
python -m benchmarks quality [--help]    how good are suggestions? ours against peers
python -m benchmarks ablation [--help]   which parts of ours earn their place? ours against itself
python -m benchmarks latency [--quick]   what does an ask cost? ours against peers, and the curves
python -m benchmarks load [--help]       how much does the service carry? pairs per second, many
                                         trials, a long run, and Optuna's storage
python -m benchmarks experience [--help] what do models score on many data sets? for the service

All but the last print their progress, then their report, and keep it in benchmarks/results/; but a
report of latency --quick or load --quick is printed only. What is called quick is too small to be
quoted.
With make: make bench BENCH_ARGS="quality --quick"
"""
NAMES = ("quality", "ablation", "latency", "load", "experience")


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named first, or tell which there are."""
    if not arguments or arguments[0] in ("-h", "--help"):
        say(USAGE)
        return 0
    name, *options = arguments
    if name not in NAMES or (name == "latency" and options not in ([], ["--quick"])):
        say(USAGE)
        return 2
    # Only now, because each needs packages that the other does not.
    command = import_module(f"benchmarks.{name}.command")
    if name == "latency":
        command.main(quick=bool(options))
    else:
        command.main(options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
