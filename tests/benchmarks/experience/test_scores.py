import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, log_loss, mean_absolute_error, roc_auc_score

from benchmarks.arrays import Array
from benchmarks.experience.scores import DIRECTIONS, SOUGHT, scores
from benchmarks.quality.live.data import Data


@pytest.fixture
def probabilities(rng: np.random.Generator) -> Array:
    # Of few values, so that there are ties.
    weights = rng.integers(1, 5, size=(60, 3)).astype(np.float64)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@pytest.fixture
def judged(rng: np.random.Generator) -> Data:
    return Data(np.empty((60, 0)), rng.integers(3, size=60).astype(np.float64), 3)


def test_scores_of_classes_are_those_of_scikit_learn(probabilities: Array, judged: Data) -> None:
    found = scores(probabilities, judged, are_probabilities=True)
    y, labels = judged.y, probabilities.argmax(axis=1)
    assert found["auc"] == pytest.approx(roc_auc_score(y, probabilities, multi_class="ovr"))
    assert found["log_loss"] == pytest.approx(log_loss(y, probabilities))
    assert found["balanced_accuracy"] == pytest.approx(balanced_accuracy_score(y, labels))
    assert found["accuracy"] == pytest.approx((labels == y).mean())


def test_margins_have_no_log_loss(probabilities: Array, judged: Data) -> None:
    found = scores(np.log(probabilities), judged, are_probabilities=False)
    assert set(found) == {"accuracy", "auc", "balanced_accuracy"}


def test_scores_of_numbers_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    predicted, y = rng.normal(size=(2, 20))
    found = scores(predicted, Data(np.empty((20, 0)), y, 0), are_probabilities=False)
    assert found["mae"] == pytest.approx(mean_absolute_error(y, predicted))
    assert set(found) == {"rmse", "mae", "r2"}


def test_whatever_is_sought_has_a_direction() -> None:
    assert {name for each in SOUGHT.values() for names in each for name in names} <= set(DIRECTIONS)
