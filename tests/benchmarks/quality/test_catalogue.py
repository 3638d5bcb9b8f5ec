from collections.abc import Mapping

import pytest

from benchmarks.quality import live, responses, surfaces, synthetic, tables
from benchmarks.quality.catalogue import HALVES, TASKS, family, load, of_half
from benchmarks.quality.live.boosting import XGBOOST
from benchmarks.quality.live.task import Live
from benchmarks.quality.live.validation import Validation
from benchmarks.quality.tasks import Half

# Names of the same data, or of parts of it.
SAME: Mapping[str, str] = {"cleveland": "heart", "hungarian": "heart"}


def datasets(half: Half) -> set[str]:
    trials = [task.trial for task in live.TASKS.values() if task.half is half]
    trained = {trial.dataset for trial in trials if isinstance(trial, Validation)}
    named = {
        name.partition("/")[2]
        for name in (*surfaces.HALVES, *responses.HALVES, *tables.HALVES)
        if HALVES[name] is half
    }
    return {SAME.get(name, name) for name in trained | named}


def families(half: Half) -> set[str]:
    return {family(name) for name in of_half(half)}


def test_both_halves_have_at_least_thirty_tasks_and_share_none() -> None:
    halves = [of_half(half) for half in Half]
    assert min(map(len, halves)) >= 30
    assert sorted(sum(halves, ())) == sorted(TASKS)


def test_no_data_set_is_in_both_halves() -> None:
    assert not datasets(Half.DEVELOPMENT) & datasets(Half.HELD_OUT)


def test_some_families_are_held_out_altogether() -> None:
    held_out = families(Half.HELD_OUT) - families(Half.DEVELOPMENT)
    assert held_out >= {"lightgbm", "gradient", "regression", "adaboost-surface", "hpolib"}


@pytest.mark.parametrize("name", [*live.TASKS, *synthetic.TASKS])
def test_the_family_of_a_task_is_known_before_it_is_read(name: str) -> None:
    assert family(name) == load(name).family


def test_boosting_has_fourteen_parameters_of_which_most_are_conditional() -> None:
    assert (XGBOOST.d, sum(bool(each.conditions) for each in XGBOOST.parameters)) == (14, 8)


@pytest.mark.parametrize("task", live.TASKS.values(), ids=lambda task: task.name)
def test_a_name_says_what_is_trained_on_which_data(task: Live) -> None:
    assert isinstance(task.trial, Validation)
    assert task.name.endswith(task.trial.dataset)
    assert task.objective is task.trial.metric.objective
