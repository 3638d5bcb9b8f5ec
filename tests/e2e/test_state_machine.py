"""A study does over HTTP what a few lines of Python say it should, whatever comes in what order."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.e2e import clients
from tests.e2e.process import Service
from tests.service.bodies import FLAG

STEP = {"name": "step", "type": "int", "bounds": [1, 4]}
EVERYTHING = 8
values = st.integers(-3, 3).map(float)
configurations = st.fixed_dictionaries({"step": st.integers(1, 4), "flag": st.booleans()})


class StudyMachine(RuleBasedStateMachine):
    """A study over HTTP, and beside it what is known of its trials, by number from 1."""

    service: Service
    running = Bundle("running")

    def __init__(self) -> None:
        super().__init__()
        self.study = clients.create(self.service, STEP, FLAG, algorithm="random")
        self.known: list[dict[str, Any]] = []
        self.is_open = True
        self.asked = 0

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the reply to a request below the study."""
        return self.service.request(method, f"{self.study}{path}", body, **headers)

    @precondition(lambda self: self.is_open)
    @rule(target=running, count=st.integers(1, 3), is_repeated=st.booleans())
    def ask(self, count: int, *, is_repeated: bool) -> int:
        """Ask: queued trials first, then new ones; a copy of the request changes nothing."""
        self.asked += 1
        key = {"Idempotency_Key": f"{self.study}-{self.asked}"}
        reply = self.send("POST", "/ask", {"count": count}, **key)
        if is_repeated:
            assert self.send("POST", "/ask", {"count": count}, **key).body == reply.body
        given = reply.json["trials"]
        queued = [i for i, each in enumerate(self.known, 1) if each["state"] == "queued"]
        new = range(len(self.known) + 1, len(self.known) + 1 + max(0, count - len(queued)))
        expected = [*queued, *new][:count]
        assert [each["number"] for each in given] == expected[: len(given)]
        assert reply.json["space_exhausted"] == (len(given) < count)
        tried = [each["parameters"] for each in self.known]
        for trial in given:
            if trial["number"] > len(self.known):
                assert trial["parameters"] not in tried
                self.known.append({"parameters": trial["parameters"]})
            self.known[trial["number"] - 1] |= {"state": "running", "values": {}}
            assert trial["parameters"] == self.known[trial["number"] - 1]["parameters"]
        return given[0]["number"] if given else 0

    @precondition(lambda self: not self.is_open)
    @rule()
    def ask_in_vain(self) -> None:
        """Ask a study that is stopped."""
        assert self.send("POST", "/ask").status == 409

    @rule(number=running, value=values, is_failure=st.booleans())
    def tell(self, number: int, value: float, *, is_failure: bool) -> None:
        """Tell a result: a new one is kept, the same one welcome, another one refused."""
        if not number:
            return
        result: dict[str, Any] = {"trial": number}
        result |= {"failed": "why"} if is_failure else {"values": {"loss": value}}
        ended = {
            "state": "failed" if is_failure else "completed",
            "values": {} if is_failure else {"loss": value},
        }
        trial = self.known[number - 1]
        is_welcome = trial["state"] in ("running", "queued") or ended.items() <= trial.items()
        assert clients.tell(self.service, self.study, result).status == (200 if is_welcome else 409)
        if is_welcome:
            trial |= ended

    @rule(number=consumes(running), configuration=configurations, value=values)
    def tell_one_wrong(self, number: int, configuration: Any, value: float) -> None:
        """Tell several results, the last of a trial that is not there: none is kept."""
        results = [
            {"parameters": configuration, "values": {"loss": value}},
            *([{"trial": number, "values": {"loss": 9.0}}] if number else []),
            {"trial": 9_999, "values": {"loss": value}},
        ]
        assert clients.tell(self.service, self.study, *results).status in (404, 409)

    @rule(configuration=configurations, value=values)
    def bring(self, configuration: Any, value: float) -> None:
        """Import a trial."""
        result = {"parameters": configuration, "values": {"loss": value}}
        assert clients.tell(self.service, self.study, result).status == 200
        self.known.append({"parameters": configuration, "state": "completed"})
        self.known[-1]["values"] = {"loss": value}

    @rule(configuration=configurations)
    def enqueue(self, configuration: Any) -> None:
        """Queue a configuration."""
        assert self.send("POST", "/trials", {"parameters": configuration}).status == 201
        self.known.append({"parameters": configuration, "state": "queued", "values": {}})

    @rule(number=running)
    def beat(self, number: int) -> None:
        """Say that a trial runs."""
        is_running = bool(number) and self.known[number - 1]["state"] == "running"
        status = self.send("POST", f"/trials/{number}/heartbeat").status
        assert status == (200 if is_running else 409 if number else 404)

    @rule(is_open=st.booleans())
    def stop_or_resume(self, *, is_open: bool) -> None:
        """Stop or resume the study."""
        state = "active" if is_open else "stopped"
        assert self.send("PATCH", "", {"state": state}).json["state"] == state
        self.is_open = is_open

    @invariant()
    def everything_is_as_it_should_be(self) -> None:
        """Compare all trials, the counts and the best."""
        found = clients.trials(self.service, self.study)
        assert [each["number"] for each in found] == list(range(1, len(found) + 1))
        seen = [{name: each[name] for name in ("parameters", "state", "values")} for each in found]
        assert seen == self.known
        study = self.send("GET", "").json
        for state, count in study["trials"].items():
            assert count == sum(each["state"] == state for each in self.known)
        losses = [each["values"]["loss"] for each in self.known if each["state"] == "completed"]
        assert (study["best"] and study["best"]["values"]["loss"]) == min(losses, default=None)


def test_a_study_does_what_it_should_whatever_comes_in_what_order(each_service: Service) -> None:
    machine = type("Machine", (StudyMachine,), {"service": each_service})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
