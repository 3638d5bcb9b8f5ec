import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.quality.live.data import folder
from benchmarks.quality.measurements import SPACES
from benchmarks.quality.sampling import sample
from benchmarks.quality.surfaces import (
    DATASETS,
    LEAST,
    Surface,
    accuracy,
    features,
    learn,
    read,
)
from models import Configuration

needs_data = pytest.mark.skipif(not folder().exists(), reason="the shared data are not here")
LETTER = "forest-surface/letter"
CONFIGURATION: Configuration = {
    "bootstrap": True,
    "criterion": "gini",
    "max_features": 0.5,
    "min_samples_leaf": 20,
    "min_samples_split": 2,
    "imputer_strategy": "median",
}


def test_numbers_keep_their_order_and_choices_get_an_indicator_each() -> None:
    (row,) = features(SPACES["forest-surface"], [CONFIGURATION])
    leaf, split = 1.0 - 1.0 / 20.0, 1.0 / 19.0 - 1.0
    assert_allclose(row, [0, 1, 1, 0, 0, leaf, split, 0, 1, 0], atol=1e-12)


@pytest.mark.data
@needs_data
def test_networks_learn_from_every_measurement_on_one_scale() -> None:
    rows = read(LETTER)
    assert rows.features.shape == (len(rows.logs), 10) == (500, 10)
    assert np.isfinite(rows.logs).all()
    assert np.abs(rows.features).max() <= 1.0


@pytest.mark.data
@needs_data
def test_a_surface_predicts_what_was_measured() -> None:
    rows = read(LETTER)
    members = learn(LETTER, 0, "")
    mean, deviation, worst = rows.logs.mean(), rows.logs.std(), np.exp(rows.logs.max())
    surface = Surface(LETTER, SPACES["forest-surface"], members, mean, deviation, worst)
    errors = [surface.evaluate(each, seed=0) for each in sample(surface.space, 300)]
    assert 0.0 < min(errors) <= max(errors) <= worst
    # Both are random configurations of the same space: four standard errors of a median.
    standard_error = 1.25 * deviation / np.sqrt(300)
    assert_allclose(np.median(np.log(errors)), np.median(rows.logs), atol=4.0 * standard_error)


@pytest.mark.data
@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", DATASETS)
def test_every_surface_is_learned_well_enough(name: str) -> None:
    found = accuracy(name)
    assert min(found.r2, found.spearman) >= LEAST
