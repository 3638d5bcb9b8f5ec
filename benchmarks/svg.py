"""Curves as SVG: text that is the same for the same numbers, and needs no plotting library.

Lengths are in pixels, y downwards.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

# Of a panel, and the room around its axes: numbers on the left, names of the lines on the right.
WIDTH, HEIGHT = 460, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 132, 30, 40
FONT = "font-family='system-ui, sans-serif' font-size='11'"
# Okabe and Ito (2008): told apart also by those who do not see all colours.
COLOURS = ("#000000", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8a00")
# A colour that comes again is told apart by its dashes.
DASHES = ("", "6 3", "2 2")
# Between the names of two lines.
LABEL = 14
# Of ticks, times powers of ten.
STEPS = (1, 2, 5)
# What is lower is as good as nothing; without a floor, decades of it would fill the panel.
FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Line:
    """A curve with a band around it, heights from x = 1 on, not negative."""

    name: str
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Axes:
    """Where numbers lie: x linear, y logarithmic.

    Attributes:
        last: The last x; the first is 1.
        bottom: The lowest y, positive.
        top: The highest.
    """

    last: int
    bottom: float
    top: float

    @classmethod
    def around(cls, lines: Sequence[Line], first: int) -> "Axes":
        """Return axes that hold the middles of all lines from the first x that matters on."""
        seen = [max(y, FLOOR) for line in lines for y in line.middle[first - 1 :]] or [1.0]
        last = max(len(line.middle) for line in lines)
        return cls(last, max(0.8 * min(seen), FLOOR), 1.25 * max(seen))

    def x(self, value: float) -> float:
        """Return how far to the right."""
        return LEFT + (value - 1.0) / max(self.last - 1.0, 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return how far down; what lies outside is at the edge."""
        inside = min(max(value, self.bottom), self.top)
        share = math.log(inside / self.bottom) / math.log(self.top / self.bottom)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def ticks(self) -> list[float]:
        """Return the heights 1, 2 and 5 times a power of ten within the axes."""
        decades = range(math.floor(math.log10(self.bottom)), math.floor(math.log10(self.top)) + 1)
        ticks = [step * 10.0**decade for decade in decades for step in STEPS]
        return [tick for tick in ticks if self.bottom <= tick <= self.top]


def figure(panels: Mapping[str, Sequence[Line]], columns: int, first: int) -> str:
    """Return panels side by side and below each other as an SVG document.

    Args:
        panels: Lines by title.
        columns: How many panels stand side by side.
        first: The first x that decides about the height of the axes.
    """
    styles = _styles(list(dict.fromkeys(line.name for own in panels.values() for line in own)))
    rows = math.ceil(len(panels) / columns)
    width, height = min(columns, len(panels)) * WIDTH, rows * HEIGHT
    placed = [
        f"<g transform='translate({i % columns * WIDTH} {i // columns * HEIGHT})'>\n"
        f"{_panel(title, lines, styles, first)}\n</g>"
        for i, (title, lines) in enumerate(panels.items())
    ]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' "
        f"width='{width}' height='{height}' {FONT}>\n"
        f"<rect width='100%' height='100%' fill='white'/>\n{_joined(placed)}\n</svg>\n"
    )


def _panel(title: str, lines: Sequence[Line], styles: Mapping[str, str], first: int) -> str:
    """Return one panel."""
    axes = Axes.around(lines, first)
    parts = [f"<text x='{LEFT}' y='18' font-weight='bold'>{escape(title)}</text>", _grid(axes)]
    parts += [_band(line, axes, styles[line.name]) for line in lines]
    parts += [_curve(line, axes, styles[line.name]) for line in lines]
    return _joined([*parts, _legend(lines, axes, styles)])


def _grid(axes: Axes) -> str:
    """Return the lines and numbers of both axes."""
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [
        f"<path d='M{LEFT} {axes.y(tick):.1f}H{right}' stroke='#dddddd'/>"
        f"<text x='{LEFT - 6}' y='{axes.y(tick) + 4:.1f}' text-anchor='end'>{tick:g}</text>"
        for tick in axes.ticks()
    ]
    parts += [
        f"<path d='M{axes.x(each):.1f} {TOP}V{floor}' stroke='#eeeeee'/>"
        f"<text x='{axes.x(each):.1f}' y='{floor + 15}' text-anchor='middle'>{each}</text>"
        for each in range(10, axes.last + 1, 10)
    ]
    middle = (LEFT + right) / 2
    caption = f"<text x='{middle}' y='{floor + 31}' text-anchor='middle'>trials</text>"
    return _joined([*parts, caption])


def _band(line: Line, axes: Axes, style: str) -> str:
    """Return the interval of a line as an area."""
    there = _points(line.high, axes)
    back = reversed(_points(line.low, axes))
    colour = style.split(maxsplit=1)[0].replace("stroke", "fill")
    return f"<path d='M{'L'.join([*there, *back])}Z' {colour} fill-opacity='0.1'/>"


def _curve(line: Line, axes: Axes, style: str) -> str:
    """Return the middle of a line."""
    return f"<path d='M{'L'.join(_points(line.middle, axes))}' {style} fill='none'/>"


def _points(heights: Sequence[float], axes: Axes) -> list[str]:
    """Return points of a path."""
    return [f"{axes.x(i):.1f} {axes.y(y):.1f}" for i, y in enumerate(heights, start=1)]


def _legend(lines: Sequence[Line], axes: Axes, styles: Mapping[str, str]) -> str:
    """Return names beside the ends of their lines, moved apart where they would overlap."""
    parts, free, x = [], float(TOP), WIDTH - RIGHT
    ordered = sorted(lines, key=lambda line: -line.middle[-1])
    for i, line in enumerate(ordered):
        below = (len(ordered) - 1 - i) * LABEL
        y = min(max(axes.y(line.middle[-1]), free), HEIGHT - BOTTOM - below)
        free = y + LABEL
        parts.append(
            f"<path d='M{x} {axes.y(line.middle[-1]):.1f}L{x + 8} {y:.1f}H{x + 22}' "
            f"{styles[line.name]} fill='none'/>"
            f"<text x='{x + 26}' y='{y + 4:.1f}'>{escape(line.name)}</text>"
        )
    return _joined(parts)


def _styles(names: Sequence[str]) -> dict[str, str]:
    """Return a colour and dashes for every name, the same in all panels."""
    styles = {}
    for i, name in enumerate(names):
        dashes = DASHES[i // len(COLOURS) % len(DASHES)]
        dashed = f" stroke-dasharray='{dashes}'" if dashes else ""
        width = 2.4 if i == 0 else 1.4
        styles[name] = f"stroke='{COLOURS[i % len(COLOURS)]}' stroke-width='{width}'{dashed}"
    return styles


def _joined(parts: Sequence[str]) -> str:
    """Return parts, one a line."""
    return "\n".join(parts)
