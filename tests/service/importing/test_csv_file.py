from pathlib import Path
from typing import Any

import pytest

from models import Problem
from service import limits
from service.importing import csv_file
from service.importing.checking import check, problem_of
from service.importing.sources import Source, SourceError
from tests.service.bodies import OBJECTIVES
from tests.service.importing.spaces import HEADER, PROBLEM, ROW, TRIAL

OTHER = (
    "is neither a parameter nor a result; did you mean eta?, or leave others alone with "
    "--ignore-others"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trials.csv"


def read(
    file: Path, *lines: str, problem: Problem = PROBLEM, ignores_others: bool = False
) -> Source:
    """Write lines to a file and read it."""
    file.write_bytes("".join(f"{each}\n" for each in lines).encode())
    source = csv_file.read(file, problem, ignores_others=ignores_others)
    check(source.trials, problem)
    return source


def mistakes(file: Path, *lines: str, problem: Problem = PROBLEM) -> list[str]:
    """Return what is wrong with lines, without the name of the file."""
    with pytest.raises(SourceError) as caught:
        read(file, *lines, problem=problem)
    return str(caught.value).replace("trials.csv, ", "").split("\n")


def fields(source: Source) -> list[Any]:
    """Return the trials of a source."""
    return [each.fields for each in source.trials]


class TestATable:
    def test_has_a_trial_in_each_line(self, file: Path) -> None:
        source = read(file, HEADER, ROW, ROW)
        assert fields(source) == [TRIAL, TRIAL]
        assert list(source.notes) == []

    def test_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(
        self, file: Path
    ) -> None:
        assert fields(read(file, f"\ufeff{HEADER}\r", f"{ROW}\r", "\r")) == [TRIAL]

    def test_may_have_its_columns_in_any_order_under_their_full_names(self, file: Path) -> None:
        header = "values.loss,parameters.drop,bias,width,kind,rounds,parameters.eta"
        assert fields(read(file, header, '0.25,0.5,TRUE,64.0,"a,b",100.0,1e-1')) == [TRIAL]

    def test_may_have_quotes_and_line_ends_in_its_cells(self, file: Path) -> None:
        problem = problem_of(
            {
                "space": {
                    "parameters": [{"name": "q", "type": "categorical", "values": ['"\n"', "é"]}]
                },
                "objectives": OBJECTIVES,
            },
            "test",
        )
        source = read(file, "q,loss", '"""\n""",1', "é,2", problem=problem)
        assert [each["parameters"]["q"] for each in fields(source)] == ['"\n"', "é"]
        assert [each.place for each in source.trials] == [
            "trials.csv, line 2",
            "trials.csv, line 4",
        ]

    def test_may_be_empty_but_for_its_header(self, file: Path) -> None:
        assert fields(read(file, HEADER)) == []

    def test_says_of_each_value_what_the_space_says(self, file: Path) -> None:
        rows = [f"0.1,8,{kind},32,0,,1" for kind in ("1", "null", "true", "2.50")]
        found = [each["parameters"]["kind"] for each in fields(read(file, HEADER, *rows))]
        assert found == ["1", None, True, 2.5]
        assert found[2] is True

    def test_leaves_out_what_is_inactive(self, file: Path) -> None:
        (trial,) = fields(read(file, HEADER, '0.1,100,"a,b",64,false,,0.25'))
        assert "drop" not in trial["parameters"]

    def test_tells_how_trials_ended(self, file: Path) -> None:
        header = f"{HEADER},state,cost,failure,std.loss"
        start = '0.1,100,"a,b",64,true,0.5'
        source = read(
            file,
            header,
            f"{start},0.25,,12.5,,0.1",
            f"{start},nan,FAILED,nan,out of memory,",
            f"{start},0.3,stopped,,,",
            f"{start},,running,,,",
            f"{start},,queued,,,",
            f"{start},,queued,,,",
        )
        completed, failed, stopped = fields(source)
        assert completed == {**TRIAL, "cost": 12.5, "std": {"loss": 0.1}}
        assert failed == {
            "parameters": TRIAL["parameters"],
            "state": "failed",
            "failure": "out of memory",
        }
        assert stopped["state"] == "stopped"
        assert list(source.notes) == ["2 queued left out", "1 running left out"]

    def test_may_have_other_columns_if_it_is_said(self, file: Path) -> None:
        source = read(file, f"note,{HEADER},day", f"x,{ROW},y", ignores_others=True)
        assert fields(source) == [TRIAL]
        assert list(source.notes) == ["columns left out: note, day"]


class TestAMistake:
    @pytest.mark.parametrize(
        ("cell", "column", "message"),
        [
            ("x", 0, 'line 3, column eta: expected a number, got "x"'),
            ("nan", 0, 'line 3, column eta: expected a finite number, got "nan"'),
            ("1e999", 0, 'line 3, column eta: expected a finite number, got "1e999"'),
            ("2", 0, "line 3, column eta: expected a number from 0.001 to 1.0, got 2.0"),
            ("8.5", 1, 'line 3, column rounds: expected a whole number, got "8.5"'),
            ("b", 2, 'line 3, column kind: expected one of "a,b", "1", null, true, 2.5, got "b"'),
            ("96", 3, 'line 3, column width: expected one of 32, 64, got "96"'),
            ("yes", 4, 'line 3, column bias: expected true or false, got "yes"'),
            ("inf", 6, 'line 3, column loss: expected a finite number, got "inf"'),
            ("a\0", 2, 'line 3, column kind: expected text without U+0000, got "a\\u0000"'),
        ],
    )
    def test_in_a_cell_is_told_with_its_line_and_column(
        self, file: Path, cell: str, column: int, message: str
    ) -> None:
        cells = ["0.1", "100", "1", "64", "true", "0.5", "0.25"]
        cells[column] = cell
        assert mistakes(file, HEADER, ROW, ",".join(cells)) == [message]

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("0.1,8,1,32,0,,", "line 2, column loss: expected the value of the objective, got"),
            ("0.1,8,1,32,1,,1", "line 2, column drop: expected"),
            ("0.1,8,1,32,0,0.5,1", "line 2, column drop: expected no value, because the condition"),
            ("0.1,8,1,32,0,1", "line 2: expected 7 cells as in line 1, got 6"),
            ('0.1,8,"1"x,32,0,,1', "line 2: expected CSV with commas, ',' expected after '\"'"),
            ('0.1,8,"1', "line 2: expected CSV with commas, unexpected end of data"),
        ],
    )
    def test_in_a_line_is_told_with_its_line(self, file: Path, row: str, message: str) -> None:
        (found,) = mistakes(file, HEADER, row)
        assert found.startswith(message)

    @pytest.mark.parametrize(
        ("header", "message"),
        [
            (f"{HEADER},eta", 'line 1: expected the column "eta" once'),
            (
                f"{HEADER},parameters.eta",
                'line 1: expected one column for a thing, got "eta" and "parameters.eta"',
            ),
            (
                HEADER.replace("eta", "etta"),
                f'line 1: the column "etta" {OTHER}',
            ),
        ],
    )
    def test_in_the_header_is_told(self, file: Path, header: str, message: str) -> None:
        assert mistakes(file, header, ROW) == [message]

    def test_a_file_without_a_header_is_told(self, file: Path) -> None:
        assert mistakes(file) == ["line 1: expected the names of columns, got nothing"]

    def test_a_name_that_could_be_two_things_needs_to_say_which(self, file: Path) -> None:
        problem = problem_of(
            {
                "space": {"parameters": [{"name": "cost", "type": "float", "bounds": [0, 9]}]},
                "objectives": OBJECTIVES,
            },
            "test",
        )
        (found,) = mistakes(file, "cost,loss", "1,2", problem=problem)
        assert 'the column "cost" could be parameters.cost or trial.cost' in found
        (trial,) = fields(read(file, "trial.cost,parameters.cost,loss", "1,2,3", problem=problem))
        assert trial == {"parameters": {"cost": 2.0}, "values": {"loss": 3.0}, "cost": 1.0}

    def test_values_that_look_alike_in_a_table_are_not_guessed(self, file: Path) -> None:
        problem = problem_of(
            {
                "space": {
                    "parameters": [{"name": "k", "type": "categorical", "values": [1, "1", True]}]
                },
                "objectives": OBJECTIVES,
            },
            "test",
        )
        (found,) = mistakes(file, "k,loss", "1,2", problem=problem)
        assert 'one value, but 1 and "1" look alike in a table; JSON lines tell them apart' in found

    def test_of_many_the_first_are_told(self, file: Path) -> None:
        found = mistakes(file, HEADER, *["x,8,1,32,0,,1"] * 1_000)
        assert found[-1] == "and 1 more mistakes"
        assert len(found) == limits.ERRORS + 1

    def test_a_file_that_is_no_text_is_told(self, file: Path) -> None:
        file.write_bytes(HEADER.encode() + b"\n\xff")
        with pytest.raises(SourceError, match=r"^trials.csv: expected UTF-8, got the byte 0xff$"):
            csv_file.read(file, PROBLEM, ignores_others=False)

    def test_a_file_of_more_trials_than_a_study_takes_is_not_read_to_its_end(
        self, file: Path
    ) -> None:
        rows = [ROW] * (limits.TRIALS + 1)
        (found,) = mistakes(file, HEADER, *rows, "what follows is not read")
        assert found == "trials.csv has more than 10,000 trials, which no study takes"
