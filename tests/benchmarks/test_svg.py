from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from numpy.testing import assert_allclose

from benchmarks.svg import BOTTOM, FLOOR, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axes, Line, figure

AXES = Axes(last=60, bottom=0.01, top=1.0)


def line(*heights: float, name: str = "gp") -> Line:
    return Line(name, heights, heights, heights)


def test_the_first_and_the_last_trial_are_at_the_edges() -> None:
    assert_allclose([AXES.x(1), AXES.x(60)], [LEFT, WIDTH - RIGHT])


def test_a_factor_of_ten_is_as_high_everywhere() -> None:
    assert_allclose([AXES.y(1.0), AXES.y(0.01)], [TOP, HEIGHT - BOTTOM])
    assert_allclose(AXES.y(0.1), 0.5 * (TOP + HEIGHT - BOTTOM))


@pytest.mark.parametrize(("outside", "edge"), [(5.0, 1.0), (0.0, 0.01)])
def test_what_lies_outside_is_at_the_edge(outside: float, edge: float) -> None:
    assert AXES.y(outside) == AXES.y(edge)


def test_ticks_are_ones_twos_and_fives() -> None:
    assert_allclose(AXES.ticks(), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0])


def test_early_trials_do_not_decide_about_the_axes() -> None:
    assert Axes.around([line(900.0, 0.5, 0.1)], first=2).top == 1.25 * 0.5


def test_axes_end_where_regret_is_as_good_as_none() -> None:
    assert Axes.around([line(1.0, 0.0)], first=1).bottom == FLOOR


def test_curves_without_regret_have_axes_too() -> None:
    axes = Axes.around([line(0.0, 0.0)], first=1)
    assert axes.bottom < axes.top


def test_a_figure_is_well_formed_whatever_names_hold() -> None:
    text = figure({"a < b": [line(1.0, 0.5, name="x & y")]}, columns=2, first=1)
    root = ET.fromstring(text)  # noqa: S314 - it was just written here.
    assert {"a < b", "x & y"} <= set(root.itertext())


def test_the_same_numbers_make_the_same_figure() -> None:
    panels = {"a": [line(1.0, 0.5)], "b": [line(1.0, 0.2)]}
    assert figure(panels, 2, 1) == figure(panels, 2, 1)


def test_names_beside_lines_do_not_overlap() -> None:
    lines = [line(1.0, 0.5, name=name) for name in "abcd"]
    root = ET.fromstring(figure({"": lines}, columns=1, first=1))  # noqa: S314
    heights = sorted(
        float(text.attrib["y"]) for text in root.iter() if text.text in {"a", "b", "c", "d"}
    )
    assert all(below - above >= 14.0 for above, below in pairwise(heights))
