import numpy as np
import pytest

from benchmarks.quality.live.data import folder
from benchmarks.quality.measurements import SPACES, read

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not folder().exists(), reason="the shared data are not here"),
]


@pytest.mark.parametrize(
    ("family", "dataset", "count"),
    [
        ("xgboost-surface", "heart", 5000),
        ("forest-surface", "6", 500),
        ("adaboost-surface", "36", 400),
    ],
)
def test_what_others_measured_are_errors_of_configurations_of_the_space(
    family: str, dataset: str, count: int
) -> None:
    configurations, errors = zip(*read(family, dataset), strict=True)
    X = SPACES[family].encode_all(configurations).X
    assert X.shape == (count, SPACES[family].d)
    assert np.isfinite(X).all()
    assert 0.0 <= min(errors) < max(errors) <= 1.0
