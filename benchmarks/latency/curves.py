"""Curves of cost: a point for every size, a band from quantile to quantile."""

from collections.abc import Sequence

import numpy as np

from benchmarks import curves
from benchmarks.curves import Curve
from benchmarks.latency.plan import CALL, HTTP, Part
from benchmarks.latency.rounds import Measured

# The quantiles between which the band of a curve lies.
BAND = (0.05, 0.95)
LABELS = {HTTP: "ours, HTTP", CALL: "ours, call"}
CAPTIONS = {Part.TRIALS: "past trials", Part.PARAMETERS: "parameters"}


def figure(part: Part, measured: Measured) -> str:
    """Return the curves of a part as an SVG document, the same for the same numbers."""
    title = f"{part}, milliseconds"
    return curves.figure({title: curves_of(part, measured)}, CAPTIONS[part])


def curves_of(part: Part, measured: Measured) -> list[Curve]:
    """Return a curve for everyone who was asked; an ask without trials has no place on the axis."""
    found: dict[str, list[tuple[int, list[float]]]] = {}
    for (case, name), seconds in measured.seconds.items():
        size = case.n if part is Part.TRIALS else case.d
        if case.part is part and size:
            heights = np.quantile(1e3 * seconds, [BAND[0], 0.5, BAND[1]]).tolist()
            found.setdefault(name, []).append((size, heights))
    return [_ordered(LABELS.get(name, name), points) for name, points in found.items()]


def _ordered(name: str, points: Sequence[tuple[int, list[float]]]) -> Curve:
    """Return the curve of points, the smallest size first."""
    sizes, heights = zip(*sorted(points), strict=True)
    low, middle, high = zip(*heights, strict=True)
    return Curve(name, sizes, low, middle, high)
