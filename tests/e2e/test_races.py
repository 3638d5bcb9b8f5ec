"""Many clients at once: nothing is handed out twice, nothing that was acknowledged is lost."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

from tests.e2e.clients import ask, create, tell, trials
from tests.e2e.process import Service

CLIENTS = 32
COLOUR = {"name": "colour", "type": "categorical", "values": ["red", "green", "blue", "grey"]}
SIZE = {"name": "size", "type": "int", "bounds": [1, 6]}
FLAG = {"name": "flag", "type": "bool"}
EVERYTHING = {
    (colour, size, flag)
    for colour, size, flag in product(COLOUR["values"], range(1, 7), (False, True))
}


def key(trial: Any) -> tuple[Any, ...]:
    """Return the configuration of a trial as a value."""
    return tuple(trial["parameters"][name] for name in ("colour", "size", "flag"))


def test_many_clients_exhaust_a_study_and_get_every_configuration_once(
    each_service: Service,
) -> None:
    study = create(each_service, COLOUR, SIZE, FLAG, seed=7)

    def work(client: int) -> list[Any]:
        given: list[Any] = []
        while got := ask(each_service, study, worker=f"w{client}", count=1 + client % 2):
            given += got
            results = [{"trial": each["number"], "values": {"loss": len(given)}} for each in got]
            assert tell(each_service, study, *results).status == 200
        return given

    with ThreadPoolExecutor(CLIENTS) as clients:
        given = [trial for part in clients.map(work, range(CLIENTS)) for trial in part]
    assert len(given) == len(EVERYTHING)
    assert {key(each) for each in given} == EVERYTHING
    assert sorted(each["number"] for each in given) == list(range(1, len(EVERYTHING) + 1))
    assert {each["state"] for each in trials(each_service, study)} == {"completed"}
    last = each_service.request("POST", f"{study}/ask").json
    assert last == {"trials": [], "space_exhausted": True, "budget_spent": False}


def test_copies_of_a_request_that_race_have_one_effect_and_one_answer(
    each_service: Service,
) -> None:
    study = create(each_service)

    def send(i: int) -> tuple[int, bytes]:
        named = {"Idempotency_Key": f"{study}-{i % 4}"}
        reply = each_service.request("POST", f"{study}/ask", {"worker": f"w{i % 4}"}, **named)
        return reply.status, reply.body

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(send, range(CLIENTS)))
    assert {status for status, _ in answers} == {201}
    assert len(set(answers)) == 4
    assert len(trials(each_service, study)) == 4


def test_of_results_that_race_for_a_trial_one_is_kept(each_service: Service) -> None:
    study = create(each_service)
    (trial,) = ask(each_service, study)

    def send(i: int) -> tuple[int, int]:
        reply = tell(each_service, study, {"trial": trial["number"], "values": {"loss": i % 4}})
        return i % 4, reply.status

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = set(clients.map(send, range(CLIENTS)))
    (kept,) = trials(each_service, study)
    winner = int(kept["values"]["loss"])
    assert answers == {(i, 200 if i == winner else 409) for i in range(4)}


def test_of_studies_that_race_for_a_name_one_gets_it(each_service: Service) -> None:
    name = create(each_service).rpartition("/")[2][:12]
    body = {
        "name": name,
        "space": {"parameters": [FLAG]},
        "objectives": [{"name": "loss", "direction": "minimize"}],
    }

    def send(_: int) -> int:
        return each_service.request("POST", "/v1/studies", body).status

    with ThreadPoolExecutor(8) as clients:
        statuses = sorted(clients.map(send, range(8)))
    assert statuses == [201] + [409] * 7
