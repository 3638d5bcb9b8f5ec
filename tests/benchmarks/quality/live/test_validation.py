import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit
from sklearn.metrics import balanced_accuracy_score, brier_score_loss, log_loss, r2_score

from benchmarks.arrays import Array
from benchmarks.quality.live import validation
from benchmarks.quality.live.data import Data, Split
from benchmarks.quality.live.validation import (
    ACCURACY,
    BALANCED,
    BRIER,
    LOG_LOSS,
    R2,
    RMSE,
    Metric,
    Validation,
    softmax,
)
from benchmarks.quality.tasks import FailedTrialError
from models import Configuration

RNG = np.random.default_rng(3)
WEIGHTS = RNG.random((40, 3)) + 0.01
PROBABILITIES = WEIGHTS / WEIGHTS.sum(axis=1, keepdims=True)
KINDS = Data(np.zeros((40, 1)), RNG.integers(0, 3, 40).astype(np.float64), 3)
NUMBERS = Data(np.zeros((40, 1)), RNG.normal(size=40), 0)
PREDICTED = NUMBERS.y + RNG.normal(size=40)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (LOG_LOSS, log_loss(KINDS.y, PROBABILITIES)),
        (BRIER, brier_score_loss(KINDS.y, PROBABILITIES, scale_by_half=False)),
        (BALANCED, balanced_accuracy_score(KINDS.y, PROBABILITIES.argmax(axis=1))),
        (ACCURACY, np.mean(KINDS.y == PROBABILITIES.argmax(axis=1))),
    ],
    ids=lambda value: value.objective.name if isinstance(value, Metric) else "",
)
def test_a_measure_of_classes_agrees_with_scikit_learn(metric: Metric, expected: float) -> None:
    assert_allclose(metric.of(PROBABILITIES, KINDS), expected, rtol=1e-12)


def test_measures_of_numbers_agree_with_scikit_learn() -> None:
    found = R2.of(PREDICTED, NUMBERS)
    assert_allclose(found, r2_score(NUMBERS.y, PREDICTED), rtol=1e-12)
    assert_allclose(RMSE.of(PREDICTED, NUMBERS) ** 2, (1.0 - found) * NUMBERS.y.var())


def test_a_sure_mistake_has_a_finite_loss() -> None:
    sure = np.eye(3)[(KINDS.y.astype(int) + 1) % 3]
    assert_allclose(LOG_LOSS.of(sure, KINDS), -np.log(validation.LEAST))


def test_the_softmax_of_one_margin_is_the_logistic_function() -> None:
    margins = np.array([-800.0, -1.0, 0.0, 2.0, 800.0])
    assert_allclose(softmax(margins)[:, 1], expit(margins), atol=1e-300)


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three folds whose targets are 0, 1 and 2."""
    dealt = tuple(
        Split(NUMBERS, Data(np.zeros((2, 1)), np.array([fold - 1.0, fold + 1.0]), 0))
        for fold in range(3)
    )
    monkeypatch.setattr(validation, "splits", lambda *_: dealt)


def constant(configuration: Configuration, split: Split) -> Array:
    return np.full(len(split.test.y), float(str(configuration["x"])))


@pytest.mark.usefixtures("folds")
def test_a_trial_is_the_mean_over_the_folds_that_are_judged_by() -> None:
    of_all = Validation(constant, RMSE, "any")({"x": 0.0}, 0)
    of_one = Validation(constant, RMSE, "any", judged=1)({"x": 0.0}, 0)
    assert_allclose([of_all, of_one], [np.sqrt([1.0, 2.0, 5.0]).mean(), 1.0])


@pytest.mark.usefixtures("folds")
@pytest.mark.parametrize("x", ["nan", "inf", "1e200", "a word"])
def test_a_trial_without_a_finite_score_fails(x: str) -> None:
    with pytest.raises(FailedTrialError):
        Validation(constant, RMSE, "any")({"x": x}, 0)
