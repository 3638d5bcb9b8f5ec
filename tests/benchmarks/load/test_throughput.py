import json
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from benchmarks.load.databases import Databases, Kind
from benchmarks.load.plan import Plan
from benchmarks.load.reports import throughput as report
from benchmarks.load.throughput import Cell, throughput
from tests.benchmarks.load.samples import ENVIRONMENT, measured

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.slow
def test_every_load_is_measured_in_every_round(plan: Plan, made: Databases) -> None:
    found = throughput(plan, made)
    assert set(found.runs) == {Cell(*each) for each in product(Kind, (1,), (1, 3), (1, 4))}
    assert {len(runs) for runs in found.runs.values()} == {2}
    assert {len(run.asks) for runs in found.runs.values() for run in runs} == {8}
    assert len(found.syncs) == 2


def test_the_report_has_a_row_for_each_number_of_clients() -> None:
    text = report.render(measured(), ENVIRONMENT)
    assert "| clients | SQLite x 1 | SQLite x 2 | PostgreSQL x 1 | PostgreSQL x 2 |" in text
    assert text.count("| 8 | 23 [18, 28] | 38 [28, 48] | 23 [18, 28] | 38 [28, 48] |") == 2
    assert "## One study" in text
    assert "## 9 studies" in text
    assert "2.000 [1.000, 3.000] ms for a page" in text


def test_what_is_kept_has_every_run() -> None:
    kept = json.loads(json.dumps(report.content(measured())))
    assert len(kept["runs"]) == 2 * 2 * 2 * 2 * 2
    assert kept["runs"][0]["database"] == "SQLite"


def test_a_figure_has_a_point_for_every_load() -> None:
    for text in report.figures(measured()).values():
        assert len(ET.fromstring(text).findall(f".//{SVG}circle")) == 2 * 2 * 2 * 2  # noqa: S314
