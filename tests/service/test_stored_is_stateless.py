"""What a study suggests next is what a stateless ask with its export is answered, always."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.service.bodies import DEPTH, FLAG, X
from tests.service.clients import Api, answered, loss
from tests.service.conftest import fit_cache

WIDTH = {"name": "width", "type": "ordinal", "values": [16, 32, 64], "default": 32}
SPACES = [
    [X, FLAG, DEPTH],
    [{**X, "bounds": [0.2, 0.9]}, FLAG, DEPTH],
    [X, FLAG, DEPTH, WIDTH],
    [X, FLAG],
    [{**X, "step": 0.25}, WIDTH],
]
numbers = st.integers(1, 12)
steps = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, 3)),
    st.tuples(st.just("tell"), numbers, st.floats(-1e3, 1e3), st.none() | st.floats(0, 9)),
    st.tuples(st.just("fail"), numbers),
    st.tuples(st.just("stop"), numbers),
    st.tuples(st.just("queue"), st.floats(0, 1)),
    st.tuples(st.just("import"), st.floats(0, 1), st.floats(-1e3, 1e3)),
    st.tuples(st.just("edit"), st.sampled_from(SPACES)),
    st.tuples(st.just("wait"), st.sampled_from([60, 4_000])),
)


def take(api: Api, step: tuple[Any, ...]) -> None:
    """Do something to the study; what it refuses has no effect."""
    match step:
        case "ask", count:
            api.send("POST", "/s/ask", {"count": count})
        case "tell", number, value, std:
            noise = {} if std is None else {"std": {"loss": std}}
            api.send("POST", "/s/tell", {"results": [loss(number, value, **noise)]})
        case "fail", number:
            api.send("POST", "/s/tell", {"results": [{"trial": number, "failed": "no memory"}]})
        case "stop", number:
            stopped = loss(number, 0.5, stopped=True)
            api.send("POST", "/s/tell", {"results": [stopped]})
        case "queue", x:
            api.send("POST", "/s/trials", {"parameters": {"x": x, "flag": False}})
        case "import", x, value:
            trial = {"parameters": {"x": x, "flag": False}, "values": {"loss": value}}
            api.send("POST", "/s/tell?lenient=true", {"results": [trial]})
        case "edit", parameters:
            api.send("PATCH", "/s", {"space": {"parameters": parameters}})
        case "wait", seconds:
            api.wait(seconds)


def suggestions(trials: list[Any]) -> list[Any]:
    """Return what trials and suggestions have in common."""
    return [{"parameters": each["parameters"], "reason": each["reason"]} for each in trials]


@settings(max_examples=50)
@given(
    steps=st.lists(steps, max_size=12),
    algorithm=st.sampled_from(["auto", {"name": "gp", "initial_trials": 2}, "random", "grid"]),
    count=st.integers(1, 3),
)
def test_an_export_gives_the_next_suggestion_of_its_study(
    steps: list[tuple[Any, ...]], algorithm: Any, count: int
) -> None:
    api = Api(fits=fit_cache(long=1))
    # Another replica, which has all fits from the database, and one that has no fit from anywhere.
    reader, stranger = Api(store=api.store, fits=fit_cache(most_bytes=0)), Api()
    api.create(X, FLAG, DEPTH, algorithm=algorithm, seed=5)
    for each in steps:
        take(api, each)
    # What waits would be handed out before anything new.
    for each in waiting(api):
        api.tell({"trial": each["number"], "failed": "lost"})
    exported = api.get("/s/export")
    stateless = answered(stranger.client.post("/v1/ask", json={**exported, "count": count}), 200)
    reader.now = api.now
    assert reader.get("/s/recommendation") == api.get("/s/recommendation")
    copied = answered(api.send("POST", "/import", {**exported, "name": "copy"}), 201)
    assert copied["name"] == "copy"
    for replica, study in ((api, "copy"), (reader, "s")):
        stored = answered(replica.send("POST", f"/{study}/ask", {"count": count}), 201)
        assert suggestions(stored["trials"]) == suggestions(stateless["suggestions"])
        assert stored["space_exhausted"] == stateless["space_exhausted"]


def waiting(api: Api) -> list[Any]:
    """Return the trials that the next ask might hand out again."""
    return [*api.trials(query="?state=queued"), *api.trials(query="?state=stale")]
