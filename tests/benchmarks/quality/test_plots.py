import json
from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.quality.plots import draw

CURVE = {"mean": [0.5, 0.2], "low": [0.4, 0.1], "high": [0.6, 0.3]}
CURVES = {"random": CURVE, "gp": CURVE}
KEPT = {
    "comparisons": [
        {"batch": 1, "groups": [{"name": name, "curves": CURVES} for name in ("all tasks", "one")]}
    ]
}


def test_plots_are_made_again_from_the_numbers(tmp_path: Path) -> None:
    data = tmp_path / "sample.json"
    data.write_text(json.dumps(KEPT), encoding="utf-8")
    written = draw(data)
    assert [each.name for each in written] == ["sample-batch-1.svg", "sample-batch-1-families.svg"]
    titles = [list(ET.parse(each).getroot().itertext()) for each in written]  # noqa: S314
    assert ["all tasks" in titles[0], "one" in titles[1]] == [True, True]


def test_ours_is_drawn_boldly(tmp_path: Path) -> None:
    data = tmp_path / "sample.json"
    data.write_text(json.dumps(KEPT), encoding="utf-8")
    text = draw(data)[0].read_text(encoding="utf-8")
    assert text.index("stroke-width='2.4'") < text.index("stroke-width='1.4'")
