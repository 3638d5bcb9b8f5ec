import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from queue import SimpleQueue
from threading import BoundedSemaphore, Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.app import Collaborators, create_app
from service.metrics import Metrics
from tests.service.bodies import DEPTH, FLAG, X, body, done
from tests.service.conftest import MAX_BODY_BYTES, SEED, collaborators

# Far more than anything takes, so that a hang is a failure and a slow machine is none.
PATIENCE_SECONDS = 60
CHOICES: dict[str, Any] = {"name": "c", "type": "categorical", "values": [1, 1.5, True, "1", None]}
HISTORY = [done((x - 0.3) ** 2, x=x) for x in (0.0, 0.25, 0.5, 0.75, 1.0)]


def test_a_space_and_an_objective_are_enough(client: FlaskClient) -> None:
    response = client.post("/v1/ask", json=body())
    answer = response.get_json()
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert 0 <= answer["suggestions"][0]["parameters"]["x"] <= 1
    assert answer["recommendation"] is None
    assert answer["space_exhausted"] is False


def test_an_ask_without_a_seed_is_answered_with_the_one_drawn(client: FlaskClient) -> None:
    drawn = client.post("/v1/ask", json=body()).get_json()
    assert drawn["seed"] == SEED
    assert client.post("/v1/ask", json=body(seed=SEED)).get_json() == drawn


def test_the_same_request_has_the_same_bytes_for_an_answer(client: FlaskClient) -> None:
    sent = body(X, FLAG, DEPTH, seed=7, count=4)
    first, second = (client.post("/v1/ask", json=sent).data for _ in range(2))
    assert first == second


def test_the_space_comes_back_as_it_was_sent(client: FlaskClient) -> None:
    sent = body({**X, "bounds": [0, 1.0]}, CHOICES, {**DEPTH, "condition": None})
    response = client.post("/v1/ask", data=json.dumps(sent), content_type="application/json")
    assert json.dumps(response.get_json()["space"]) == json.dumps(sent["space"])


def test_values_of_a_categorical_come_back_with_their_types(client: FlaskClient) -> None:
    answer = client.post("/v1/ask", json=body(CHOICES, count=5)).get_json()
    suggested = [each["parameters"]["c"] for each in answer["suggestions"]]
    assert sorted(map(repr, suggested)) == sorted(map(repr, CHOICES["values"]))


def test_a_finite_space_comes_to_an_end(client: FlaskClient) -> None:
    answer = client.post("/v1/ask", json=body(FLAG, count=3)).get_json()
    assert (len(answer["suggestions"]), answer["space_exhausted"]) == (2, True)


def test_a_history_is_answered_with_a_reason_and_a_recommendation(client: FlaskClient) -> None:
    sent = body(trials=HISTORY, algorithm={"name": "gp", "initial_trials": 2}, seed=1)
    answer = client.post("/v1/ask", json=sent).get_json()
    reason = answer["suggestions"][0]["reason"]
    assert reason["source"] == "surrogate"
    assert set(reason["predicted"]) == {"loss"}
    assert reason["changed"]["x"]["from"] == 0.25
    assert answer["recommendation"]["best_observed"]["number"] == 2


def test_a_trial_that_does_not_belong_is_refused_by_its_pointer(client: FlaskClient) -> None:
    response = client.post("/v1/ask", json=body(trials=[*HISTORY, done(1, x=7)]))
    assert response.status_code == 422
    assert [each["pointer"] for each in response.get_json()["errors"]] == ["/trials/5/parameters/x"]


def test_a_lenient_ask_answers_all_the_same(client: FlaskClient) -> None:
    sent = body(trials=[*HISTORY, done(1, x=7)])
    response = client.post("/v1/ask?lenient=true", json=sent)
    assert response.status_code == 200
    assert response.get_json()["ignored"] == [5 + 1]


@pytest.mark.parametrize("field", ["budget", "fidelity", "outcome_constraints"])
def test_what_the_contract_has_and_this_version_has_not_is_told_apart_from_a_slip(
    client: FlaskClient, field: str
) -> None:
    (error,) = client.post("/v1/ask", json=body(**{field: {}})).get_json()["errors"]
    assert error["detail"] == f"{field}: this version does not know this field yet; leave it out"


def test_an_ask_that_is_not_lenient_may_say_so(client: FlaskClient) -> None:
    response = client.post("/v1/ask?lenient=false", json=body(trials=[done(1, x=7)]))
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("lenient=yes", 'query parameter lenient: expected true or false, got "yes"'),
        ("lenient=", 'query parameter lenient: expected true or false, got ""'),
        ("lenient=true&lenient=true", "query parameter lenient: expected one value, got 2"),
        ("lenint=true", "query parameter lenint: unknown; did you mean lenient?"),
        ("x=1", "query parameter x: unknown; known are lenient"),
    ],
)
def test_a_query_out_of_the_contract_is_refused(
    client: FlaskClient, query: str, detail: str
) -> None:
    response = client.post(f"/v1/ask?{query}", json=body())
    assert (response.status_code, response.get_json()["detail"]) == (422, detail)


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/v1/ask", data=b" " * (MAX_BODY_BYTES + 1), content_type="application/json"
    )
    assert response.status_code == 413


def test_what_is_not_json_is_refused(client: FlaskClient) -> None:
    response = client.post("/v1/ask", data=b"{'x': 1}", content_type="application/json")
    assert response.status_code == 400


def test_a_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/v1/ask", data={"space": "x"}).status_code == 415


def test_nobody_keeps_an_answer(client: FlaskClient) -> None:
    response = client.post("/v1/ask", json=body())
    assert response.headers["Cache-Control"] == "no-store"


def test_the_log_tells_of_the_ask_but_not_what_was_in_it(
    client: FlaskClient, log: list[Any]
) -> None:
    client.post("/v1/ask", json=body(trials=HISTORY))
    (entry,) = (each for each in log if each["event"] == "request")
    assert (entry["trials"], entry["suggestions"], entry["path"]) == (5, 1, "/v1/ask")
    assert "0.25" not in repr(entry)


def test_metrics_count_the_ask_by_its_source(client: FlaskClient, metrics: Metrics) -> None:
    client.post("/v1/ask", json=body(algorithm="random", trials=HISTORY))
    text = metrics.exposition(None).decode()
    assert 'trialwise_ask_duration_seconds_count{source="random"} 1.0' in text
    assert "trialwise_ask_trials_sum 5.0" in text


# Asks at a time


def app_with(slots: AbstractContextManager[object], world: Collaborators) -> Flask:
    return create_app(
        max_body_bytes=MAX_BODY_BYTES,
        version="1",
        metrics=Metrics(),
        collaborators=world,
        slots=slots,
    )


class Slots:
    """Two slots at a time, which tell when somebody has to wait for one."""

    def __init__(self) -> None:
        self.left = BoundedSemaphore(2)
        self.someone_waits = Event()

    def __enter__(self) -> None:
        if not self.left.acquire(blocking=False):
            self.someone_waits.set()
            self.left.acquire()

    def __exit__(self, *error: object) -> None:
        self.left.release()


class Api:
    """Where asks that are worked on draw their seed, and stay until they may go on."""

    def __init__(self) -> None:
        self.arrived: SimpleQueue[int] = SimpleQueue()
        self.go_on = Event()

    def draw_seed(self) -> int:
        self.arrived.put(SEED)
        assert self.go_on.wait(PATIENCE_SECONDS)
        return SEED


def test_an_ask_waits_for_its_turn_while_others_are_worked_on() -> None:
    slots, api = Slots(), Api()
    app = app_with(slots, replace(collaborators(), draw_seed=api.draw_seed))
    with ThreadPoolExecutor(3) as threads:
        asks = [
            threads.submit(lambda: app.test_client().post("/v1/ask", json=body())) for _ in range(3)
        ]
        for _ in range(2):
            api.arrived.get(timeout=PATIENCE_SECONDS)
        assert slots.someone_waits.wait(PATIENCE_SECONDS)
        # The third has not got there, and who only reads need not wait.
        assert api.arrived.empty()
        assert app.test_client().get("/healthz").status_code == 200
        assert app.test_client().get("/metrics").status_code == 200
        api.go_on.set()
        assert [each.result().status_code for each in asks] == [200, 200, 200]


def test_an_ask_that_is_refused_gives_its_turn_back() -> None:
    slots = BoundedSemaphore(1)
    client = app_with(slots, collaborators()).test_client()
    assert client.post("/v1/ask", json={}).status_code == 422
    assert slots.acquire(blocking=False)


def test_a_body_is_read_before_its_ask_has_its_turn() -> None:
    slots = BoundedSemaphore(1)
    slots.acquire()
    client = app_with(slots, collaborators()).test_client()
    # Otherwise it would wait for ever.
    sent = b" " * (MAX_BODY_BYTES + 1)
    response = client.post("/v1/ask", data=sent, content_type="application/json")
    assert response.status_code == 413


# Whatever holds to the contract is answered.

names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("ab/~é", max_size=9)
prior = st.none() | st.just({"mean": 5, "std": 2.5})
floats = st.builds(
    lambda name, low, log, step, prior: {
        "name": name,
        "type": "float",
        "bounds": [low, 10],
        "log": log,
        "step": step,
        "prior": prior,
    },
    names,
    st.floats(0.001, 4.9),
    st.booleans(),
    st.none() | st.floats(0.01, 5.0),
    prior,
)
ints = st.builds(
    lambda name, high, log, default, prior: {
        "name": name,
        "type": "int",
        "bounds": [1, high],
        "log": log,
        "default": default,
        "prior": prior,
    },
    names,
    st.integers(6, 10**12),
    st.booleans(),
    st.none() | st.integers(1, 6),
    prior,
)
listed = st.builds(
    lambda name, kind, values: {"name": name, "type": kind, "values": values},
    names,
    st.sampled_from(["categorical", "ordinal"]),
    st.lists(scalars, min_size=1, max_size=6, unique_by=lambda v: (type(v), v)),
)
bools = st.builds(lambda name: {"name": name, "type": "bool"}, names)
spaces = st.lists(
    floats | ints | listed | bools, min_size=1, max_size=5, unique_by=lambda each: each["name"]
)


@given(
    parameters=spaces,
    algorithm=st.sampled_from(["auto", "gp", "sobol", "grid", "random"]),
    count=st.integers(1, 5),
    seed=st.integers(0, 2**53 - 1),
)
def test_every_valid_ask_is_answered_and_its_answer_is_a_valid_history(
    parameters: list[Any], algorithm: str, count: int, seed: int
) -> None:
    client = app_with(BoundedSemaphore(), collaborators()).test_client()
    sent = body(*parameters, algorithm=algorithm, count=count, seed=seed)
    first = client.post("/v1/ask", json=sent)
    assert first.status_code == 200, first.data
    told = [each["parameters"] for each in first.get_json()["suggestions"]]
    trials = [{"parameters": each, "values": {"loss": i}} for i, each in enumerate(told)]
    second = client.post("/v1/ask", json={**sent, "trials": trials})
    assert second.status_code == 200, second.data
    later = [each["parameters"] for each in second.get_json()["suggestions"]]
    assert [each for each in later if repr(each) in map(repr, told)] == []
