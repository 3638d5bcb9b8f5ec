import json
from pathlib import Path
from typing import Any

import pytest

from service import limits
from service.importing import json_lines
from service.importing.checking import check
from service.importing.sources import Source, SourceError
from tests.service.clients import Api, loss
from tests.service.importing.spaces import PROBLEM, TRIAL

MEASURED = [{"step": 1, "values": {"loss": 0.5}}]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trials.jsonl"


def read(file: Path, *lines: Any, ignores_others: bool = False) -> Source:
    """Write lines to a file and read it."""
    texts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
    file.write_bytes(b"\n".join(texts))
    source = json_lines.read(file, ignores_others=ignores_others)
    check(source.trials, PROBLEM)
    return source


def mistakes(file: Path, *lines: Any) -> list[str]:
    """Return what is wrong with lines, without the name of the file."""
    with pytest.raises(SourceError) as caught:
        read(file, *lines)
    return str(caught.value).replace("trials.jsonl, ", "").split("\n")


def test_each_line_is_a_trial(file: Path) -> None:
    stopped = {**TRIAL, "state": "stopped", "measurements": MEASURED}
    failed = {"parameters": TRIAL["parameters"], "state": "failed", "failure": "out of memory"}
    source = read(file, TRIAL, b"", stopped, b"  ", failed)
    assert [each.fields for each in source.trials] == [TRIAL, stopped, failed]


def test_a_file_may_begin_with_a_byte_order_mark(file: Path) -> None:
    source = read(file, b"\xef\xbb\xbf" + json.dumps(TRIAL).encode())
    assert [each.fields for each in source.trials] == [TRIAL]


def test_trials_come_as_the_service_lists_them(file: Path) -> None:
    api = Api()
    api.create(*[{"name": "eta", "type": "float", "bounds": [0, 1]}])
    api.ask(count=2)
    api.tell(loss(1, 0.5, std={"loss": 0.1}))
    listed = api.trials()
    file.write_text("\n".join(map(json.dumps, listed)))
    source = json_lines.read(file, ignores_others=False)
    (kept,) = source.trials
    assert kept.fields["values"] == {"loss": 0.5}
    assert source.notes[0] == "1 running left out"
    assert source.notes[1].startswith("fields left out: ")


def test_other_fields_are_left_alone_if_it_is_said(file: Path) -> None:
    source = read(file, {**TRIAL, "note": 1}, ignores_others=True)
    assert [each.fields for each in source.trials] == [TRIAL]
    assert list(source.notes) == ['fields left out: "note"']


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 2: expected JSON, got something else at column 2"),
        (b"[]", "line 2: expected an object, got an array of 0"),
        (b'{"a": NaN}', "line 2: expected finite numbers, got NaN"),
        (b'{"a": 1, "a": 2}', "line 2: expected every key of an object once"),
        (b'{"a": "\\u0000"}', "line 2: expected text, got the character U+0000"),
        (b"\xff", "line 2: expected UTF-8, got the byte 0xff"),
        (b"[" * 99, "line 2: expected arrays and objects nested at most 32 deep"),
        ({**TRIAL, "value": 1}, 'line 2: unknown field "value"; did you mean values?'),
        ({}, "line 2, /parameters: expected a value, got none"),
        ({**TRIAL, "values": {}}, "line 2, /values/loss: expected the value of the objective"),
        ({**TRIAL, "cost": "1"}, 'line 2, /cost: expected a number, got "1"'),
        ({**TRIAL, "state": "x"}, "line 2, /state: expected "),
        (
            {**TRIAL, "parameters": {**TRIAL["parameters"], "eta": 3}},
            "line 2, /parameters/eta: expected a number from 0.001 to 1.0, got 3",
        ),
        ({**TRIAL, "measurements": MEASURED * 2}, "line 2, /measurements/1/step: expected each"),
    ],
)
def test_a_mistake_is_told_with_its_line(file: Path, line: Any, message: str) -> None:
    (found,) = mistakes(file, TRIAL, line)
    assert found.startswith(message)


def test_one_endless_line_fills_no_memory(file: Path) -> None:
    (found,) = mistakes(file, b'"' + b"x" * json_lines.LONGEST)
    assert found == "line 1: expected at most 16,777,216 bytes"


def test_a_file_of_more_trials_than_a_study_takes_is_not_read_to_its_end(file: Path) -> None:
    (found,) = mistakes(file, *[b"{}"] * (limits.TRIALS + 1), b"what follows is not read")
    assert found == "trials.jsonl has more than 10,000 trials, which no study takes"


def test_more_measurements_than_a_transaction_takes_are_told_with_a_remedy(file: Path) -> None:
    steps = [{"step": step, "values": {"loss": 1}} for step in range(10_000)]
    trials = [{**TRIAL, "measurements": steps}] * 11
    (found,) = mistakes(file, *trials)
    assert found.endswith("got 110,000; --without-measurements leaves them out")
