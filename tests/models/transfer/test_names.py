"""Tests of names that mean the same."""

import pytest

from models.transfer.names import SYNONYMS, likeness, names_model, plain, text_of


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("eta", "eta", 3),
        ("num.trees", "num_trees", 2),
        ("svc__C", "C", 2),
        ("eta", "learning_rate", 1),
        ("alpha", "reg_alpha", 1),
        ("alpha", "weight_decay", 1),
        ("eta", "gamma", 0),
    ],
)
def test_names_are_as_alike_as_libraries_use_them(name: str, other: str, expected: int) -> None:
    """The likeness is the same whichever way one looks."""
    assert likeness(name, other) == likeness(other, name) == expected


def test_synonyms_are_written_as_they_are_compared() -> None:
    """A name in another dress would never be found."""
    assert all(plain(name) == name for each in SYNONYMS for name in each)


def test_a_name_that_ends_in_underscores_remains_a_name() -> None:
    """Nothing would be like an empty name, or everything."""
    assert plain("depth__") == "depth__"


def test_texts_of_libraries_that_mean_the_same_are_the_same() -> None:
    """Values that are not text are compared as text."""
    assert text_of("gbtree") == text_of("GBDT")
    assert text_of(None) == text_of("none")
    assert text_of(0.5) == text_of("0.5")
    assert text_of("gbtree") != text_of("dart")


def test_a_model_may_be_called_by_its_class() -> None:
    """The library alone has several models."""
    assert names_model("xgboost.XGBClassifier", "xgboost.XGBClassifier")
    assert names_model("xgbclassifier", "xgboost.XGBClassifier")
    assert not names_model("xgboost", "xgboost.XGBClassifier")
