from dataclasses import replace
from typing import Any

import pytest

import models
from models import MISSING, Change, Direction, Prediction, Source, TrialState
from service.use_cases import Ask, Asked
from service.wire.answer import AskAnswer, Reason, answer_json

SPACE = models.SearchSpace((models.Categorical("c", (1, 1.5, True, "1", None)),))
PROBLEM = models.Problem(SPACE, models.Objective("loss", Direction.MINIMIZE))
TRIALS = (
    models.Trial({"c": 1}, TrialState.RUNNING),
    models.Trial({"c": "1"}, value=2.0),
    models.Trial({"c": None}, value=1.0),
)
QUESTION = Ask(PROBLEM, TRIALS)
PREDICTED = Prediction(0.5, 0.25)
SENT = {"parameters": [{"name": "c", "type": "categorical", "values": [1, 1.5, True, "1", None]}]}


def answer(
    *suggestions: models.Suggestion, best: models.Recommendation | None = None, done: bool = False
) -> Any:
    """Return the JSON of an answer."""
    asked = Asked(models.Answer(suggestions, done, best), seed=7)
    return answer_json(asked, QUESTION, SENT)


def reason(**fields: Any) -> Any:
    """Return the JSON of the reason of the one suggestion of an answer."""
    told = models.Reason(Source.SURROGATE, "Because.", **fields)
    return answer(models.Suggestion({"c": 1}, told))["suggestions"][0]["reason"]


def test_an_answer_has_the_fields_of_the_contract() -> None:
    assert answer() == {
        "suggestions": [],
        "space_exhausted": False,
        "recommendation": None,
        "space": SENT,
        "seed": 7,
    }


def test_a_lenient_answer_numbers_the_trials_that_were_left_out() -> None:
    asked = Asked(models.Answer((), space_exhausted=False, recommendation=None, ignored=(0, 2)), 7)
    assert answer_json(asked, replace(QUESTION, lenient=True), SENT)["ignored"] == [1, 3]


def test_an_exhausted_space_is_told() -> None:
    assert answer(done=True)["space_exhausted"] is True


@pytest.mark.parametrize("value", [1, 1.5, True, "1", None])
def test_a_suggested_value_keeps_its_type(value: models.Value) -> None:
    told = models.Reason(Source.RANDOM, "Drawn at random.")
    (suggested,) = answer(models.Suggestion({"c": value}, told))["suggestions"]
    assert repr(suggested["parameters"]) == repr({"c": value})


def test_a_reason_leaves_out_what_has_no_value() -> None:
    assert reason() == {"source": "surrogate", "summary": "Because."}


def test_a_reason_tells_what_the_surrogate_expects() -> None:
    told = reason(predicted=PREDICTED, expected_improvement=0.0, probability_of_improvement=0.4)
    assert told["predicted"] == {"loss": {"mean": 0.5, "std": 0.25}}
    assert (told["expected_improvement"], told["probability_of_improvement"]) == (0.0, 0.4)


def test_a_reason_tells_what_changed() -> None:
    changed = {"c": Change(None, 1), "a": Change(MISSING, 2), "b": Change("x", MISSING)}
    assert reason(changed=changed)["changed"] == {
        "c": {"from": None, "to": 1},
        "a": {"to": 2},
        "b": {"from": "x"},
    }


def test_a_suggestion_like_the_best_trial_has_changed_nothing() -> None:
    assert reason(changed={})["changed"] == {}


def test_a_recommendation_counts_trials_from_one() -> None:
    assert answer(best=models.Recommendation(1, PREDICTED, 2))["recommendation"] == {
        "parameters": {"c": "1"},
        "values": {"loss": 2.0},
        "number": 2,
        "predicted": {"loss": {"mean": 0.5, "std": 0.25}},
        "best_observed": {"parameters": {"c": None}, "values": {"loss": 1.0}, "number": 3},
    }


def test_a_recommendation_without_a_surrogate_predicts_nothing() -> None:
    assert "predicted" not in answer(best=models.Recommendation(2, None, 2))["recommendation"]


def test_the_schema_knows_every_source() -> None:
    assert set(Reason.model_json_schema()["properties"]["source"]["enum"]) == set(Source)


def test_the_schema_does_not_claim_that_left_out_fields_have_a_value() -> None:
    fields = Reason.model_json_schema()["properties"].values()
    assert [each for each in fields if "default" in each] == []


def test_the_schema_requires_what_is_always_there() -> None:
    assert set(AskAnswer.model_json_schema()["required"]) == set(answer())
