import io
from contextlib import nullcontext

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models import Column
from service.datasets import TableError
from service.datasets.separated import ROWS_AT_ONCE, SEPARATORS, read

NAN = np.nan


def table(text: str, separators: str = SEPARATORS[".csv"]) -> dict[str, Column]:
    """Return the columns of a text by their names."""

    def opened() -> nullcontext[io.StringIO]:
        return nullcontext(io.StringIO(text, newline=""))

    return {each.name: each for each in read(opened, separators)}


def failing(text: str) -> str:
    """Return why a text is no table."""
    with pytest.raises(TableError) as caught:
        table(text)
    return str(caught.value)


def test_numbers_are_numbers_and_texts_are_labels() -> None:
    columns = table("age,city\n20,Rome\n 3.5e1 ,Oslo\n-7,Rome\n")
    assert columns["age"].is_number
    assert columns["age"].x.tolist() == [20.0, 35.0, -7.0]
    assert not columns["city"].is_number
    assert columns["city"].x.tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("text", ["", "?", "NA", "n/a", "NaN", "null", "None", " ", "inf", "1e999"])
def test_a_number_may_be_missing(text: str) -> None:
    x = table(f"x,y\n1,0\n{text},0\n2,0\n")["x"]
    assert x.is_number
    assert_array_equal(x.x, [1.0, NAN, 2.0])


@pytest.mark.parametrize("text", ["", "?", "NA", "NULL"])
def test_a_label_may_be_missing(text: str) -> None:
    assert_array_equal(table(f"x,y\na,0\n{text},0\nb,0\n")["x"].x, [0.0, NAN, 1.0])


@pytest.mark.parametrize("text", ["a", "1_000", "0x1F", "1,5", "true", "2020-01-01"])
def test_one_text_makes_all_of_a_column_labels(text: str) -> None:
    x = table(f'x,y\n1,0\n"{text}",0\n2,0\n')["x"]
    assert not x.is_number
    assert x.x.tolist() == [0.0, 1.0, 2.0]


def test_a_text_far_down_makes_labels_of_what_stands_above_it() -> None:
    rows = "".join(f"{i % 5}\n" for i in range(2 * ROWS_AT_ONCE))
    x = table(f"x\n{rows}a\n")["x"]
    assert not x.is_number
    assert len(x.x) == 2 * ROWS_AT_ONCE + 1
    assert len(x.counts) == 6


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_what_the_first_line_has_most_of(separator: str) -> None:
    text = separator.join(["a", '"b,;|c,,,,;;;;||||"', "d"]) + "\n" + separator.join("123") + "\n"
    assert list(table(text)) == ["a", "b,;|c,,,,;;;;||||", "d"]


def test_a_tab_separated_table_may_be_full_of_commas() -> None:
    assert list(table("a,b,c,d\te\n1\t2\n", SEPARATORS[".tsv"])) == ["a,b,c,d", "e"]


def test_quotes_hold_separators_and_lines_together() -> None:
    columns = table('"a, b", c\n"x\ny", "z"\n')
    assert list(columns) == ["a, b", "c"]
    assert len(columns["c"].x) == 1


def test_empty_lines_and_other_ends_of_lines_are_no_rows() -> None:
    assert table("x\r\n1\r\n\r\n2\r\n\r\n")["x"].x.tolist() == [1.0, 2.0]


def test_a_table_without_rows_has_columns() -> None:
    assert [len(each.x) for each in table("a,b\n").values()] == [0, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the names of the columns in the first line, got nothing"),
        ("a,b\n1,2\n3\n", "line 3: expected 2 values, as many as there are names, got 1"),
        ("a,b\n1,2,3\n", "line 2: expected 2 values, as many as there are names, got 3"),
        ("a, a\n1,2\n", "expected columns of different names, got 'a' 2 times"),
        ('a,b\n1,"2\n', "line 2: unexpected end of data"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(text: str, message: str) -> None:
    assert failing(text) == message
