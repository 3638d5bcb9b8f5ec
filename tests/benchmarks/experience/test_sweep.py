from collections import Counter
from itertools import islice

import pytest

from benchmarks.experience.designs import design
from benchmarks.experience.families import BY_MODEL
from benchmarks.experience.searching import COMMON_TRIALS, TRIALS
from benchmarks.experience.store import Record, Search, Store, key
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
    assert Counter(each.search for each in found) == {
        Search.NONE: len(shared),
        Search.OWN: TRIALS,
        Search.COMMON: COMMON_TRIALS,
    }


def test_whatever_a_search_finds_is_shared_and_tried_where_it_is_new(store: Store) -> None:
    found = swept(store)
    origins = {key(each.configuration): each.origin for each in store.shared(RIDGE.model)}
    own = [each for each in found if each.search is not Search.COMMON]
    best = min(own, key=lambda each: each.outcome.scores["rmse"])
    assert best.search is Search.OWN
    assert origins[key(best.configuration)] == "optimised"
    assert Counter(origins.values())["common"] == COMMON_TRIALS


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
