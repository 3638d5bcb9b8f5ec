from collections import Counter
from itertools import islice

import pytest

from benchmarks.experience.designs import design
from benchmarks.experience.families import BY_MODEL
from benchmarks.experience.searching import TRIALS
from benchmarks.experience.store import Record, Store, key
from benchmarks.experience.sweep import sweep

RIDGE = BY_MODEL["sklearn.Ridge"]
SVR = BY_MODEL["sklearn.SVR"]
DATASETS = ["542_pollution"]

pytestmark = pytest.mark.usefixtures("shared_data")


def swept(store: Store, most: int | None = None) -> list[Record]:
    return list(islice(sweep(store, [RIDGE], DATASETS, groups=2), most))


def test_the_default_is_tried_before_anything_else(store: Store) -> None:
    (first,) = swept(store, 1)
    assert first.configuration == {"alpha": 1.0}


def test_a_data_set_sees_all_that_is_shared_and_then_a_search(store: Store) -> None:
    found = swept(store)
    shared = [key(each.configuration) for each in design(RIDGE.model, RIDGE.space)]
    assert [key(each.configuration) for each in found[: len(shared)]] == shared
    assert Counter(each.is_search for each in found) == {False: len(shared), True: TRIALS}


def test_whatever_a_search_finds_is_shared_and_tried_where_it_is_new(store: Store) -> None:
    found = swept(store)
    origins = {key(each.configuration): each.origin for each in store.shared(RIDGE.model)}
    best = min(found, key=lambda each: each.outcome.scores["rmse"])
    assert best.is_search
    assert origins[key(best.configuration)] == "optimised"


def test_a_sweep_that_was_ended_goes_on_with_what_is_missing(store: Store) -> None:
    first = swept(store, 5)
    rest = swept(store)
    made = [key(each.configuration) for each in [*first, *rest]]
    assert len(made) == len(set(made)) == len(store.records(RIDGE.model))


def test_a_sweep_that_is_complete_has_nothing_to_do(store: Store) -> None:
    swept(store)
    assert swept(store) == []


def test_families_wait_for_those_before_them(store: Store) -> None:
    found = [each.model for each in sweep(store, [RIDGE, SVR], DATASETS, groups=2)]
    assert found == sorted(found)


def test_data_sets_that_were_not_asked_for_are_left_out(store: Store) -> None:
    assert list(sweep(store, [RIDGE], ["192_vineyard"], groups=2)) == []
