import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from benchmarks.peers.protocol import Candidate, Peer, Result, Session, Start, Worst, serve
from benchmarks.peers.spaces import Space, SpaceJson

SPACE: SpaceJson = {
    "parameters": [{"name": "x", "type": "float", "bounds": [0.0, 1.0], "condition": []}],
    "constraints": [],
    "forbidden": [],
}


@dataclass
class Halves:
    """Suggests 0.5 for ever, and remembers what it is told."""

    seed: int = 0
    asked: int = 0
    told: list[tuple[object, float | None]] = field(default_factory=list)

    def ask(self, count: int) -> list[Candidate]:
        self.asked += count
        handles = range(self.asked - count, self.asked)
        return [Candidate({"x": 0.5}, handle) for handle in handles]

    def tell(self, results: Sequence[Result]) -> None:
        self.told += [(each.candidate.handle, each.loss) for each in results]


def session(peer: Halves, sign: float = 1.0) -> Session:
    return Session(peer, Space.of(SPACE), sign)


def test_the_peer_is_told_losses_of_what_is_to_be_maximised() -> None:
    peer = Halves()
    running = session(peer, sign=-1.0)
    running.tell({"configurations": [dict(each) for each in running.ask(1)], "values": [0.9]})
    assert peer.told == [(0, -0.9)]


def test_equal_configurations_are_told_in_the_order_they_were_asked() -> None:
    peer = Halves()
    running = session(peer)
    asked = [dict(each) for each in running.ask(2)]
    running.tell({"configurations": asked, "values": [1.0, None]})
    assert peer.told == [(0, 1.0), (1, None)]


def test_a_configuration_nobody_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="asked for"):
        session(Halves()).tell({"configurations": [{"x": 0.1}], "values": [1.0]})


def test_a_conversation_is_one_answer_a_line() -> None:
    peers: list[Halves] = []

    def make(start: Start) -> Peer:
        peers.append(Halves(start.seed))
        return peers[-1]

    first = {
        "space": SPACE,
        "objective": {"name": "y", "direction": "minimize"},
        "seed": 2**31 + 7,
        "trials": 3,
        "batch": 1,
    }
    told = {"tell": {"configurations": [{"x": 0.5}], "values": [2.0]}}
    lines = "\n".join(json.dumps(each) for each in (first, {"ask": 1}, told))
    channel = io.StringIO()
    serve(make, io.StringIO(lines), channel)
    ready, asked, learned = map(json.loads, channel.getvalue().splitlines())
    assert ready == {}
    assert asked["configurations"] == [{"x": 0.5}]
    assert min(asked["seconds"], learned["seconds"]) > 0.0
    assert (peers[0].seed, peers[0].told) == (7, [(0, 2.0)])


def test_a_failure_gets_the_worst_loss_so_far() -> None:
    worst = Worst()
    good, bad, failed = (Candidate({}, handle) for handle in "abc")
    worst.fill([Result(good, 1.0), Result(bad, 3.0)])
    filled = worst.fill([Result(failed, None)])
    assert [(each.candidate, each.loss, each.is_failed) for each in filled] == [(failed, 3.0, True)]


def test_failures_before_any_success_wait_for_it() -> None:
    worst = Worst()
    failed, good = (Candidate({}, handle) for handle in "ab")
    assert worst.fill([Result(failed, None)]) == []
    filled = worst.fill([Result(good, 2.0)])
    assert [(each.candidate, each.loss) for each in filled] == [(good, 2.0), (failed, 2.0)]
