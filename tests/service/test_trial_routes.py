from typing import Any

import pytest

from service.trial import MOST_HANDOUTS
from tests.service.bodies import FLAG, X
from tests.service.clients import Api, answered, loss
from tests.service.test_study_routes import pointers, problem

STEP = {"step": 1, "values": {"loss": 1}}
RAN = {"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}}


@pytest.fixture
def api() -> Api:
    api = Api()
    api.create(X, FLAG)
    return api


def states(api: Api) -> list[str]:
    """Return the states of all trials."""
    return [each["state"] for each in api.trials()]


def waiting(api: Api, *configurations: Any) -> None:
    """Queue configurations."""
    for each in configurations:
        answered(api.send("POST", "/s/trials", {"parameters": each}), 201)


class TestAsking:
    def test_a_trial_is_running_with_a_lease(self, api: Api) -> None:
        (trial,) = api.ask(worker="gpu-7", lease=60)
        assert (trial["number"], trial["state"], trial["worker"]) == (1, "running", "gpu-7")
        assert trial["lease_expires_at"] == "2025-11-24T16:01:00Z"
        assert trial["reason"]["source"] == "initial_design"
        assert api.get("/s/trials/1") == trial

    def test_an_ask_needs_no_body(self, api: Api) -> None:
        assert api.client.post("/v1/studies/s/ask").status_code == 201

    @pytest.mark.parametrize(
        ("parameter", "sent", "expected"),
        [
            ({"name": "k", "type": "int", "bounds": [1, 9]}, 2.0, "2"),
            ({"name": "k", "type": "ordinal", "values": [1, 2.5]}, 1.0, "1"),
            ({"name": "k", "type": "categorical", "values": [1.0, "a"]}, 1, "1.0"),
            ({"name": "k", "type": "float", "bounds": [0, 1]}, 0.123456789012345678, None),
        ],
    )
    def test_values_are_handed_out_as_the_space_writes_them(
        self, parameter: Any, sent: Any, expected: str | None
    ) -> None:
        api = Api()
        api.create(parameter)
        waiting(api, {"k": sent})
        api.tell({"parameters": {"k": sent}, "values": {"loss": 1}})
        api.ask()
        api.create(parameter, name="t")
        fixed = api.ask("t", fixed={"k": sent})
        imported = answered(api.send("POST", "/import", api.get("/s/export")), 201)
        trials = [*api.trials(), *fixed, *api.trials(imported["id"])]
        assert len(trials) == 5
        assert {repr(each["parameters"]["k"]) for each in trials} == {expected or repr(sent)}

    def test_trials_are_numbered_without_gaps(self, api: Api) -> None:
        api.ask(count=2)
        waiting(api, {"x": 0.3, "flag": True})
        api.tell({"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}})
        api.ask(count=2)
        assert [each["number"] for each in api.trials()] == [1, 2, 3, 4, 5]

    def test_no_configuration_is_handed_out_twice(self, api: Api) -> None:
        api.create({**X, "step": 0.5}, name="t")
        first, second = api.ask("t", count=2), api.ask("t", count=2)
        given = {each["parameters"]["x"] for each in (*first, *second)}
        assert given == {0.0, 0.5, 1.0}
        answer = api.send("POST", "/t/ask").get_json()
        assert answer == {"trials": [], "space_exhausted": True, "budget_spent": False}

    def test_fixed_values_are_kept(self, api: Api) -> None:
        given = api.ask(count=4, fixed={"flag": True})
        assert {each["parameters"]["flag"] for each in given} == {True}

    def test_fixed_values_that_do_not_exist_are_refused(self, api: Api) -> None:
        assert pointers(api.send("POST", "/s/ask", {"fixed": {"y": 1}})) == ["/fixed/y"]
        assert api.trials() == []

    @pytest.mark.parametrize(
        "sent", [{"count": 0}, {"count": 257}, {"lease": 0}, {"worker": ""}, {"seed": 1}]
    )
    def test_an_order_that_cannot_be_is_refused(self, api: Api, sent: dict[str, Any]) -> None:
        assert pointers(api.send("POST", "/s/ask", sent)) == [f"/{next(iter(sent))}"]


class TestQueue:
    def test_a_queued_configuration_is_handed_out_first(self, api: Api) -> None:
        waiting(api, {"x": 0.3, "flag": True})
        assert states(api) == ["queued"]
        first, second = api.ask(count=2)
        assert (first["number"], first["parameters"]) == (1, {"x": 0.3, "flag": True})
        assert second["number"] == 2

    def test_so_are_several_in_their_order(self, api: Api) -> None:
        waiting(api, {"x": 0.3, "flag": True}, {"x": 0.2, "flag": True})
        assert [each["parameters"]["x"] for each in api.ask(count=2)] == [0.3, 0.2]

    def test_its_location_leads_to_it(self, api: Api) -> None:
        response = api.send("POST", "/s/trials", {"parameters": {"x": 0.3, "flag": True}})
        trial = answered(response, 201)
        assert api.client.get(response.headers["Location"]).get_json() == trial

    def test_it_waits_for_an_ask_with_its_fixed_values(self, api: Api) -> None:
        waiting(api, {"x": 0.3, "flag": True})
        assert api.ask(fixed={"flag": False})[0]["number"] == 2
        assert api.ask(fixed={"flag": True})[0]["number"] == 1

    def test_one_outside_the_space_is_refused(self, api: Api) -> None:
        response = api.send("POST", "/s/trials", {"parameters": {"x": 3, "flag": True}})
        assert pointers(response) == ["/parameters/x"]

    def test_one_outside_a_space_that_has_changed_is_not_handed_out(self, api: Api) -> None:
        waiting(api, {"x": 0.9, "flag": True})
        narrower = {"parameters": [{**X, "bounds": [0, 0.5]}, FLAG]}
        api.send("PATCH", "/s", {"space": narrower})
        assert api.ask()[0]["number"] == 2

    def test_a_result_of_one_that_nobody_was_handed_is_welcome(self, api: Api) -> None:
        waiting(api, {"x": 0.3, "flag": True})
        api.tell(loss(1, 0.5))
        assert states(api) == ["completed"]


class TestLeases:
    def test_a_trial_whose_lease_is_over_is_stale_and_handed_out_again(self, api: Api) -> None:
        (given,) = api.ask(worker="a", lease=60)
        api.wait(59)
        assert states(api) == ["running"]
        api.wait(1)
        assert states(api) == ["stale"]
        assert api.get("/s")["trials"]["stale"] == 1
        (again,) = api.ask(worker="b", lease=60)
        assert (again["number"], again["worker"]) == (given["number"], "b")
        assert states(api) == ["running"]

    def test_queued_trials_are_handed_out_before_stale_ones(self, api: Api) -> None:
        api.ask(lease=60)
        waiting(api, {"x": 0.3, "flag": True})
        api.wait(60)
        assert [each["number"] for each in api.ask(count=3)] == [2, 1, 3]

    def test_a_heartbeat_renews_a_lease(self, api: Api) -> None:
        api.ask(lease=60)
        api.wait(40)
        trial = answered(api.send("POST", "/s/trials/1/heartbeat"), 200)
        assert trial["lease_expires_at"] == "2025-11-24T16:01:40Z"
        api.wait(40)
        assert states(api) == ["running"]

    def test_so_it_does_when_nobody_else_has_the_trial_yet(self, api: Api) -> None:
        api.ask(lease=60)
        api.wait(100)
        answered(api.send("POST", "/s/trials/1/heartbeat", {}), 200)
        assert states(api) == ["running"]

    def test_a_late_result_is_welcome(self, api: Api) -> None:
        api.ask(lease=60)
        api.wait(100)
        api.tell(loss(1, 0.5))
        assert states(api) == ["completed"]

    def test_of_two_workers_with_one_trial_the_first_result_counts(self, api: Api) -> None:
        api.ask(lease=60)
        api.wait(60)
        api.ask(lease=60)
        api.tell(loss(1, 0.5))
        response = api.send("POST", "/s/tell", {"results": [loss(1, 0.75)]})
        assert problem(response, 409) == "trial-completed"

    def test_a_trial_that_is_lost_each_time_is_not_handed_out_for_ever(self, api: Api) -> None:
        numbers = []
        for _ in range(MOST_HANDOUTS + 1):
            numbers.append(api.ask(lease=60)[0]["number"])
            api.wait(60)
        assert numbers == [1] * MOST_HANDOUTS + [2]
        assert states(api)[0] == "stale"

    @pytest.mark.parametrize("path", ["heartbeat", "report"])
    def test_a_sign_of_life_of_a_trial_that_does_not_run_is_refused(
        self, api: Api, path: str
    ) -> None:
        waiting(api, {"x": 0.3, "flag": True})
        api.tell({"parameters": {"x": 0.3, "flag": True}, "failed": "no memory"})
        sent = {"step": 1, "values": {"loss": 1}} if path == "report" else None
        for number in (1, 2):
            response = api.send("POST", f"/s/trials/{number}/{path}", sent)
            assert problem(response, 409) == "trial-not-running"
        assert problem(api.send("POST", f"/s/trials/3/{path}", sent), 404) == "trial-not-found"


class TestTelling:
    def test_results_of_every_kind_are_kept(self, api: Api) -> None:
        api.ask(count=3)
        api.wait(7)
        told = api.tell(
            loss(2, 0.5, std={"loss": 0.1}, cost=12.5),
            {"trial": 1, "failed": "out of memory", "cost": 3},
            loss(3, 0.75, stopped=True),
            {"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}},
        )
        assert [each["number"] for each in told] == [2, 1, 3, 4]
        assert sorted(told, key=lambda each: each["number"]) == api.trials()
        assert states(api) == ["failed", "completed", "stopped", "completed"]
        assert (told[0]["values"], told[0]["std"], told[0]["cost"]) == (
            {"loss": 0.5},
            {"loss": 0.1},
            12.5,
        )
        assert (told[1]["failure"], told[1]["cost"]) == ("out of memory", 3)
        assert {each["completed_at"] for each in told} == {"2025-11-24T16:00:07Z"}
        assert {each["lease_expires_at"] for each in told} == {None}

    def test_the_same_result_again_changes_nothing(self, api: Api) -> None:
        api.ask()
        first = api.tell(loss(1, 0.5, cost=3))
        api.wait(60)
        assert api.tell(loss(1, 0.5, cost=3.0)) == first

    def test_the_same_values_again_change_nothing_whatever_else_is_told(self, api: Api) -> None:
        api.ask(count=2)
        first = api.tell(loss(1, 0.5, cost=3), {"trial": 2, "failed": "no memory"})
        again = api.tell(
            loss(1, 0.5, cost=4, std={"loss": 1}), {"trial": 2, "failed": "out of memory"}
        )
        assert again == first == api.trials()

    @pytest.mark.parametrize(
        "other",
        [
            loss(1, 0.25),
            loss(1, 0.5, stopped=True),
            {"trial": 1, "failed": "no memory"},
        ],
    )
    def test_another_result_is_refused(self, api: Api, other: Any) -> None:
        api.ask()
        api.tell(loss(1, 0.5))
        kept = api.trials()
        response = api.send("POST", "/s/tell", {"results": [other]})
        assert problem(response, 409) == "trial-completed"
        assert api.trials() == kept

    def test_all_results_are_kept_or_none(self, api: Api) -> None:
        api.ask(count=2)
        api.tell(loss(2, 0.5))
        imported = {"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}}
        for last, status in ((loss(2, 0.75), 409), (loss(9, 0.75), 404)):
            sent = {"results": [loss(1, 0.5), imported, last]}
            assert api.send("POST", "/s/tell", sent).status_code == status
        assert states(api) == ["running", "completed"]

    @pytest.mark.parametrize(
        ("result", "pointer"),
        [
            ({"trial": 1}, "/values/loss"),
            ({"values": {"loss": 1}}, ""),
            ({"trial": 1, "parameters": {}, "values": {"loss": 1}}, ""),
            ({"trial": 1, "values": {"accuracy": 1, "loss": 1}}, "/values/accuracy"),
            ({"trial": 1, "failed": "x", "values": {"loss": 1}}, "/values"),
            ({"trial": 1, "failed": "x", "stopped": True}, "/stopped"),
            ({"trial": 1, "stopped": False}, "/stopped"),
            ({"trial": 0, "values": {"loss": 1}}, "/trial"),
            ({"trial": 1, "values": {"loss": "1"}}, "/values/loss"),
            ({"trial": 1, "values": {"loss": 1}, "std": {"loss": -1}}, "/std/loss"),
            ({"parameters": {"x": 3, "flag": True}, "values": {"loss": 1}}, "/parameters/x"),
            ({"parameters": {"x": 0.3}, "values": {"loss": 1}}, "/parameters/flag"),
            ({**loss(1, 1), "measurements": [STEP]}, "/measurements"),
            ({**RAN, "measurements": [STEP, {**STEP, "step": -1}]}, "/measurements/1/step"),
            ({**RAN, "measurements": [STEP, STEP]}, "/measurements/1/step"),
            ({**RAN, "measurements": [{**STEP, "values": {}}]}, "/measurements/0/values/loss"),
        ],
    )
    def test_a_result_that_cannot_be_is_refused(self, api: Api, result: Any, pointer: str) -> None:
        api.ask(count=2)
        response = api.send("POST", "/s/tell", {"results": [loss(2, 1), result]})
        assert pointers(response) == [f"/results/1{pointer}"]
        assert states(api) == ["running", "running"]

    def test_an_imported_trial_may_have_measurements(self, api: Api) -> None:
        later = {**STEP, "step": 7, "elapsed": 4.5}
        (told,) = api.tell({**RAN, "stopped": True, "measurements": [later, STEP]})
        assert told["measurements"] == [later, {**STEP, "elapsed": None}]
        (kept,) = api.trials()
        assert kept["measurements"] == [{**STEP, "elapsed": None}, later]
        assert kept["state"] == "stopped"

    def test_what_imported_trials_had_reached_decides_whether_to_stop(self, api: Api) -> None:
        api.tell(*[{**RAN, "measurements": [STEP, {**STEP, "step": 2}]}] * 5)
        api.ask()
        worse = {"step": 1, "values": {"loss": 1.5}}
        decision = answered(api.send("POST", "/s/trials/6/report", worse), 200)
        assert decision["stop"] is True
        assert "the median of the averages that 5 completed trials had" in decision["why"]

    def test_a_trial_may_be_named_once(self, api: Api) -> None:
        api.ask()
        response = api.send("POST", "/s/tell", {"results": [loss(1, 1), loss(1, 1)]})
        assert pointers(response) == ["/results/1/trial"]

    def test_leniently_what_is_not_of_the_space_is_kept_for_the_record(self, api: Api) -> None:
        outside = {"parameters": {"x": 3, "flag": True}, "values": {"loss": 1}}
        unknown = {"parameters": {"x": 0.3, "flag": True, "y": 1}, "values": {"loss": 1}}
        inside = {"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}}
        sent = {"results": [outside, inside, unknown]}
        answer = answered(api.send("POST", "/s/tell?lenient=true", sent), 200)
        assert answer["ignored"] == [1, 3]
        assert api.trials()[0]["parameters"] == outside["parameters"]
        assert [each["parameters"] for each in api.get("/s/export")["trials"]] == [
            inside["parameters"]
        ]

    def test_a_repeated_request_with_a_key_imports_once(self, api: Api) -> None:
        imported = {"parameters": {"x": 0.3, "flag": True}, "values": {"loss": 1}}
        sent = {"results": [imported]}
        first, second = (
            api.send("POST", "/s/tell", sent, Idempotency_Key="k").data for _ in range(2)
        )
        assert first == second
        assert len(api.trials()) == 1


class TestReports:
    def test_a_measurement_is_kept_and_renews_the_lease(self, api: Api) -> None:
        api.ask(lease=60)
        api.wait(40)
        sent = {"step": 9, "values": {"loss": 0.5}, "elapsed": 40}
        assert answered(api.send("POST", "/s/trials/1/report", sent), 200)["stop"] is False
        trial = api.get("/s/trials/1")
        assert trial["measurements"] == [sent]
        assert trial["lease_expires_at"] == "2025-11-24T16:01:40Z"

    def test_a_trial_worse_than_the_median_of_the_others_is_to_be_stopped(self, api: Api) -> None:
        api.ask(count=7)
        for number in range(1, 6):
            for step in (1, 2):
                measured = {"step": step, "values": {"loss": number}}
                api.send("POST", f"/s/trials/{number}/report", measured)
            api.tell(loss(number, number))
        verdicts = [
            api.send(
                "POST", f"/s/trials/{number}/report", {"step": 1, "values": {"loss": value}}
            ).get_json()
            for number, value in ((6, 3.0), (7, 3.5))
        ]
        assert [each["stop"] for each in verdicts] == [False, True]
        assert "3.5, is worse than 3, the median" in verdicts[1]["why"]

    @pytest.mark.parametrize(
        ("sent", "pointer"),
        [
            ({"step": -1, "values": {"loss": 1}}, "/step"),
            ({"step": 1, "values": {}}, "/values/loss"),
            ({"step": 1, "values": {"loss": 1, "y": 1}}, "/values/y"),
            ({"step": 1, "values": {"loss": 1}, "elapsed": -1}, "/elapsed"),
        ],
    )
    def test_a_measurement_that_cannot_be_is_refused(
        self, api: Api, sent: Any, pointer: str
    ) -> None:
        api.ask()
        assert pointers(api.send("POST", "/s/trials/1/report", sent)) == [pointer]


class TestLists:
    def test_trials_are_listed_in_pages_and_by_state(self, api: Api) -> None:
        api.ask(count=5)
        api.tell(loss(2, 1), loss(4, 1))
        page = api.get("/s/trials?limit=3")
        assert [each["number"] for each in page["items"]] == [1, 2, 3]
        rest = api.get(f"/s/trials?limit=3&cursor={page['next']}")
        assert ([each["number"] for each in rest["items"]], rest["next"]) == ([4, 5], None)
        done = api.trials(query="?state=completed")
        assert [each["number"] for each in done] == [2, 4]

    @pytest.mark.parametrize("query", ["state=done", "cursor=x", "cursor=-1", "limit=1&limit=1"])
    def test_a_query_that_means_nothing_is_refused(self, api: Api, query: str) -> None:
        assert problem(api.send("GET", f"/s/trials?{query}"), 422) == "invalid-query"

    @pytest.mark.parametrize("number", ["0", "1", "10000", "10001", "x", "-1", "9" * 40])
    def test_a_trial_that_is_not_there_is_not_found(self, api: Api, number: str) -> None:
        assert api.send("GET", f"/s/trials/{number}").status_code == 404


class TestMetrics:
    def test_trials_are_counted_by_why_they_were_handed_out(self, api: Api) -> None:
        waiting(api, {"x": 0.3, "flag": True})
        api.ask(count=3, lease=60)
        api.wait(60)
        api.ask()
        text = api.client.get("/metrics").get_data(as_text=True)
        for kind, count in (("queued", 1), ("new", 2), ("stale", 1)):
            assert f'trialwise_trials_handed_out_total{{kind="{kind}"}} {count}.0' in text

    def test_results_are_counted_by_state(self, api: Api) -> None:
        api.ask(count=3)
        api.tell(loss(1, 1), loss(2, 1), {"trial": 3, "failed": "why"})
        text = api.client.get("/metrics").get_data(as_text=True)
        assert 'trialwise_results_told_total{state="completed"} 2.0' in text
        assert 'trialwise_results_told_total{state="failed"} 1.0' in text
