from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from benchmarks.experience.datasets import folds, metadata, read
from benchmarks.experience.subjects import CLASSIFICATION, REGRESSION, USUAL_ROWS
from models import Modality, Task
from tests.benchmarks.experience.conftest import ROWS, write


@pytest.mark.usefixtures("shared_data")
class TestSamples:
    def test_inputs_and_numeric_targets_are_standardised(self) -> None:
        data = read("542_pollution")
        assert_allclose(data.X.std(axis=0), 1.0)
        assert_allclose(data.y.std(), 1.0)
        assert data.classes == 0

    def test_classes_too_rare_for_the_folds_are_left_out(self) -> None:
        data = read("labor")
        assert (data.classes, len(data.y)) == (2, ROWS - 4)

    def test_a_sample_of_many_rows_keeps_the_shares_of_the_classes(self, tmp_path: Path) -> None:
        targets = np.repeat([0.0, 1.0], [9 * USUAL_ROWS, USUAL_ROWS])
        write(tmp_path, "banana", np.arange(float(len(targets)))[:, np.newaxis], targets)
        counts = np.bincount(read("banana").y.astype(int))
        assert_array_equal(counts, [0.9 * USUAL_ROWS, 0.1 * USUAL_ROWS])

    def test_every_row_is_judged_by_once_and_never_trained_on_there(self) -> None:
        dealt = folds("542_pollution")
        judged = np.concatenate([fold.test.X[:, 0] for fold in dealt])
        assert_allclose(np.sort(judged), np.sort(read("542_pollution").X[:, 0]))
        assert all(not set(f.test.X[:, 0]) & set(f.train.X[:, 0]) for f in dealt)

    def test_every_fold_has_its_share_of_a_class(self) -> None:
        third = int(read("labor").y.sum()) // 3
        assert {int(fold.test.y.sum()) for fold in folds("labor")} <= {third, third + 1}

    def test_metadata_describe_the_rows_that_are_used(self) -> None:
        known = metadata("labor")
        shares = np.bincount(read("labor").y.astype(int)) / (ROWS - 4)
        assert (known.task, known.modality) == (Task.CLASSIFICATION, Modality.TABULAR)
        assert (known.n_rows, known.n_features, known.n_classes) == (ROWS - 4, 2, 2)
        assert known.n_categorical_features == 1
        assert known.minority_class_fraction == pytest.approx(shares.min(), abs=1e-4)

    def test_metadata_of_numbers_have_no_classes(self) -> None:
        known = metadata("542_pollution")
        assert (known.n_classes, known.minority_class_fraction) == (None, None)


@pytest.mark.data
@pytest.mark.parametrize("name", [*chain(*CLASSIFICATION, *REGRESSION)])
def test_every_data_set_can_be_dealt(name: str) -> None:
    assert all(len(fold.test.y) >= 10 for fold in folds(name))
