import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.datasets import load_iris

from models.dataset import Dataset, Modality, Task
from models.description import Column, describe
from models.description.describing import task_of
from models.errors import DatasetError

NAN = np.nan
AGE = Column.of_numbers("age", np.array([20.0, 30.0, NAN, 50.0]))
SEX = Column.of_labels("sex", ["f", "m", "m", None])
CITY = Column.of_labels("city", ["Rome", "Oslo", "Rome", "Bonn"])
LABEL = Column.of_labels("label", ["yes", "no", "no", "no"])
PRICE = Column.of_numbers("price", np.array([1.5, 2.5, NAN, 4.5]))


def numbers(*values: float) -> Column:
    """Return a column of numbers."""
    return Column.of_numbers("y", np.array(values))


def test_sizes_and_shares_are_those_of_the_cells() -> None:
    found = describe([AGE, SEX, CITY], name="people")
    assert (found.name, found.modality, found.task) == ("people", Modality.TABULAR, None)
    assert (found.n_rows, found.n_features, found.n_categorical_features) == (4, 3, 2)
    assert found.missing_fraction == 0.166667
    features = found.meta_features
    assert features["rows_with_missing_fraction"] == 0.5
    assert features["features_with_missing_fraction"] == 0.666667
    assert features["binary_feature_fraction"] == 0.333333
    assert (features["mean_categories"], features["max_categories"]) == (2.5, 3.0)


def test_a_target_of_labels_has_classes() -> None:
    found = describe([AGE], LABEL)
    assert (found.task, found.n_classes) == (Task.CLASSIFICATION, 2)
    assert found.minority_class_fraction == 0.25
    assert found.meta_features["majority_class_fraction"] == 0.75
    assert found.meta_features["class_entropy"] == 0.811278
    assert found.meta_features["class_fraction_std"] == 0.25


def test_a_target_of_numbers_has_a_shape_and_no_classes() -> None:
    found = describe([CITY], PRICE)
    assert (found.task, found.n_classes) == (Task.REGRESSION, None)
    assert found.minority_class_fraction is None
    assert_allclose(found.meta_features["target_skewness"], 0.381802, rtol=1e-5)
    assert_allclose(found.meta_features["target_kurtosis"], -1.5, rtol=1e-5)


def test_rows_without_a_target_do_not_count() -> None:
    found = describe([AGE, SEX], PRICE)
    assert (found.n_rows, found.missing_fraction) == (3, 0.166667)


def test_a_target_without_any_value_is_an_error() -> None:
    with pytest.raises(DatasetError, match="a target in some row"):
        describe([CITY], numbers(NAN, NAN, NAN, NAN))


def test_labels_are_no_numbers_to_be_learnt() -> None:
    with pytest.raises(DatasetError, match="a target of numbers"):
        describe([AGE], LABEL, Task.REGRESSION)


def test_whoever_says_the_task_is_right() -> None:
    target = numbers(1, 2, 3, 4)
    assert describe([AGE], target, Task.CLASSIFICATION).n_classes == 4
    assert describe([AGE], target, Task.FORECASTING).task is Task.FORECASTING


@pytest.mark.parametrize(
    ("target", "task"),
    [
        (numbers(0, 1, 0, 1, 1, 0), Task.CLASSIFICATION),
        (numbers(*range(20), *range(20), *range(20)), Task.CLASSIFICATION),
        (numbers(*range(21), *range(21), *range(21)), Task.REGRESSION),
        (numbers(0, 1, 2, 3), Task.REGRESSION),
        (numbers(0.5, 1.5, 0.5, 1.5, 0.5, 1.5), Task.REGRESSION),
        (Column.of_labels("y", ["a", "b", "c"]), Task.CLASSIFICATION),
    ],
)
def test_a_target_looks_like_classes_if_few_whole_numbers_occur_often(
    target: Column, task: Task
) -> None:
    assert task_of(target) is task


def test_iris_has_the_numbers_that_others_have_published() -> None:
    iris = load_iris()
    columns = [Column.of_numbers(f"{i}", x) for i, x in enumerate(iris.data.T)]
    found = describe(columns, Column.of_numbers("y", iris.target.astype(np.float64)))
    assert (found.task, found.n_rows, found.n_features, found.n_classes) == (
        *(Task.CLASSIFICATION, 150, 4, 3),
    )
    # ClassEntropy and the attributes' skewness and kurtosis on OpenML, which corrects for bias.
    assert found.meta_features["class_entropy"] == 1.58496
    assert_allclose(found.meta_features["mean_skewness"], 0.067, atol=0.005)
    assert_allclose(found.meta_features["mean_kurtosis"], -0.737, atol=0.05)


def test_of_nothing_nothing_is_known() -> None:
    assert describe([]) == Dataset(
        modality=Modality.TABULAR, n_rows=0, n_features=0, n_categorical_features=0
    )


VALUES = st.lists(st.none() | st.floats(width=32), min_size=1, max_size=12)


@given(data=st.data(), first=VALUES)
def test_any_columns_can_be_described(data: st.DataObject, first: list[float | None]) -> None:
    n = len(first)
    labels = data.draw(st.lists(st.none() | st.text(max_size=1), min_size=n, max_size=n))
    column = Column.of_numbers("x", np.array(first, dtype=np.float64))
    found = describe([column, Column.of_labels("z", labels)])
    assert found.n_rows == n
    assert 0.0 <= (found.missing_fraction or 0.0) <= 1.0
