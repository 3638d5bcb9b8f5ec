import numpy as np
from numpy.testing import assert_allclose

from benchmarks.experience.store import Record, Shared
from benchmarks.experience.table import WORST, Table
from benchmarks.experience.training import Outcome

DEFAULT = Shared({"alpha": 1.0}, "default")
SPREAD = [Shared({"alpha": 2.0 + i}, "design") for i in range(3)]


def trial(dataset: str, shared: Shared, **scores: float) -> Record:
    return Record("m", dataset, shared.configuration, Outcome(scores, 0.5))


def test_a_trial_that_failed_took_its_time_and_one_that_was_not_made_none() -> None:
    table = Table.of([DEFAULT, SPREAD[0]], [trial("a", DEFAULT)])
    assert_allclose(table.seconds, [[0.5, np.nan]])
    assert_allclose(table.scores("rmse"), [[np.nan, np.nan]])


def test_regrets_are_0_at_the_best_and_1_at_the_median_of_what_is_spread() -> None:
    records = [trial("a", one, rmse=2.0 + i) for i, one in enumerate(SPREAD)]
    table = Table.of([DEFAULT, *SPREAD], [*records, trial("a", DEFAULT, rmse=1.5)])
    assert_allclose(table.regrets("rmse"), [[-0.5, 0.0, 1.0, 2.0]])


def test_regrets_by_a_score_that_is_better_higher_are_turned_round() -> None:
    records = [trial("a", one, auc=0.9 - 0.1 * i) for i, one in enumerate(SPREAD)]
    assert_allclose(Table.of(SPREAD, records).regrets("auc"), [[0.0, 1.0, 2.0]])


def test_what_failed_and_what_is_far_off_have_the_worst_regret() -> None:
    scores = [2.0, 3.0, 1e9]
    records = [trial("a", one, rmse=score) for one, score in zip(SPREAD, scores, strict=True)]
    table = Table.of([*SPREAD, DEFAULT], [*records, trial("a", DEFAULT)])
    assert_allclose(table.regrets("rmse"), [[0.0, 1.0, WORST, WORST]])


def test_where_everything_failed_all_is_worst() -> None:
    assert_allclose(Table.of([DEFAULT], [trial("a", DEFAULT)]).regrets("rmse"), [[WORST]])


def test_the_complete_part_has_no_data_set_of_which_little_is_known() -> None:
    everything = [trial(name, one, rmse=1.0) for name in "abcd" for one in SPREAD]
    table = Table.of(SPREAD, [*everything, trial("e", SPREAD[0], rmse=1.0)]).complete()
    assert table.datasets == ["a", "b", "c", "d"]
    assert table.shared == SPREAD
