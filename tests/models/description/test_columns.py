import numpy as np
import pytest

from models.description import Column

NAN = np.nan


def test_what_is_not_finite_is_missing() -> None:
    column = Column.of_numbers("x", np.array([1.0, NAN, np.inf, -np.inf, 2.0]))
    assert column.is_missing.tolist() == [False, True, True, True, False]
    assert column.known.tolist() == [1.0, 2.0]


def test_labels_are_told_apart_and_none_is_missing() -> None:
    column = Column.of_labels("x", ["b", None, "a", "b"])
    assert column.is_missing.tolist() == [False, True, False, False]
    assert sorted(column.counts.tolist()) == [1, 2]
    assert column.x[0] == column.x[3] != column.x[2]


@pytest.mark.parametrize(
    ("column", "is_categorical"),
    [
        (Column.of_numbers("x", np.array([1.0, 2.0, 3.0])), False),
        (Column.of_numbers("x", np.array([1.0, 2.0, NAN, 1.0])), True),
        (Column.of_numbers("x", np.array([1.0, 1.0])), False),
        (Column.of_numbers("x", np.array([NAN])), False),
        (Column.of_labels("x", ["a", "b", "c"]), True),
        (Column.of_labels("x", ["a", "a"]), True),
    ],
)
def test_two_values_are_as_good_as_labels(column: Column, *, is_categorical: bool) -> None:
    assert column.is_categorical is is_categorical


def test_rows_are_chosen_with_what_is_known_of_them() -> None:
    column = Column.of_labels("x", ["a", "b", "c"]).rows(np.array([True, False, True]))
    assert (column.name, column.is_number, column.x.tolist()) == ("x", False, [0.0, 2.0])
