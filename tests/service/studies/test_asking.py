"""What happens to an ask when something else happens while the optimiser works for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

import pytest

from service.fits import LONG, FitCache
from service.queueing import Queues, Slots
from tests.service.bodies import X
from tests.service.clients import Api, loss
from tests.service.conftest import fit_cache
from tests.service.test_study_routes import problem

THIRDS = {**X, "step": 0.5}
Event = Callable[[Api], object]


class Meanwhile(AbstractContextManager[None]):
    """Slots during which something happens, once they are armed."""

    def __init__(self) -> None:
        self.events: Iterator[Event] = iter(())
        self.api = Api(slots=self)
        self.entered = 0

    def __enter__(self) -> None:
        self.entered += 1
        for event in self.events:
            event(self.api)
            return

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def meanwhile() -> Meanwhile:
    slots = Meanwhile()
    slots.api.create(THIRDS, algorithm="grid")
    slots.entered = 0
    return slots


def bring(x: float) -> Event:
    """Return what imports a trial."""
    return lambda api: api.tell({"parameters": {"x": x}, "values": {"loss": 1}})


@contextmanager
def happening(meanwhile: Meanwhile, *events: Event) -> Iterator[None]:
    """Let things happen, one in each turn."""
    meanwhile.events = iter(events)
    yield
    assert next(meanwhile.events, None) is None


def given(trials: list[Any]) -> list[float]:
    """Return what trials are to try."""
    return [each["parameters"]["x"] for each in trials]


def test_a_configuration_that_was_imported_meanwhile_is_not_handed_out(
    meanwhile: Meanwhile,
) -> None:
    # What it would be given if nothing happened.
    (x,) = given(
        meanwhile.api.client.post("/v1/ask", json=meanwhile.api.get("/s/export")).get_json()[
            "suggestions"
        ]
    )
    with happening(meanwhile, bring(x)):
        assert x not in given(meanwhile.api.ask())
    assert [each["number"] for each in meanwhile.api.trials()] == [1, 2]


def test_a_trial_that_was_queued_meanwhile_is_handed_out_first(meanwhile: Meanwhile) -> None:
    def enqueue(api: Api) -> None:
        api.send("POST", "/s/trials", {"parameters": {"x": 1.0}})

    with happening(meanwhile, enqueue):
        assert given(meanwhile.api.ask()) == [1.0]


def test_a_space_that_has_changed_meanwhile_counts(meanwhile: Meanwhile) -> None:
    def narrow(api: Api) -> None:
        meanwhile.events = iter(())
        api.send("PATCH", "/s", {"space": {"parameters": [{**X, "bounds": [0.9, 0.95]}]}})

    with happening(meanwhile, narrow):
        assert all(x >= 0.9 for x in given(meanwhile.api.ask()))


def test_a_study_that_was_stopped_meanwhile_hands_nothing_out(meanwhile: Meanwhile) -> None:
    with happening(meanwhile, lambda api: api.send("PATCH", "/s", {"state": "stopped"})):
        assert problem(meanwhile.api.send("POST", "/s/ask"), 409) == "study-closed"
    assert meanwhile.api.trials() == []


def test_a_study_that_was_deleted_meanwhile_is_not_there(meanwhile: Meanwhile) -> None:
    with happening(meanwhile, lambda api: api.send("DELETE", "/s")):
        assert problem(meanwhile.api.send("POST", "/s/ask"), 404) == "study-not-found"


def test_a_result_that_was_told_meanwhile_does_no_harm(meanwhile: Meanwhile) -> None:
    meanwhile.api.ask()
    meanwhile.entered = 0
    with happening(meanwhile, lambda api: api.tell(loss(1, 0.5))):
        meanwhile.api.ask()
    # The optimiser was not asked again.
    assert meanwhile.entered == 1


def test_an_ask_that_comes_too_late_each_time_is_told_to_come_back(meanwhile: Meanwhile) -> None:
    # The clock goes on by a second at every look.
    with happening(meanwhile):
        meanwhile.events = (bring(0.5) for _ in range(1_000))
        response = meanwhile.api.send("POST", "/s/ask")
        meanwhile.events = iter(())
    assert problem(response, 503) == "busy"
    assert response.headers["Retry-After"] == "5"
    assert {each["state"] for each in meanwhile.api.trials()} == {"completed"}


def test_what_waits_is_handed_out_without_the_optimiser(meanwhile: Meanwhile) -> None:
    meanwhile.api.send("POST", "/s/trials", {"parameters": {"x": 1.0}})
    meanwhile.entered = 0
    assert given(meanwhile.api.ask()) == [1.0]
    assert meanwhile.entered == 0


# Fits


def long_study(api: Api, n: int) -> None:
    """Create a study of so many completed trials."""
    api.create(X, seed=1)
    api.tell(
        *({"parameters": {"x": i / n}, "values": {"loss": (i / n - 0.4) ** 2}} for i in range(n))
    )


def test_a_fit_of_a_long_history_is_kept_with_the_trials_for_other_replicas() -> None:
    here, there = list[str](), list[str]()
    api = Api(fits=fit_cache(observe=lambda origin, _: here.append(origin)))
    long_study(api, LONG)
    api.ask()
    other = Api(store=api.store, fits=fit_cache(observe=lambda origin, _: there.append(origin)))
    other.ask()
    other.get("/s/recommendation")
    assert (here, there) == (["fitted"], ["database", "memory"])


def test_a_fit_of_a_short_history_is_not_kept() -> None:
    there = list[str]()
    api = Api()
    long_study(api, LONG - 1)
    api.ask()
    other = Api(store=api.store, fits=fit_cache(observe=lambda origin, _: there.append(origin)))
    other.ask()
    assert there == ["fitted"]


def test_all_that_is_said_of_a_study_comes_from_one_fit() -> None:
    origins = list[str]()
    api = Api(fits=fit_cache(observe=lambda origin, _: origins.append(origin)))
    long_study(api, 12)
    api.ask()
    api.get("/s/recommendation")
    api.send("POST", "/s/predict", {"configurations": [{"x": 0.5}]})
    api.client.post("/v1/ask", json=api.get("/s/export"))
    assert origins == ["fitted", "memory", "memory", "memory"]


def test_an_ask_without_time_for_a_fit_is_answered_and_says_so() -> None:
    ticks = count()
    hurried = FitCache(
        clock=lambda: float(next(ticks)),
        seconds=3.0,
        queue=Queues(),
        observe=lambda _, __: None,
        version="these",
    )
    api = Api(fits=hurried)
    long_study(api, 12)
    (trial,) = api.ask()
    assert "no time to fit" in trial["reason"]["summary"]
    assert trial["reason"]["source"] == "surrogate"
    assert trial["reason"]["predicted"]["loss"]["std"] > 0


# Slots


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/s/ask", {}),
        ("GET", "/s/recommendation", None),
        ("POST", "/s/predict", {"configurations": [{"x": 0.5}]}),
    ],
)
def test_who_finds_all_slots_taken_is_told_to_come_back(method: str, path: str, body: Any) -> None:
    slots = Slots(1, 0.0)
    api = Api(slots=slots)
    long_study(api, 12)
    with slots:
        response = api.send(method, path, body)
        assert problem(response, 503) == "busy"
        assert response.headers["Retry-After"] == "5"
        # Results are never refused for it.
        api.tell({"parameters": {"x": 0.99}, "values": {"loss": 1}})
    assert api.send(method, path, body).status_code in (200, 201)


def test_so_is_who_brings_the_history() -> None:
    slots = Slots(1, 0.0)
    api = Api(slots=slots)
    long_study(api, 12)
    exported = api.get("/s/export")
    with slots:
        response = api.client.post("/v1/ask", json=exported)
        assert problem(response, 503) == "busy"
        assert response.headers["Retry-After"] == "5"
    assert api.client.post("/v1/ask", json=exported).status_code == 200
