from collections.abc import Callable

import pytest

from models.dataset import Dataset
from models.errors import DatasetError


def test_nothing_need_be_known_of_a_dataset() -> None:
    assert Dataset().n_rows is None
    assert dict(Dataset().meta_features) == {}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("n_rows", lambda: Dataset(n_rows=-1)),
        ("n_features", lambda: Dataset(n_features=-1)),
        ("n_classes", lambda: Dataset(n_classes=-1)),
        ("n_categorical_features", lambda: Dataset(n_categorical_features=-1)),
    ],
)
def test_a_count_is_not_negative(name: str, make: Callable[[], Dataset]) -> None:
    with pytest.raises(DatasetError, match="at least 0, got -1") as caught:
        make()
    assert caught.value.path == (name,)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_fraction_is_between_nothing_and_all(share: float) -> None:
    with pytest.raises(DatasetError, match="from 0 to 1") as caught:
        Dataset(missing_fraction=share)
    assert caught.value.path == ("missing_fraction",)
    with pytest.raises(DatasetError, match="from 0 to 1") as caught:
        Dataset(minority_class_fraction=share)
    assert caught.value.path == ("minority_class_fraction",)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_a_meta_feature_is_finite(value: float) -> None:
    with pytest.raises(DatasetError, match="finite") as caught:
        Dataset(meta_features={"mean_skewness": value})
    assert caught.value.path == ("meta_features", "mean_skewness")
