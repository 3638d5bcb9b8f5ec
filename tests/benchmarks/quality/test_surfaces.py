import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.quality.learned import Learned
from benchmarks.quality.live.data import folder
from benchmarks.quality.measurements import SPACES
from benchmarks.quality.sampling import sample
from benchmarks.quality.surfaces import DATASETS, ERROR, LEAST, accuracy, learn, read
from benchmarks.quality.tasks import Half

needs_data = pytest.mark.skipif(not folder().exists(), reason="the shared data are not here")
LETTER = "forest-surface/letter"


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
    space, ensemble = SPACES["forest-surface"], learn(LETTER, 0, "")
    surface = Learned(LETTER, Half.DEVELOPMENT, 0, space, ERROR, ensemble)
    errors = [surface.evaluate(each, seed=0) for each in sample(space, 300)]
    assert 0.0 < min(errors) <= max(errors) <= np.exp(rows.logs.max())
    # Both are random configurations of the same space: four standard errors of a median.
    standard_error = 1.25 * rows.logs.std() / np.sqrt(300)
    assert_allclose(np.median(np.log(errors)), np.median(rows.logs), atol=4.0 * standard_error)


@pytest.mark.data
@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", DATASETS)
def test_every_surface_is_learned_well_enough(name: str) -> None:
    found = accuracy(name)
    assert min(found.r2, found.spearman) >= LEAST
