"""Curves over sizes that are far apart: both axes logarithmic, a point for every size, and a band.

`benchmarks.svg` has curves over trials one by one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from xml.sax.saxutils import escape

from benchmarks.svg import BOTTOM, COLOURS, FONT, HEIGHT, LABEL, LEFT, RIGHT, STEPS, TOP, WIDTH

# Between such ends, numbers at 1, 2 and 5 would run into each other.
LONG_AXIS = 1_000.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Heights, all positive, by size, of which all are positive."""

    name: str
    sizes: Sequence[int]
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis: `first` lies at the pixel `begin`, `last` at `end`."""

    first: float
    last: float
    begin: float
    end: float

    @classmethod
    def around(cls, values: Sequence[float], begin: float, end: float) -> Self:
        """Return an axis that holds all values, with a little room on both sides."""
        return cls(0.9 * min(values), 1.1 * max(values), begin, end)

    def __call__(self, value: float) -> float:
        """Return where a value lies, in pixels."""
        share = math.log(value / self.first) / math.log(self.last / self.first)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        """Return 1, 2 and 5 times the powers of ten within the axis; on a long one, the powers."""
        decades = range(math.floor(math.log10(self.first)), math.ceil(math.log10(self.last)))
        steps = STEPS if self.last / self.first < LONG_AXIS else (1,)
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        return [tick for tick in ticks if self.first <= tick <= self.last]


def figure(panels: Mapping[str, Sequence[Curve]], caption: str) -> str:
    """Return panels side by side as an SVG document, the same for the same numbers.

    Args:
        panels: Curves by title; each panel has axes of its own.
        caption: What the sizes are.
    """
    width = WIDTH * len(panels)
    content = "\n".join(
        f"<g transform='translate({i * WIDTH} 0)'>\n{_panel(title, curves, caption)}\n</g>"
        for i, (title, curves) in enumerate(panels.items())
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {HEIGHT}' "
        f"width='{width}' height='{HEIGHT}' {FONT}>\n"
        f"<rect width='100%' height='100%' fill='white'/>\n{content}\n</svg>\n"
    )


def _panel(title: str, curves: Sequence[Curve], caption: str) -> str:
    """Return one panel."""
    x = Scale.around([each for curve in curves for each in curve.sizes], LEFT, WIDTH - RIGHT)
    y = Scale.around(
        [each for curve in curves for each in (*curve.low, *curve.high)], HEIGHT - BOTTOM, TOP
    )
    body = [
        f"<text x='{LEFT}' y='18' font-weight='bold'>{escape(title)}</text>",
        _grid(x, y, caption),
        *(_curve(curve, x, y, COLOURS[i]) for i, curve in enumerate(curves)),
        _legend(curves, y),
    ]
    return "\n".join(body)


def _grid(x: Scale, y: Scale, caption: str) -> str:
    """Return the lines and numbers of both axes."""
    parts = [
        f"<path d='M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}' stroke='#dddddd'/>"
        f"<text x='{LEFT - 6}' y='{y(tick) + 4:.1f}' text-anchor='end'>{tick:g}</text>"
        for tick in y.ticks()
    ]
    floor = HEIGHT - BOTTOM
    parts += [
        f"<path d='M{x(tick):.1f} {TOP}V{floor}' stroke='#eeeeee'/>"
        f"<text x='{x(tick):.1f}' y='{floor + 15}' text-anchor='middle'>{tick:g}</text>"
        for tick in x.ticks()
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f"<text x='{middle}' y='{floor + 31}' text-anchor='middle'>{caption}</text>")
    return "\n".join(parts)


def _curve(curve: Curve, x: Scale, y: Scale, colour: str) -> str:
    """Return the band, the line and the points of a curve."""

    def path(heights: Sequence[float]) -> list[str]:
        return [
            f"{x(size):.1f} {y(height):.1f}"
            for size, height in zip(curve.sizes, heights, strict=True)
        ]

    band = [*path(curve.high), *reversed(path(curve.low))]
    points = [
        f"<circle cx='{x(size):.1f}' cy='{y(height):.1f}' r='2' fill='{colour}'/>"
        for size, height in zip(curve.sizes, curve.middle, strict=True)
    ]
    return "\n".join(
        [
            f"<path d='M{'L'.join(band)}Z' fill='{colour}' fill-opacity='0.1'/>",
            f"<path d='M{'L'.join(path(curve.middle))}' stroke='{colour}' fill='none'/>",
            *points,
        ]
    )


def _legend(curves: Sequence[Curve], y: Scale) -> str:
    """Return names, the highest curve first, moved apart where they would overlap."""
    colours: Mapping[str, str] = {curve.name: COLOURS[i] for i, curve in enumerate(curves)}
    parts, free = [], float(TOP)
    for curve in sorted(curves, key=lambda curve: -curve.middle[-1]):
        height = max(y(curve.middle[-1]), free)
        free = height + LABEL
        parts.append(
            f"<text x='{WIDTH - RIGHT + 8}' y='{height + 4:.1f}' fill='{colours[curve.name]}'>"
            f"{escape(curve.name)}</text>"
        )
    return "\n".join(parts)
