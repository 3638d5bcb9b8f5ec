from typing import Any

import pytest

import models
from models import TrialState
from service.wire.trials import Trial

PARAMETERS = {"x": 0.5}


def trial(**fields: Any) -> Trial:
    """Return a trial of these fields."""
    return Trial.model_validate({"parameters": PARAMETERS, **fields})


def paths(**fields: Any) -> list[tuple[str | int, ...]]:
    """Return where a trial of these fields is wrong."""
    return [each.path for each in trial(**fields).faults(("trials", 3), ["loss"])]


def test_a_trial_is_completed_unless_it_says_otherwise() -> None:
    sent = trial(values={"loss": 2}, std={"loss": 0.1}, cost=3)
    assert sent.value("loss") == models.Trial(PARAMETERS, value=2.0, std=0.1)


@pytest.mark.parametrize("state", ["queued", "running", "failed", "stopped", "stale"])
def test_a_trial_keeps_its_state(state: str) -> None:
    assert trial(state=state).value("loss") == models.Trial(PARAMETERS, TrialState(state))


def test_a_stopped_trial_may_have_values_but_none_to_learn_from() -> None:
    sent = {"state": "stopped", "values": {"loss": 2}, "std": {"loss": 1}}
    assert paths(**sent) == []
    assert trial(**sent).value("loss").value is None


@pytest.mark.parametrize("state", ["queued", "running", "failed", "stale"])
def test_a_trial_that_is_not_completed_has_no_values(state: str) -> None:
    assert paths(state=state, values={"loss": 2}, std={"loss": 1}) == [
        ("trials", 3, "values"),
        ("trials", 3, "std"),
    ]


@pytest.mark.parametrize("nothing", [None, {}])
def test_a_running_trial_may_say_that_it_has_no_values(nothing: Any) -> None:
    assert paths(state="running", values=nothing, std=nothing) == []


@pytest.mark.parametrize("values", [None, {}])
def test_a_completed_trial_has_the_value_of_the_objective(values: Any) -> None:
    assert paths(values=values) == [("trials", 3, "values", "loss")]


def test_a_metric_that_is_no_objective_is_told_by_its_name() -> None:
    assert paths(values={"loss": 1, "a/b": 2}) == [("trials", 3, "values", "a/b")]


def test_a_standard_deviation_belongs_to_a_value() -> None:
    assert paths(values={"loss": 1}, std={"other": 2}) == [("trials", 3, "std", "other")]


@pytest.mark.parametrize("state", TrialState)
def test_every_state_of_the_optimiser_can_be_sent(state: TrialState) -> None:
    assert trial(state=state.value).state == state
