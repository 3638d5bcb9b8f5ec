from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from numpy.testing import assert_allclose

from benchmarks.latency.curves import curves_of, figure
from benchmarks.latency.plan import Part
from tests.benchmarks.latency.samples import measured

SVG = "{http://www.w3.org/2000/svg}"


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
    points = ET.fromstring(figure(part, measured())).findall(f".//{SVG}circle")  # noqa: S314
    assert len(points) == sum(len(curve.sizes) for curve in curves_of(part, measured()))


def test_higher_costs_are_higher_in_the_figure() -> None:
    root = ET.fromstring(figure(Part.TRIALS, measured()))  # noqa: S314
    first, second, *_ = (float(each.attrib["cy"]) for each in root.findall(f".//{SVG}circle"))
    assert first > second


def test_names_in_a_figure_do_not_overlap() -> None:
    root = ET.fromstring(figure(Part.PARAMETERS, measured()))  # noqa: S314
    heights = [
        float(each.attrib["y"]) for each in root.findall(f".//{SVG}text") if "fill" in each.attrib
    ]
    assert all(low - high >= 14.0 for high, low in pairwise(heights))
