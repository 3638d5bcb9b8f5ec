import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.load.databases import Databases, Kind
from benchmarks.load.reports import soak as report
from benchmarks.load.soak import Soak, soak
from tests.benchmarks.load.samples import ENVIRONMENT


def watched(mebibytes: list[float]) -> Soak:
    """Return what was seen once a minute."""
    return Soak(np.arange(len(mebibytes), dtype=float), np.array(mebibytes), 100)


def test_growth_is_that_of_the_second_half() -> None:
    early, late = [0.0, 50.0, 90.0, 95.0], [100.0 + 0.5 * i for i in range(5)]
    assert_allclose(watched([*early, *late]).growth, 30.0)


def test_a_step_is_no_growth() -> None:
    assert watched([1.0] * 18 + [5.0] * 2).growth == 0.0


@pytest.mark.slow
def test_both_services_are_watched_while_they_work(made: Databases) -> None:
    found = soak(0.05, made)
    assert set(found) == set(Kind)
    assert all(each.pairs > 0 for each in found.values())
    # An interpreter with NumPy takes tens of mebibytes, and there are two.
    assert all(each.mebibytes.min() > 20.0 for each in found.values())
    text = report.render(found, ENVIRONMENT)
    assert "\n| PostgreSQL | " in text
    assert json.dumps(report.content(found), allow_nan=False)


def test_a_figure_has_a_point_for_every_minute() -> None:
    found = {Kind.SQLITE: watched([10.0, 11.0, 12.0, 12.0])}
    (text,) = report.figures(found).values()
    circles = ET.fromstring(text).findall(".//{http://www.w3.org/2000/svg}circle")  # noqa: S314
    assert len(circles) == 3
