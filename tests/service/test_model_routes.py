from typing import Any

import pytest
from flask.testing import FlaskClient

from models import CATALOGUE
from tests.service.bodies import body
from tests.service.clients import Api, answered, loss

ADULT = {"n_rows": 48842, "n_features": 14, "n_classes": 2}
IRIS_HALF = {"task": "classification", "n_rows": 75, "n_features": 4, "n_classes": 3}
LIGHTGBM = "lightgbm.LGBMClassifier"


def faults(response: Any) -> list[tuple[str, str]]:
    """Return the pointers and details of an invalid request."""
    assert response.status_code == 422, response.data
    return [(each["pointer"], each["detail"]) for each in response.get_json()["errors"]]


def ask(client: FlaskClient, **sent: Any) -> Any:
    """Return the answer to an ask."""
    return answered(client.post("/v1/ask", json=sent), 200)


class TestCatalogue:
    def test_lists_all_models(self, client: FlaskClient) -> None:
        page = client.get("/v1/models").get_json()
        assert [each["name"] for each in page["items"]] == list(CATALOGUE)
        assert page["next"] is None

    def test_comes_in_pages_without_a_gap(self, client: FlaskClient) -> None:
        names, after = [], ""
        while True:
            page = client.get(f"/v1/models?limit=10{after}").get_json()
            names += [each["name"] for each in page["items"]]
            if page["next"] is None:
                break
            assert len(page["items"]) == 10
            after = f"&cursor={page['next']}"
        assert names == list(CATALOGUE)

    @pytest.mark.parametrize("cursor", ["nothing", "%20", "a" * 300])
    def test_refuses_a_cursor_of_its_own_making(self, client: FlaskClient, cursor: str) -> None:
        response = client.get(f"/v1/models?cursor={cursor}")
        assert response.status_code == 422
        assert "expected next of another page" in response.get_json()["detail"]

    def test_describes_a_model(self, client: FlaskClient) -> None:
        url = client.get("/v1/models").get_json()["items"][0]["url"]
        model = client.get(url).get_json()
        assert model["name"] == LIGHTGBM
        assert model["library"] == "lightgbm"
        assert model["defaults"]["num_leaves"] == 31
        assert {each["name"] for each in model["space"]["parameters"]} == set(model["sources"])

    def test_says_which_models_have_a_name_like_an_unknown_one(self, client: FlaskClient) -> None:
        response = client.get("/v1/models/lightgbm.LGBMClasifier")
        assert response.status_code == 404
        problem = response.get_json()
        assert problem["type"] == "/problems/model-not-found"
        assert LIGHTGBM in problem["detail"]


class TestAdaptedSpace:
    def test_tells_what_was_changed_and_why(self, client: FlaskClient) -> None:
        sent = {"dataset": IRIS_HALF}
        answer = answered(client.post(f"/v1/models/{LIGHTGBM}/space", json=sent), 200)
        (change,) = [e for e in answer["adaptations"] if e["parameter"] == "min_child_samples"]
        assert change.pop("why")
        assert change == {
            "parameter": "min_child_samples",
            "change": "narrowed",
            "before": [1, 128],
            "after": [1, 20],
        }
        assert answer["objectives"] == [{"name": "accuracy", "direction": "maximize"}]
        assert answer["default"]["min_child_samples"] == 20

    @pytest.mark.parametrize("sent", [None, {}, {"dataset": None}, {"dataset": {}}])
    def test_is_that_of_the_model_where_nothing_is_known(
        self, client: FlaskClient, sent: Any
    ) -> None:
        answer = answered(client.post("/v1/models/sklearn.SVC/space", json=sent), 200)
        assert answer["adaptations"] == []
        assert answer["space"] == client.get("/v1/models/sklearn.SVC").get_json()["space"]

    def test_names_a_model_for_the_task_in_place_of_one_that_is_for_another(
        self, client: FlaskClient
    ) -> None:
        sent = {"dataset": {"task": "regression"}}
        ((pointer, detail),) = faults(client.post(f"/v1/models/{LIGHTGBM}/space", json=sent))
        assert pointer == "/dataset/task"
        assert "lightgbm.LGBMRegressor" in detail

    def test_has_no_objective_where_none_is_usual(self, client: FlaskClient) -> None:
        sent = {"dataset": {"task": "clustering"}}
        path = "/v1/models/neural_network.tabular/space"
        assert answered(client.post(path, json=sent), 200)["objectives"] == []


class TestAsk:
    def test_needs_no_more_than_a_model_and_a_dataset(self, client: FlaskClient) -> None:
        answer = ask(client, model=LIGHTGBM, dataset=ADULT, count=3)
        adapted = client.post(f"/v1/models/{LIGHTGBM}/space", json={"dataset": ADULT}).get_json()
        assert answer["space"] == adapted["space"]
        assert adapted["default"] in [each["parameters"] for each in answer["suggestions"]]

    def test_suggests_what_the_library_does_among_the_first_three(
        self, client: FlaskClient
    ) -> None:
        first = ask(client, model="sklearn.SVC", count=3)["suggestions"]
        (default,) = [e["parameters"] for e in first if e["reason"]["source"] == "default"]
        assert default == {
            "C": 1.0, "kernel": "rbf", "gamma": "scale", "shrinking": True, "class_weight": None,
        }  # fmt: skip

    def test_goes_on_with_its_own_suggestions(self, client: FlaskClient) -> None:
        sent: dict[str, Any] = {"model": "sklearn.KNeighborsRegressor", "dataset": {"n_rows": 60}}
        trials: list[Any] = []
        for value in (3.0, 2.0, 1.0):
            (found,) = ask(client, **sent, trials=trials)["suggestions"]
            trials.append({"parameters": found["parameters"], "values": {"rmse": value}})
        best = ask(client, **sent, trials=trials)["recommendation"]
        assert best["best_observed"]["values"] == {"rmse": 1.0}

    def test_takes_other_objectives_than_the_usual(self, client: FlaskClient) -> None:
        objectives = [{"name": "log_loss", "direction": "minimize"}]
        sent = {"model": LIGHTGBM, "objectives": objectives}
        parameters = ask(client, **sent)["suggestions"][0]["parameters"]
        told = {"parameters": parameters, "values": {"log_loss": 0.4}}
        assert ask(client, **sent, trials=[told])["recommendation"]["values"] == {"log_loss": 0.4}

    def test_takes_another_space_than_the_catalogues(self, client: FlaskClient) -> None:
        space = body()["space"]
        assert ask(client, model="sklearn.SVC", space=space)["space"] == space

    def test_takes_a_model_of_any_name_with_space_and_objectives(self, client: FlaskClient) -> None:
        assert ask(client, model="our own", **body())["suggestions"]

    def test_of_an_unknown_model_needs_a_space(self, client: FlaskClient) -> None:
        ((pointer, detail),) = faults(client.post("/v1/ask", json={"model": "SVMClassifier"}))
        assert pointer == "/model"
        assert 'send "space" and "objectives"' in detail

    def test_of_a_model_with_a_like_name_is_told_it(self, client: FlaskClient) -> None:
        ((pointer, detail),) = faults(client.post("/v1/ask", json={"model": "sklearn.svm.SVC"}))
        assert pointer == "/model"
        assert "did you mean sklearn.SVC" in detail

    def test_of_an_unknown_model_needs_objectives(self, client: FlaskClient) -> None:
        sent = {"model": "our own", "space": body()["space"]}
        ((pointer, detail),) = faults(client.post("/v1/ask", json=sent))
        assert pointer == "/objectives"
        assert "this field is required" in detail

    def test_of_a_task_without_a_usual_objective_needs_one(self, client: FlaskClient) -> None:
        sent = {"model": "neural_network.image", "dataset": {"task": "clustering"}}
        ((pointer, detail),) = faults(client.post("/v1/ask", json=sent))
        assert pointer == "/objectives"
        assert "clustering has no usual one" in detail

    @pytest.mark.parametrize(
        ("sent", "pointer"),
        [
            ({"model": 3}, "/model"),
            ({"model": "sklearn.SVC", "dataset": {"n_rows": -1}}, "/dataset/n_rows"),
            ({"model": "sklearn.SVC", "dataset": 3}, "/dataset"),
            ({"model": "sklearn.SVC", "space": 3}, "/space"),
            ({"model": "sklearn.SVC", "objectives": []}, "/objectives"),
            ({"model": "sklearn.SVC", "trials": [{"parameters": {}}]}, "/trials/0/values/accuracy"),
        ],
    )
    def test_says_where_it_is_wrong(self, client: FlaskClient, sent: Any, pointer: str) -> None:
        found = faults(client.post("/v1/ask", json=sent))
        assert pointer in [each for each, _ in found]

    def test_knows_the_trials_that_do_not_belong_to_the_space(self, client: FlaskClient) -> None:
        told = {"parameters": {"alpha": -1.0}, "values": {"rmse": 1.0}}
        found = faults(client.post("/v1/ask", json={"model": "sklearn.Ridge", "trials": [told]}))
        assert [each for each, _ in found] == ["/trials/0/parameters/alpha"]


class TestStudy:
    def test_keeps_the_space_and_the_objective_of_its_model(self) -> None:
        api = Api()
        sent = {"name": "s", "model": LIGHTGBM, "dataset": IRIS_HALF}
        made = answered(api.send("POST", "", sent), 201)
        adapted = api.client.post(
            f"/v1/models/{LIGHTGBM}/space", json={"dataset": IRIS_HALF}
        ).get_json()
        assert made["space"] == adapted["space"]
        assert made["objectives"] == [{"name": "accuracy", "direction": "maximize"}]
        assert adapted["default"] in [each["parameters"] for each in api.ask(count=3)]

    def test_exports_the_ask_that_gives_its_next_suggestion(self) -> None:
        api = Api()
        answered(api.send("POST", "", {"name": "s", "model": "sklearn.Ridge", "seed": 5}), 201)
        api.ask()
        api.tell({**loss(1, 0.0), "values": {"rmse": 2.0}})
        exported = api.get("/s/export")
        assert exported["space"]["parameters"][0]["name"] == "alpha"
        (stateless,) = ask(api.client, **exported)["suggestions"]
        assert api.ask()[0]["parameters"] == stateless["parameters"]

    def test_is_imported_with_no_more_than_a_model(self) -> None:
        api = Api()
        answered(api.send("POST", "/import", {"name": "t", "model": "sklearn.Ridge"}), 201)
        assert {"alpha": 1.0} in [each["parameters"] for each in api.ask("t", count=3)]

    def test_of_an_unknown_model_needs_a_space(self) -> None:
        ((pointer, _),) = faults(Api().send("POST", "", {"name": "s", "model": "our own"}))
        assert pointer == "/model"
