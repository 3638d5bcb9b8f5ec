import json

import pytest

from benchmarks.archive import written

CONTENT = {
    "name": "a  [b",
    "means": [0.5, -1e-07, 3.0],
    "rows": [[1, 2], ["x  {y", "}\n z"]],
    "interval": {"mean": 0.5, "low": None},
    "none": [],
}


def test_what_is_written_is_read_again() -> None:
    assert json.loads(written(CONTENT)) == CONTENT


def test_numbers_of_a_list_stand_side_by_side() -> None:
    assert ' "means": [ 0.5, -1e-07, 3.0 ],\n' in written({**CONTENT, "name": "a"})


def test_an_interval_is_one_line() -> None:
    assert ' "interval": { "mean": 0.5, "low": null },\n' in written({**CONTENT, "name": "a"})


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        written({"mean": float("nan")})
