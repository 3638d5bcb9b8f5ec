import math
from typing import Any

import pytest

from tests.service.bodies import DEPTH, FLAG, OBJECTIVES, X, body
from tests.service.clients import Api, answered, loss
from tests.service.conftest import SEED

MEASURED = {"step": 1, "values": {"loss": 1}}

CAKE = {"name": "cake", "type": "categorical", "values": [1, 1.5, True, "1", None]}


@pytest.fixture
def api() -> Api:
    return Api()


def problem(response: Any, status: int) -> str:
    """Return the end of the type of a problem that must have a status."""
    return str(answered(response, status)["type"]).rpartition("/")[2]


def pointers(response: Any) -> list[str]:
    """Return where a request is invalid."""
    return [each["pointer"] for each in answered(response, 422)["errors"]]


class TestCreation:
    def test_a_study_is_found_where_its_location_says(self, api: Api) -> None:
        response = api.send("POST", "", {"name": "s", **body(X)})
        study = answered(response, 201)
        found = api.client.get(response.headers["Location"])
        assert found.get_json() == study
        assert study["url"] == response.headers["Location"]

    def test_a_study_tells_what_it_was_made_of(self, api: Api) -> None:
        sent: dict[str, Any] = {
            "algorithm": {"name": "grid", "levels": 3},
            "model": "m",
            "dataset": {"n_rows": 3},
        }
        study = api.create({**X, "bounds": [0, 1.0]}, CAKE, seed=7, **sent)
        assert {name: study[name] for name in sent} == sent
        assert (study["seed"], study["state"], study["best"]) == (7, "active", None)
        assert repr(study["space"]["parameters"][1]["values"]) == repr(CAKE["values"])
        assert study["created_at"] == "2025-11-24T16:00:00Z"
        assert set(study["trials"].values()) == {0}

    def test_a_study_without_a_seed_draws_one(self, api: Api) -> None:
        assert api.create()["seed"] == SEED

    def test_a_name_is_taken_once(self, api: Api) -> None:
        api.create()
        assert problem(api.send("POST", "", {"name": "s", **body(X)}), 409) == "study-exists"

    @pytest.mark.parametrize(
        "name", ["", "a/b", "a\nb", ".", "..", "import", "0" * 32, "x" * 256, 3, None]
    )
    def test_a_name_that_cannot_stand_for_a_study_is_refused(self, api: Api, name: Any) -> None:
        assert pointers(api.send("POST", "", {"name": name, **body(X)})) == ["/name"]

    @pytest.mark.parametrize("name", ["ünï", "a b", "50%", "imports", "..."])
    def test_any_other_name_leads_to_its_study(self, api: Api, name: str) -> None:
        study = api.create(name=name)
        assert api.get(f"/{name.replace('%', '%25')}") == study

    def test_a_space_without_a_configuration_is_refused(self, api: Api) -> None:
        space = {"parameters": [X], "constraints": ["x > 2"]}
        sent = {"name": "s", "space": space, "objectives": OBJECTIVES}
        assert pointers(api.send("POST", "", sent)) != []
        assert api.get("")["items"] == []

    @pytest.mark.parametrize("field", ["trials", "count", "fixed", "tenant"])
    def test_a_field_that_is_none_of_a_study_is_refused(self, api: Api, field: str) -> None:
        sent = {"name": "s", **body(X), field: 1}
        assert pointers(api.send("POST", "", sent)) == [f"/{field}"]


class TestReading:
    def test_who_is_not_there_is_not_found(self, api: Api) -> None:
        assert problem(api.send("GET", "/none"), 404) == "study-not-found"

    def test_a_study_counts_its_trials_and_knows_the_best(self, api: Api) -> None:
        api.create()
        api.ask(count=3)
        api.tell(loss(1, 0.5), loss(2, 0.25))
        study = api.get("/s")
        assert (study["trials"]["completed"], study["trials"]["running"]) == (2, 1)
        assert study["best"] == api.trials()[1]

    def test_the_best_is_the_highest_where_higher_is_better(self, api: Api) -> None:
        api.create(objectives=[{"name": "loss", "direction": "maximize"}])
        api.ask(count=2)
        api.tell(loss(1, 0.5), loss(2, 0.25))
        assert api.get("/s")["best"]["number"] == 1

    def test_studies_are_listed_in_pages(self, api: Api) -> None:
        made = [api.create(name=f"s{i}") for i in range(5)]
        found: list[Any] = []
        cursor: Any = ""
        while cursor is not None:
            page = api.get(f"?limit=2{cursor and '&cursor='}{cursor}")
            found += page["items"]
            cursor = page["next"]
        assert sorted(found, key=lambda each: each["name"]) == made

    def test_a_page_that_is_just_full_is_the_last(self, api: Api) -> None:
        api.create()
        assert api.get("?limit=1")["next"] is None

    @pytest.mark.parametrize(
        "query",
        ["limit=0", "limit=1001", "limit=x", "limit=", "cursor=x", "cursor=1-a%00", "page=2"],
    )
    def test_a_query_that_means_nothing_is_refused(self, api: Api, query: str) -> None:
        assert problem(api.send("GET", f"?{query}"), 422) == "invalid-query"

    def test_before_a_completed_trial_nothing_is_recommended(self, api: Api) -> None:
        api.create()
        assert api.get("/s/recommendation") == {"recommendation": None}

    def test_a_recommendation_of_values_near_the_largest_float_is_finite(self, api: Api) -> None:
        api.create()
        api.ask(count=4)
        api.tell(*(loss(number, sign * 1.7e308) for number, sign in enumerate([1, -1, 1, -1], 1)))
        interval = api.get("/s/recommendation")["recommendation"]["interval"]["loss"]
        assert all(math.isfinite(each) for each in interval)

    def test_a_recommendation_is_a_trial_beside_the_best_observed(self, api: Api) -> None:
        api.create(algorithm={"name": "gp", "initial_trials": 2})
        api.ask(count=4)
        api.tell(*(loss(i, (i - 2.2) ** 2) for i in range(1, 5)))
        best = api.get("/s/recommendation")["recommendation"]
        trials = api.trials()
        assert best["best_observed"] == trials[1]
        assert best.items() >= trials[best["number"] - 1].items()
        mean, std = best["predicted"]["loss"].values()
        low, high = best["interval"]["loss"]
        assert low < mean < high
        assert high - low == pytest.approx(2 * 1.96 * std, rel=1e-4)


class TestPrediction:
    def test_values_are_predicted_in_the_order_of_the_configurations(self, api: Api) -> None:
        api.create()
        for i in range(9):
            api.tell({"parameters": {"x": i / 8}, "values": {"loss": (i / 8 - 0.3) ** 2}})
        sent = {"configurations": [{"x": 0.55}, {"x": 0.3}]}
        found = answered(api.send("POST", "/s/predict", sent), 200)["predictions"]
        means = [each["loss"]["mean"] for each in found]
        assert means == pytest.approx([0.0625, 0.0], abs=0.01)
        assert all(each["loss"]["std"] > 0 for each in found)

    def test_without_a_completed_trial_there_is_nothing_to_predict_from(self, api: Api) -> None:
        api.create()
        response = api.send("POST", "/s/predict", {"configurations": [{"x": 0.5}]})
        assert problem(response, 409) == "nothing-observed"

    @pytest.mark.parametrize(
        ("sent", "pointer"),
        [
            ({"configurations": []}, "/configurations"),
            ({"configurations": [{"x": 0.5}, {"x": 2}]}, "/configurations/1/x"),
            ({"configurations": [{"y": 2, "x": 0.5}]}, "/configurations/0/y"),
        ],
    )
    def test_what_cannot_be_predicted_is_refused(self, api: Api, sent: Any, pointer: str) -> None:
        api.create()
        assert pointers(api.send("POST", "/s/predict", sent)) == [pointer]


class TestChanging:
    def test_a_stopped_study_hands_nothing_out_until_it_is_resumed(self, api: Api) -> None:
        api.create()
        api.ask()
        assert answered(api.send("PATCH", "/s", {"state": "stopped"}), 200)["state"] == "stopped"
        assert problem(api.send("POST", "/s/ask"), 409) == "study-closed"
        # Work that is done is never refused.
        api.tell(loss(1, 0.5))
        api.send("PATCH", "/s", {"state": "active"})
        assert [each["number"] for each in api.ask()] == [2]

    def test_a_new_name_takes_the_place_of_the_old_one(self, api: Api) -> None:
        study = api.create()
        api.send("PATCH", "/s", {"name": "t"})
        assert api.get("/t")["id"] == study["id"]
        assert problem(api.send("GET", "/s"), 404) == "study-not-found"

    def test_a_new_name_may_not_be_taken(self, api: Api) -> None:
        api.create()
        api.create(name="t")
        assert problem(api.send("PATCH", "/s", {"name": "t"}), 409) == "study-exists"

    def test_another_algorithm_suggests_from_now_on(self, api: Api) -> None:
        api.create()
        study = answered(api.send("PATCH", "/s", {"algorithm": "random"}), 200)
        assert study["algorithm"] == "random"
        assert api.ask()[0]["reason"]["source"] == "random"

    def test_nothing_changes_nothing(self, api: Api) -> None:
        study = api.create(algorithm={"name": "grid", "levels": 3})
        assert answered(api.send("PATCH", "/s", {}), 200) == study

    @pytest.mark.parametrize(
        ("sent", "pointer"),
        [
            ({"state": "done"}, "/state"),
            ({"budget": {"trials": 0}}, "/budget/trials"),
            ({"budget": {"cost": 0}}, "/budget/cost"),
            ({"objectives": OBJECTIVES}, "/objectives"),
            ({"algorithm": "none"}, "/algorithm"),
            ({"space": {"parameters": []}}, "/space/parameters"),
            ({"space": {"parameters": [{**X, "bounds": [1, 0]}]}}, "/space/parameters/0/bounds"),
        ],
    )
    def test_what_a_study_cannot_become_is_refused(self, api: Api, sent: Any, pointer: str) -> None:
        study = api.create()
        assert pointers(api.send("PATCH", "/s", sent)) == [pointer]
        assert api.get("/s") == study

    def test_a_space_without_a_configuration_is_refused(self, api: Api) -> None:
        study = api.create()
        space = {"parameters": [X], "constraints": ["x > 2"]}
        assert api.send("PATCH", "/s", {"space": space}).status_code == 422
        assert api.get("/s") == study

    def test_trials_outside_a_narrower_space_stay_on_record_and_out_of_the_model(
        self, api: Api
    ) -> None:
        api.create()
        api.tell({"parameters": {"x": 0.9}, "values": {"loss": 1}})
        api.tell({"parameters": {"x": 0.1}, "values": {"loss": 2}})
        narrower = {"parameters": [{**X, "bounds": [0, 0.5]}]}
        api.send("PATCH", "/s", {"space": narrower})
        assert len(api.trials()) == 2
        assert [each["parameters"] for each in api.get("/s/export")["trials"]] == [{"x": 0.1}]
        assert all(each["parameters"]["x"] <= 0.5 for each in api.ask(count=4))
        api.send("PATCH", "/s", {"space": {"parameters": [X]}})
        assert len(api.get("/s/export")["trials"]) == 6

    def test_a_new_parameter_counts_in_older_trials_as_its_default(self, api: Api) -> None:
        api.create()
        api.tell({"parameters": {"x": 0.9}, "values": {"loss": 1}})
        wider = {"parameters": [X, {**FLAG, "default": True}, {**DEPTH, "default": 3}]}
        api.send("PATCH", "/s", {"space": wider})
        (trial,) = api.get("/s/export")["trials"]
        assert trial["parameters"] == {"x": 0.9, "flag": True, "depth": 3}
        assert api.trials()[0]["parameters"] == {"x": 0.9}

    def test_without_a_default_they_are_out_of_the_model(self, api: Api) -> None:
        api.create()
        api.tell({"parameters": {"x": 0.9}, "values": {"loss": 1}})
        api.send("PATCH", "/s", {"space": {"parameters": [X, FLAG]}})
        assert api.get("/s/export")["trials"] == []

    def test_a_parameter_that_is_gone_counts_no_more(self, api: Api) -> None:
        api.create(X, FLAG)
        api.tell({"parameters": {"x": 0.9, "flag": True}, "values": {"loss": 1}})
        api.send("PATCH", "/s", {"space": {"parameters": [X]}})
        (trial,) = api.get("/s/export")["trials"]
        assert trial["parameters"] == {"x": 0.9}


class TestBudget:
    def test_no_more_trials_are_made_than_it_has_room_for(self, api: Api) -> None:
        assert api.create(budget={"trials": 3})["budget"] == {"trials": 3, "cost": None}
        api.ask(count=2)
        answer = api.send("POST", "/s/ask", {"count": 2}).get_json()
        assert [each["number"] for each in answer["trials"]] == [3]
        assert (answer["budget_spent"], answer["space_exhausted"]) == (True, False)
        answer = api.send("POST", "/s/ask").get_json()
        assert answer == {"trials": [], "space_exhausted": False, "budget_spent": True}

    def test_a_trial_that_was_lost_is_handed_out_again_all_the_same(self, api: Api) -> None:
        api.create(budget={"trials": 1})
        api.ask(lease=60)
        api.wait(60)
        assert [each["number"] for each in api.ask()] == [1]

    def test_once_the_cost_is_spent_nothing_is_handed_out(self, api: Api) -> None:
        api.create(budget={"cost": 10})
        api.ask(count=2)
        api.send("POST", "/s/trials", {"parameters": {"x": 0.3}})
        api.tell(loss(1, 1, cost=9.5))
        assert [each["number"] for each in api.ask()] == [3]
        api.tell({"trial": 2, "failed": "why", "cost": 0.5})
        api.send("POST", "/s/trials", {"parameters": {"x": 0.4}})
        answer = api.send("POST", "/s/ask").get_json()
        assert answer == {"trials": [], "space_exhausted": False, "budget_spent": True}

    def test_a_larger_one_lets_the_study_go_on(self, api: Api) -> None:
        api.create(budget={"trials": 1, "cost": 10})
        api.ask()
        api.send("PATCH", "/s", {"budget": {}})
        assert api.get("/s")["budget"] == {"trials": None, "cost": None}
        assert [each["number"] for each in api.ask()] == [2]

    def test_it_stays_when_something_else_changes(self, api: Api) -> None:
        study = api.create(budget={"trials": 7, "cost": 10})
        api.send("PATCH", "/s", {"state": "stopped"})
        assert api.get("/s")["budget"] == study["budget"]


class TestDeletion:
    def test_a_deleted_study_is_gone(self, api: Api) -> None:
        api.create()
        api.ask()
        assert api.send("DELETE", "/s").status_code == 204
        assert problem(api.send("GET", "/s/trials"), 404) == "study-not-found"
        assert problem(api.send("DELETE", "/s"), 404) == "study-not-found"
        api.create()
        assert api.trials() == []


class TestImport:
    @pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
    def test_its_path_is_that_of_no_study(self, api: Api, method: str) -> None:
        response = api.send(method, "/import")
        assert (response.status_code, response.headers["Allow"]) == (405, "OPTIONS, POST")

    def test_a_study_comes_back_with_its_trials(self, api: Api) -> None:
        api.create(X, FLAG, seed=3, dataset={"n_rows": 4})
        api.ask(count=4)
        api.send("POST", "/s/trials", {"parameters": {"x": 0.1, "flag": True}})
        stopped = loss(3, 7, stopped=True)
        api.tell(loss(1, 0.5, std={"loss": 0.1}, cost=3), {"trial": 2, "failed": "why"}, stopped)
        exported = api.get("/s/export")
        study = answered(api.send("POST", "/import", exported), 201)
        assert study["name"] == study["id"]
        assert api.get(f"/{study['id']}/export") == exported
        assert study["trials"] == api.get("/s")["trials"]
        assert study["best"]["parameters"] == api.get("/s")["best"]["parameters"]

    def test_a_trial_that_does_not_belong_to_the_space_is_named(self, api: Api) -> None:
        sent = body(X, trials=[{"parameters": {"y": 1}, "values": {"loss": 1}}])
        assert pointers(api.send("POST", "/import", sent)) == ["/trials/0/parameters/y"]

    def test_trials_bring_why_they_failed_and_what_was_measured(self, api: Api) -> None:
        step = {"step": 3, "values": {"loss": 1}, "elapsed": None}
        trials = [
            {"parameters": {"x": 0.5}, "state": "failed", "failure": "out of memory"},
            {"parameters": {"x": 0.6}, "state": "stopped", "measurements": [step]},
        ]
        answered(api.send("POST", "/import", body(X, name="s", trials=trials)), 201)
        failed, stopped = api.trials()
        assert (failed["failure"], failed["measurements"]) == ("out of memory", [])
        assert (stopped["failure"], stopped["measurements"]) == (None, [step])

    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"failure": "x", "values": {"loss": 1}}, "/failure"),
            ({"state": "queued", "measurements": [MEASURED]}, "/measurements"),
            ({"state": "failed", "measurements": [{"step": 1}]}, "/measurements/0/values"),
            ({"state": "failed", "measurements": [MEASURED, MEASURED]}, "/measurements/1/step"),
        ],
    )
    def test_what_no_trial_has_is_named(self, api: Api, fields: Any, pointer: str) -> None:
        good = {"parameters": {"x": 0.5}, "state": "failed", "measurements": [MEASURED]}
        sent = body(X, trials=[good, {"parameters": {"x": 0.5}, **fields}])
        assert pointers(api.send("POST", "/import", sent)) == [f"/trials/1{pointer}"]

    def test_every_trial_that_cannot_be_is_named(self, api: Api) -> None:
        good = {"parameters": {"x": 0.5}, "state": "failed", "measurements": [MEASURED]}
        sent = body(X, trials=[{**good, "state": "x"}, good, {**good, "cost": -1}])
        named = ["/trials/0/state", "/trials/2/cost"]
        assert pointers(api.send("POST", "/import", sent)) == named

    def test_a_stale_trial_is_handed_out_again(self, api: Api) -> None:
        sent = body(X, name="s", trials=[{"parameters": {"x": 0.5}, "state": "stale"}])
        answered(api.send("POST", "/import", sent), 201)
        assert api.ask()[0]["parameters"] == {"x": 0.5}

    def test_a_sign_of_life_of_a_stale_trial_gives_it_a_new_lease(self, api: Api) -> None:
        sent = body(X, name="s", trials=[{"parameters": {"x": 0.5}, "state": "stale"}])
        answered(api.send("POST", "/import", sent), 201)
        assert api.trials()[0]["state"] == "stale"
        beaten = answered(api.send("POST", "/s/trials/1/heartbeat"), 200)
        assert (beaten["state"], beaten["lease_expires_at"]) == ("running", "2025-11-24T17:00:00Z")


def test_a_space_that_has_left_all_results_behind_is_said_to_have_none(api: Api) -> None:
    api.create(X)
    api.tell({"parameters": {"x": 0.25}, "values": {"loss": 1}})
    answered(api.send("PATCH", "/s", {"space": {"parameters": [{**X, "bounds": [0.5, 1]}]}}), 200)
    assert api.get("/s")["best"]["parameters"] == {"x": 0.25}
    assert api.get("/s/recommendation")["recommendation"] is None
    response = api.send("POST", "/s/predict", {"configurations": [{"x": 0.75}]})
    assert problem(response, 409) == "nothing-observed"
    assert "that belongs to its search space" in response.get_json()["detail"]


class TestIdempotencyKey:
    def test_a_repeated_creation_is_answered_as_the_first(self, api: Api) -> None:
        sent = {"name": "s", **body(X)}
        first, second = (api.send("POST", "", sent, Idempotency_Key="k") for _ in range(2))
        assert answered(second, 201) == answered(first, 201)
        assert second.headers["Location"] == first.headers["Location"]
        assert len(api.get("")["items"]) == 1

    def test_it_is_so_however_the_json_is_laid_out(self, api: Api) -> None:
        api.send("POST", "", {"name": "s", **body(X)}, Idempotency_Key="k")
        response = api.send("POST", "", {**body(X), "name": "s"}, Idempotency_Key="k")
        assert response.status_code == 201

    def test_another_request_with_the_same_key_is_refused(self, api: Api) -> None:
        api.send("POST", "", {"name": "s", **body(X)}, Idempotency_Key="k")
        for path in ("", "/s/ask"):
            response = api.send("POST", path, {"name": "t", **body(X)}, Idempotency_Key="k")
            expected = "key-reused" if not path else "invalid-request"
            assert problem(response, 422) == expected
        assert problem(api.send("POST", "/s/ask", Idempotency_Key="k"), 422) == "key-reused"
        assert api.trials() == []

    def test_a_request_that_was_refused_may_be_mended_under_its_key(self, api: Api) -> None:
        assert api.send("POST", "", {"name": "s"}, Idempotency_Key="k").status_code == 422
        sent = {"name": "s", **body(X)}
        assert api.send("POST", "", sent, Idempotency_Key="k").status_code == 201

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("/s/ask", {}),
            ("/s/tell", {"results": [loss(1, 0.5)]}),
            ("/s/trials", {"parameters": {"x": 0.5}}),
            ("/s/trials/1/report", {"step": 1, "values": {"loss": 0.5}}),
            ("/s/trials/1/heartbeat", {}),
        ],
    )
    @pytest.mark.parametrize(
        "happen", [("PATCH", {"name": "t"}), ("DELETE", None)], ids=["renamed", "deleted"]
    )
    def test_a_repetition_is_answered_as_the_first_whatever_became_of_the_study(
        self, api: Api, path: str, sent: Any, happen: tuple[str, Any]
    ) -> None:
        api.create()
        api.ask()
        first = api.send("POST", path, sent, Idempotency_Key="k")
        assert first.status_code < 300
        api.send(happen[0], "/s", happen[1])
        second = api.send("POST", path, sent, Idempotency_Key="k")
        assert (second.status_code, second.data) == (first.status_code, first.data)

    def test_a_key_of_a_study_that_is_gone_gives_no_trials_of_it_to_one_of_the_same_name(
        self, api: Api
    ) -> None:
        api.create()
        api.send("POST", "/s/ask", Idempotency_Key="k")
        api.send("DELETE", "/s")
        api.create()
        assert problem(api.send("POST", "/s/ask", Idempotency_Key="k"), 422) == "key-reused"
        assert api.trials() == []

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
    def test_a_key_that_is_none_is_refused(self, api: Api, key: str) -> None:
        response = api.send("POST", "", {"name": "s", **body(X)}, Idempotency_Key=key)
        assert problem(response, 422) == "invalid-header"
