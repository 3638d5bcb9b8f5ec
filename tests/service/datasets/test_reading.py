import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal
from pyarrow import parquet

from models import Column
from service.datasets import TableError, read_table

NAN = np.nan
CSV = "age,city\n20,Rome\n,Oslo\n"
ARFF = """% A comment.
@relation people
@attribute age numeric
@attribute 'city' {Rome, Oslo}
@data
20, Rome
?, Oslo
"""


def by_name(path: Path) -> dict[str, Column]:
    """Return the columns of a file by their names."""
    return {each.name: each for each in read_table(path)}


def failing(path: Path) -> str:
    """Return why a file is no table."""
    with pytest.raises(TableError) as caught:
        read_table(path)
    return str(caught.value)


def people(folder: Path, name: str) -> Path:
    """Write the same table in the format that a name asks for."""
    path = folder / name
    if name.endswith(".parquet"):
        ages = pa.array([20, None], type=pa.int64())
        parquet.write_table(pa.table({"age": ages, "city": ["Rome", "Oslo"]}), path)
        return path
    text = ARFF if ".arff" in name else CSV.replace(",", "\t" if ".tsv" in name else ",")
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    "name",
    ["p.csv", "p.CSV", "p.v2.csv.gz", "p.tsv", "p.tsv.gz", "p.arff", "p.arff.gz", "p.parquet"],
)
def test_every_format_says_the_same(tmp_path: Path, name: str) -> None:
    columns = by_name(people(tmp_path, name))
    assert list(columns) == ["age", "city"]
    assert columns["age"].is_number
    assert_array_equal(columns["age"].x, [20.0, NAN])
    assert not columns["city"].is_number
    assert columns["city"].x.tolist() == [0.0, 1.0]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    assert list(by_name(path)) == ["age", "city"]


@pytest.mark.parametrize("name", ["p", "p.gz", "p.xlsx", "p.csv.zip", "p.parquet.gz"])
def test_an_unknown_format_is_told_with_those_there_are(tmp_path: Path, name: str) -> None:
    assert "expected a file that ends in .csv, .tsv, .arff" in failing(tmp_path / name)


@pytest.mark.parametrize("name", ["p.csv", "p.arff", "p.parquet", "p.tsv.gz"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    assert "No such file" in failing(tmp_path / name)


@pytest.mark.parametrize("name", ["p.csv", "p.arff", "p.csv.gz", "p.parquet"])
def test_bytes_of_something_else_are_no_table(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe\x00\x01\x1f\x8b")
    assert failing(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@relation r\n@attribute a string\n@data\nx\n",
        "@relation r\n@attribute a numeric\n@data\nx\n",
        "@relation r\n@attribute a {x, y}\n@data\nz\n",
        "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n1\n",
        "nothing of the kind",
    ],
)
def test_arff_that_cannot_be_read_is_told_with_a_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.arff"
    path.write_text(text)
    assert "save the table as CSV" in failing(path)


def test_parquet_has_more_types_of_numbers_and_labels(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    days = [date(2026, 1, 1), date(2026, 1, 3), None]
    table = {
        "flag": pa.array([True, None, False]),
        "small": pa.array([1, 2, 3], type=pa.uint8()),
        "real": pa.array([1.5, float("nan"), float("inf")], type=pa.float32()),
        "price": pa.array([1, 2, None], type=pa.decimal128(9, 2)),
        "day": pa.array(days, type=pa.date32()),
        "moment": pa.array(days, type=pa.date64()),
        "level": pa.array(["a", None, "b"]).dictionary_encode(),
    }
    parquet.write_table(pa.table(table), path)
    columns = by_name(path)
    is_number = {name: each.is_number for name, each in columns.items()}
    assert is_number == {**dict.fromkeys(table, True), "flag": False, "level": False}
    assert_array_equal(columns["real"].x, [1.5, NAN, NAN])
    assert_array_equal(columns["price"].x, [1.0, 2.0, NAN])
    assert columns["day"].x[1] - columns["day"].x[0] == 2.0
    assert np.isnan(columns["moment"].x[2])
    assert_array_equal(columns["level"].x, [0.0, NAN, 1.0])


def test_lists_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    parquet.write_table(pa.table({"x": [[1, 2], [3]]}), path)
    assert failing(path) == "column 'x': expected single values, got list<element: int64>"
