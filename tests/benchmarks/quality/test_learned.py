import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.neural_network import MLPRegressor

from benchmarks.arrays import Array
from benchmarks.quality.learned import SAMPLE, Ensemble, Learned, Rows, accuracy, features, fit
from benchmarks.quality.measurements import SPACES
from benchmarks.quality.tasks import Half
from models import Configuration, Direction, Float, Objective, SearchSpace
from tests.benchmarks.quality.tasks import BRANCHES

LINE = SearchSpace((Float("x", 0.0, 1.0),))
POINTS = np.linspace(0.0, 1.0, 40)[:, np.newaxis]


def network() -> MLPRegressor:
    return MLPRegressor(
        hidden_layer_sizes=(8,), activation="tanh", solver="lbfgs", max_iter=500, random_state=0
    )


def rows(slope: float) -> Rows:
    return Rows(features(LINE, POINTS), slope * POINTS[:, 0])


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return fit(rows(2.0), [network()])


def row(space: SearchSpace, configuration: Configuration) -> Array:
    return np.ravel(features(space, space.encode_all([configuration]).X))


def task(ensemble: Ensemble, base: float, unit: float, optimum: float | None) -> Learned:
    objective = Objective("score", Direction.MAXIMIZE)
    return Learned("a/b", Half.HELD_OUT, 1, LINE, objective, ensemble, base, unit, optimum)


def test_numbers_keep_their_order_and_choices_get_an_indicator_each() -> None:
    configuration: Configuration = {
        "bootstrap": True,
        "criterion": "gini",
        "max_features": 0.5,
        "min_samples_leaf": 20,
        "min_samples_split": 2,
        "imputer_strategy": "median",
    }
    leaf, split = 1.0 - 1.0 / 20.0, 1.0 / 19.0 - 1.0
    found = row(SPACES["forest-surface"], configuration)
    assert_allclose(found, [0, 1, 1, 0, 0, leaf, split, 0, 1, 0], atol=1e-12)


def test_a_parameter_with_conditions_has_an_indicator_and_is_nothing_where_inactive() -> None:
    near = row(BRANCHES, {"kind": "near", "x": 1.0})
    assert_allclose(near, [1, 0, 1, 0, 0, 0, 0, 0], atol=1e-12)
    far = row(BRANCHES, {"kind": "far", "x": 0.5, "y": 0.0, "z": "right"})
    assert_allclose(far, [0, 1, 0, -1, 1, 0, 1, 1], atol=1e-12)


def test_networks_predict_the_loss_whose_logarithm_they_learned(ensemble: Ensemble) -> None:
    between = np.array([[0.2], [0.7]])
    assert_allclose(ensemble.losses(features(LINE, between)), np.exp([0.4, 1.4]), rtol=0.02)


def test_nothing_is_predicted_to_be_worse_than_the_worst_that_was_learned(
    ensemble: Ensemble,
) -> None:
    beyond = ensemble.losses(np.array([[1.5]]))
    assert_allclose(beyond, ensemble.worst)
    assert_allclose(ensemble.worst, np.exp(2.0))


def test_the_objective_is_the_loss_in_its_own_unit_and_direction(ensemble: Ensemble) -> None:
    (loss,) = ensemble.losses(features(LINE, np.array([[0.3]])))
    value = task(ensemble, base=10.0, unit=-2.0, optimum=None).evaluate({"x": 0.3}, seed=5)
    assert_allclose(value, 10.0 - 2.0 * loss)


def test_the_reference_has_the_optimum_if_it_is_known(ensemble: Ensemble) -> None:
    unknown, known = (task(ensemble, 0.0, 1.0, best).reference() for best in (None, -3.0))
    assert_allclose(known, np.append(unknown, -3.0))
    assert len(unknown) == SAMPLE


def test_accuracy_is_one_for_what_can_be_learned_and_none_for_noise(
    rng: np.random.Generator,
) -> None:
    found = accuracy(rows(2.0), network())
    assert min(found.r2, found.spearman) > 0.99
    noise = Rows(features(LINE, POINTS), rng.normal(size=len(POINTS)))
    assert accuracy(noise, network()).r2 < 0.5
