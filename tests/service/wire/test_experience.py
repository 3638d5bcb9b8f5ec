"""Tests of the experience that ships, as the service reads and uses it."""

import numpy as np
import pytest
from flask.testing import FlaskClient

import models
from service.wire.experience import shipped
from tests.service.bodies import OBJECTIVES

MODEL = "xgboost.XGBClassifier"
DATASET = {"task": "classification", "n_rows": 462, "n_features": 9, "n_classes": 2}
SPACE = {
    "parameters": [
        {"name": "eta", "type": "float", "bounds": [0.001, 1.0], "log": True},
        {"name": "nrounds", "type": "int", "bounds": [8, 1024], "log": True},
        {"name": "max_depth", "type": "int", "bounds": [1, 15]},
        {"name": "subsample", "type": "float", "bounds": [0.1, 1.0]},
    ]
}


def test_every_file_is_read() -> None:
    """Its configurations belong to its space, and no data set is without differences."""
    for each in shipped("no such metric"):
        assert np.isfinite(each.at(each.X)).all()
        assert (each.space.violation(each.X) == 0.0).all()
        assert each.regrets.shape == (len(each.X), len(each.datasets))
        assert (np.nanmin(each.regrets, axis=0) == 0.0).all()


def test_a_model_has_its_own_experience() -> None:
    """Under its whole name or that of its class; any other model may learn from all."""
    (own,) = shipped("accuracy", None, MODEL)
    assert own.models == (MODEL,)
    assert shipped("accuracy", None, "XGBClassifier") == (own,)
    assert len(shipped("accuracy", None, "my.Model")) >= 1


@pytest.mark.parametrize(
    ("objective", "regression"),
    [("val_rmse", True), ("Mean Squared Error", True), ("ROC-AUC", False), ("logloss", False)],
)
def test_a_metric_tells_what_is_to_be_learned(objective: str, *, regression: bool) -> None:
    """Whatever it is called; without a model, only files that have it are of use."""
    tasks = {data.task for each in shipped(objective) for data in each.datasets}
    assert tasks == {models.Task.REGRESSION if regression else models.Task.CLASSIFICATION}


def test_a_task_tells_as_much() -> None:
    """Where the metric is nothing that ships."""
    found = shipped("gain", models.Dataset(task=models.Task.REGRESSION))
    assert {data.task for each in found for data in each.datasets} == {models.Task.REGRESSION}


def test_a_model_and_a_dataset_get_what_was_good_on_others(client: FlaskClient) -> None:
    """Three suggestions, one of them the default; the others say what they are learned from."""
    body = {"model": MODEL, "dataset": DATASET, "count": 3, "seed": 1}
    answer = client.post("/v1/ask", json=body).get_json()
    reasons = [each["reason"] for each in answer["suggestions"]]
    assert [each["source"] for each in reasons].count("default") == 1
    learned = [each for each in reasons if each["source"] == "metadata"]
    assert len(learned) == 2
    for each in learned:
        assert MODEL in each["summary"]
        assert all(0.0 < similar["weight"] < 1.0 for similar in each["similar_datasets"])


def test_parameters_known_from_a_model_are_enough(client: FlaskClient) -> None:
    """In a space of another library, without a model's name."""
    body = {"space": SPACE, "objectives": OBJECTIVES, "seed": 1}
    (found,) = client.post("/v1/ask", json=body).get_json()["suggestions"]
    assert found["reason"]["source"] == "transfer"


@pytest.mark.parametrize("name", ["auto", "gp"])
def test_experience_can_be_switched_off(client: FlaskClient, name: str) -> None:
    """Then the initial design is as for any other space."""
    algorithm = {"name": name, "experience": False}
    body = {"space": SPACE, "objectives": OBJECTIVES, "seed": 1, "algorithm": algorithm}
    (found,) = client.post("/v1/ask", json=body).get_json()["suggestions"]
    assert found["reason"]["source"] == "initial_design"
    created = client.post("/v1/studies", json={"name": "without", **body})
    assert created.status_code == 201
    assert created.get_json()["algorithm"] == algorithm
    (trial,) = client.post("/v1/studies/without/ask", json={}).get_json()["trials"]
    assert trial["parameters"] == found["parameters"]


def test_a_study_begins_with_what_the_stateless_ask_does(client: FlaskClient) -> None:
    """And its export says the same again."""
    body = {"model": MODEL, "dataset": DATASET, "seed": 1}
    (first,) = client.post("/v1/ask", json=body).get_json()["suggestions"]
    assert client.post("/v1/studies", json={"name": "learned", **body}).status_code == 201
    exported = client.get("/v1/studies/learned/export").get_json()
    (trial,) = client.post("/v1/studies/learned/ask", json={}).get_json()["trials"]
    assert trial["parameters"] == first["parameters"]
    assert trial["reason"] == first["reason"]
    (again,) = client.post("/v1/ask", json=exported).get_json()["suggestions"]
    assert again["parameters"] == first["parameters"]
