"""Tests of what was measured elsewhere, and of what is believed between the measurements."""

import numpy as np

from models.dataset import Dataset
from models.transfer import Experience
from tests.models.transfer.studies import SPACE, experience, loss, points

MODELS = ("xgboost.XGBClassifier",)


def test_regrets_are_zero_at_the_best_and_one_at_the_median() -> None:
    """Whatever the unit of the losses."""
    X = points(SPACE, 5)
    losses = np.array([[5.0, 1e300], [1.0, 2e300], [2.0, 3e300], [3.0, 4e300], [900.0, 5e300]])
    regrets = Experience.of(MODELS, SPACE, X, losses, (Dataset(), Dataset())).regrets
    np.testing.assert_allclose(regrets[:, 0], [2.0, 0.0, 0.5, 1.0, 4.0])
    np.testing.assert_allclose(regrets[:, 1], [0.0, 0.5, 1.0, 1.5, 2.0])


def test_a_failure_is_as_bad_as_the_worst_that_counts() -> None:
    """Infinite losses say that training failed, and most may have."""
    X = points(SPACE, 5)
    losses = np.array([[np.inf], [np.inf], [np.inf], [1.0], [2.0]])
    regrets = Experience.of(MODELS, SPACE, X, losses, (Dataset(),)).regrets
    np.testing.assert_allclose(regrets[:, 0], [4.0, 4.0, 4.0, 0.0, 1.0])


def test_what_lies_between_measurements_is_told_from_them() -> None:
    """On configurations that no study tried, the order is that of the truth."""
    elsewhere = experience()
    fresh = points(SPACE, 200)[60:]
    told = elsewhere.at(fresh)
    for m, shift in enumerate((-0.3, -0.1, 0.0, 0.1, 0.3)):
        truth = np.array([loss(each, shift) for each in SPACE.decode_all(fresh)])
        ranks = np.argsort(np.argsort(told[:, m])), np.argsort(np.argsort(truth))
        assert np.corrcoef(*ranks)[0, 1] > 0.95


def test_data_sets_may_lack_measurements() -> None:
    """What is known of one data set says what it would be, with no help from the others."""
    whole = experience()
    regrets = whole.regrets.copy()
    regrets[40:, 1] = np.nan
    regrets[:3, 2] = np.nan
    partial = Experience(whole.models, whole.space, whole.X, regrets, whole.datasets)
    R = points(SPACE, 80)
    assert np.isfinite(partial.at(R)).all()
    np.testing.assert_allclose(
        partial.at(whole.X)[40:, 1], whole.regrets[40:, 1], atol=0.35, rtol=0.2
    )


def test_an_experience_can_be_had_without_some_data_sets() -> None:
    """A comparison must not learn from the data set that it is about."""
    whole = experience()
    rest = whole.without(frozenset({"set-2", "set-4"}))
    assert rest is not None
    assert [each.name for each in rest.datasets] == ["set-1", "set-3", "set-5"]
    assert whole.without(frozenset(f"set-{i}" for i in range(1, 6))) is None
