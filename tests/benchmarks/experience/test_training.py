from collections.abc import Iterator

import pytest

from benchmarks.experience.designs import default_of
from benchmarks.experience.families import FAMILIES, Family
from benchmarks.experience.trainer import outcome
from benchmarks.experience.training import Trainer, TrainerError

TREE = "sklearn.DecisionTreeClassifier"
# A forest of so many trees takes minutes.
ENDLESS = {"n_estimators": 1_000_000}

pytestmark = pytest.mark.usefixtures("shared_data")


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    with Trainer(limit=1) as made:
        yield made


def test_what_can_be_learnt_is_learnt(trainer: Trainer) -> None:
    found = trainer.outcome(TREE, "labor", {"max_depth": 2})
    assert found.failure == ""
    assert found.scores["accuracy"] > 0.9
    assert 0.0 < found.seconds < 1.0


def test_the_same_trial_scores_the_same_in_another_process(trainer: Trainer) -> None:
    configuration = {"n_estimators": 10}
    first = trainer.outcome("sklearn.ExtraTreesRegressor", "542_pollution", configuration)
    trainer.close()
    with Trainer(limit=1) as other:
        second = other.outcome("sklearn.ExtraTreesRegressor", "542_pollution", configuration)
    assert first.scores == second.scores != {}


def test_a_trial_that_takes_too_long_fails_and_the_next_is_made(trainer: Trainer) -> None:
    late = trainer.outcome("sklearn.RandomForestClassifier", "labor", ENDLESS)
    assert (late.scores, late.seconds, late.failure) == ({}, 1.0, "took more than 1 s")
    assert trainer.outcome(TREE, "labor", {}).failure == ""


def test_a_trial_whose_library_refuses_says_why(trainer: Trainer) -> None:
    found = trainer.outcome(TREE, "labor", {"max_depth": -1})
    assert found.scores == {}
    assert "max_depth" in found.failure


def test_a_data_set_that_is_not_there_is_no_failure_of_a_configuration(trainer: Trainer) -> None:
    with pytest.raises(TrainerError, match="FileNotFoundError"):
        trainer.outcome(TREE, "glass", {})


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model)
def test_every_family_learns_with_its_defaults(family: Family) -> None:
    if not family.is_installed:
        pytest.skip("the library is not installed")
    dataset = {"classification": "labor", "regression": "542_pollution"}[family.task]
    found = outcome(
        {
            "model": family.model,
            "dataset": dataset,
            "configuration": default_of(family.space),
            "limit": 20,
        }
    )
    assert found.get("failure", "") == ""
    assert "accuracy" in found["scores"] or found["scores"]["r2"] > 0.0
