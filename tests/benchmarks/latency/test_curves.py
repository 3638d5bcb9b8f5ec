from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.curves import Scale, curves_of, figure
from benchmarks.latency.plan import Part
from tests.benchmarks.latency.samples import measured

SVG = "{http://www.w3.org/2000/svg}"


def test_a_factor_of_ten_is_as_long_everywhere_on_an_axis() -> None:
    scale = Scale(1.0, 1_000.0, begin=50.0, end=350.0)
    assert_allclose([scale(1.0), scale(10.0), scale(100.0), scale(1_000.0)], [50, 150, 250, 350])


def test_the_numbers_on_an_axis_are_round() -> None:
    assert Scale(8.0, 120.0, begin=0.0, end=1.0).ticks() == [10.0, 20.0, 50.0, 100.0]


def test_the_numbers_on_a_long_axis_are_powers_of_ten() -> None:
    assert Scale(8.0, 12_000.0, begin=0.0, end=1.0).ticks() == [10.0, 100.0, 1_000.0, 10_000.0]


def test_what_lies_on_an_axis_includes_its_ends() -> None:
    scale = Scale.around([1.0, 1_000.0], begin=0.0, end=100.0)
    assert 0.0 < scale(1.0) < scale(1_000.0) < 100.0
    assert scale.ticks()[0] == 1.0
    assert scale.ticks()[-1] == 1_000.0


def test_a_curve_has_the_median_of_every_size_in_milliseconds() -> None:
    curves = {curve.name: curve for curve in curves_of(Part.TRIALS, measured())}
    assert list(curves) == ["ours, HTTP", "ours, call", "optuna-tpe", "optuna-gp"]
    assert curves["ours, HTTP"].sizes == (60, 1_000)
    assert_allclose(curves["ours, HTTP"].middle, [40.0, 700.0])


def test_a_band_goes_from_the_fastest_asks_to_the_slowest() -> None:
    curve = curves_of(Part.TRIALS, measured())[0]
    # Linear between 600, 700 and 800 ms.
    assert_allclose([curve.low[1], curve.high[1]], [610.0, 790.0])


@pytest.mark.parametrize("part", [Part.TRIALS, Part.PARAMETERS])
def test_a_figure_has_a_point_for_every_size_of_everyone(part: Part) -> None:
    points = ET.fromstring(figure(part, measured())).findall(f"{SVG}circle")  # noqa: S314
    assert len(points) == sum(len(curve.sizes) for curve in curves_of(part, measured()))


def test_higher_costs_are_higher_in_the_figure() -> None:
    root = ET.fromstring(figure(Part.TRIALS, measured()))  # noqa: S314
    first, second, *_ = (float(each.attrib["cy"]) for each in root.findall(f"{SVG}circle"))
    assert first > second


def test_names_in_a_figure_do_not_overlap() -> None:
    root = ET.fromstring(figure(Part.PARAMETERS, measured()))  # noqa: S314
    heights = [
        float(each.attrib["y"]) for each in root.findall(f"{SVG}text") if "fill" in each.attrib
    ]
    assert all(low - high >= 14.0 for high, low in pairwise(heights))
