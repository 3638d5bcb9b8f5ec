"""Curves of regret over trials, made from the numbers that are kept.

`python -m benchmarks.quality.plots benchmarks/results/quality.json` makes them again.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.console import say
from benchmarks.quality.analysis import ALL
from benchmarks.quality.comparison import OURS
from benchmarks.svg import Line, figure

# Of panels, side by side.
COLUMNS = 2
# The first few trials are chance; axes that held them would press the rest together.
FIRST = 5

# The JSON of a comparison and of its parts; see the class `Comparison`.
Curves = Mapping[str, Mapping[str, Sequence[float]]]


def files(name: str, batch: int) -> tuple[str, str]:
    """Return the names of both files of a batch size: all tasks, and by family."""
    return f"{name}-batch-{batch}.svg", f"{name}-batch-{batch}-families.svg"


def draw(data: Path) -> list[Path]:
    """Write the plots of a benchmark beside its numbers.

    Args:
        data: The file of the numbers.
    """
    written = []
    for comparison in json.loads(data.read_text(encoding="utf-8"))["comparisons"]:
        panels = {group["name"]: _lines(group["curves"]) for group in comparison["groups"]}
        overall = {ALL: panels.pop(ALL)}
        names = files(data.stem, comparison["batch"])
        for file, content in zip(names, (overall, panels), strict=True):
            path = data.with_name(file)
            path.write_text(figure(content, COLUMNS, FIRST), encoding="utf-8")
            written.append(path)
    return written


def _lines(curves: Curves) -> list[Line]:
    """Return the curves of a group, ours first, which has the boldest line."""
    names = sorted(curves, key=lambda name: (name != OURS, name))
    return [
        Line(name, curves[name]["mean"], curves[name]["low"], curves[name]["high"])
        for name in names
    ]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        for path in draw(Path(argument)):
            say(f"Wrote {path}")
