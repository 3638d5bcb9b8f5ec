"""Tests of how much data sets have in common."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.dataset import Dataset
from models.transfer.similarity import distances, weights

OTHERS = [Dataset(n_rows=10**i, n_features=10, n_classes=2 + i) for i in range(2, 7)]


def test_a_data_set_is_nearest_to_itself() -> None:
    """At a distance of nothing."""
    for i, each in enumerate(OTHERS):
        found = distances(each, OTHERS)
        assert found is not None
        assert found[i] == 0.0
        assert int(np.argmax(weights(each, OTHERS))) == i


def test_few_rows_and_many_rows_are_unlike() -> None:
    """75 and 7,500 rows are 99 times apart, 75,000 and 82,425 almost equal."""
    others = [Dataset(n_rows=7_500), Dataset(n_rows=82_425), Dataset(n_rows=1_000)]
    few, many = distances(Dataset(n_rows=75), others), distances(Dataset(n_rows=75_000), others)
    assert few is not None
    assert many is not None
    assert few[0] > 10 * many[1]
    assert int(np.argmin(few)) == 2


def test_on_a_data_set_unlike_all_others_they_count_alike() -> None:
    """The nearest of those that are far away is far away."""
    shares = weights(Dataset(n_rows=10**15), OTHERS)
    np.testing.assert_allclose(shares, 1.0 / len(OTHERS), rtol=1e-6)


def test_one_fact_out_of_reach_leaves_the_others_their_say() -> None:
    """A data set may have more rows than all others and yet as many features as one of them."""
    others = [Dataset(n_rows=500 + i, n_features=each) for i, each in enumerate((5, 20, 80))]
    for i, features in enumerate((5, 20, 80)):
        shares = weights(Dataset(n_rows=10**7, n_features=features), others)
        assert int(np.argmax(shares)) == i
        assert shares.max() > 1.01 * shares.min()


def test_without_facts_the_others_count_alike() -> None:
    """Neither no data set nor one of which nothing is known that is known of others."""
    for each in (None, Dataset(), Dataset(missing_fraction=0.5), Dataset(n_rows=0)):
        np.testing.assert_allclose(weights(each, OTHERS), 1.0 / len(OTHERS))


@given(
    st.builds(
        Dataset,
        n_rows=st.none() | st.integers(0, 10**18),
        n_features=st.none() | st.integers(0, 10**18),
        n_classes=st.none() | st.integers(0, 10**9),
        n_categorical_features=st.none() | st.integers(0, 10**18),
        missing_fraction=st.none() | st.floats(0, 1),
        minority_class_fraction=st.none() | st.floats(0, 1),
    )
)
def test_weights_of_any_data_set_are_shares(dataset: Dataset) -> None:
    """Positive, none of them above three times another: nothing is left to one data set."""
    shares = weights(dataset, OTHERS)
    assert abs(shares.sum() - 1.0) < 1e-12
    assert shares.min() > 0.0
    assert shares.max() <= 3.0 * shares.min() * (1 + 1e-9)
