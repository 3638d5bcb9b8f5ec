import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.quality.peers import NAMES, Peer, PeerError, Start, packages, space_json, version
from models import (
    Bool,
    Categorical,
    Condition,
    Direction,
    Float,
    Int,
    Objective,
    Ordinal,
    SearchSpace,
)
from service.wire.space import Space

SPACE = SearchSpace(
    (
        Categorical("kernel", ("linear", "rbf", 3, None), default="rbf"),
        Float("gamma", 1e-3, 10.0, log=True, conditions=(Condition("kernel", values=("rbf",)),)),
        Float("share", 0.1, 1.0, step=0.05, default=0.25),
        Int("rounds", 8, 4096, log=True),
        Int("leaves", 2, 20, step=3, conditions=(Condition("rounds", low=10, high=2000),)),
        Ordinal("width", (32, 64, "all"), conditions=(Condition("rounds", low=64),)),
        Bool("bias", default=False),
    ),
    ("share * rounds <= 4000",),
    ({"kernel": "linear", "bias": True},),
)
# A peer as small as can be: random search.
RANDOM = """
import random, sys
from benchmarks.peers.protocol import Candidate, serve

class Random:
    def __init__(self, start):
        self.space, self.random = start.space, random.Random(start.seed)
    def ask(self, count):
        return [Candidate(self.numbers(), None) for _ in range(count)]
    def numbers(self):
        return {each.name: self.random.uniform(each.low, each.high) for each in self.space.free}
    def tell(self, results):
        pass

serve(Random, sys.stdin, sys.stdout)
"""
# Peers of a few words, which take the first message and say that they are ready.
READY = "import os, sys, threading; print('{}', flush=True); next(sys.stdin)\n"
DYING = READY + "next(sys.stdin); sys.exit('out of memory')"
HANGING = READY + "threading.Event().wait()"
OUTSIDE = (
    READY
    + """print('{"configurations": [{"kernel": "cubic"}], "seconds": 1}', flush=True)
next(sys.stdin); next(sys.stdin)"""
)
TIMED = (
    READY
    + """for line in sys.stdin:
    if "ask" in line:
        print('{"configurations": [], "seconds": 1.5}', flush=True)
    else:
        print('{"seconds": 0.25}', flush=True)
"""
)
NAMED = READY + "print(os.getpid(), file=open({!r}, 'w'), flush=True); sys.stdin.read()"


def start(seed: int = 1) -> Start:
    return Start(SPACE, Objective("accuracy", Direction.MAXIMIZE), seed, trials=8, batch=1)


def peer(code: str, *, seed: int = 1, limit: float = 60.0) -> Peer:
    return Peer([sys.executable, "-c", code], start(seed), limit=limit)


@pytest.fixture
def random() -> Iterator[Peer]:
    with closing(peer(RANDOM)) as made:
        yield made


def test_a_peer_suggests_as_many_configurations_of_the_space_as_asked(random: Peer) -> None:
    configurations = random.ask(50)
    assert len(configurations) == 50
    assert SPACE.encode_all(configurations).errors == []
    assert {"gamma" in each for each in configurations} == {True, False}


def test_a_peer_learns_values_and_failures(random: Peer) -> None:
    configurations = random.ask(2)
    random.tell(configurations, [0.5, None])
    assert len(random.ask(1)) == 1


def test_a_peer_with_the_same_seed_suggests_the_same(random: Peer) -> None:
    with closing(peer(RANDOM)) as same, closing(peer(RANDOM, seed=2)) as other:
        first = random.ask(3)
        assert same.ask(3) == first
        assert other.ask(3) != first


def test_the_seconds_of_an_ask_are_those_of_the_process_with_the_tells_before() -> None:
    with closing(peer(TIMED)) as timed:
        timed.tell([], [])
        timed.tell([], [])
        timed.ask(1)
        assert timed.seconds == 2.0
        timed.ask(1)
        assert timed.seconds == 1.5


def test_a_peer_that_dies_is_an_error_with_its_last_words() -> None:
    dying = peer(DYING)
    with pytest.raises(PeerError, match=r"(?s)has ended.*out of memory"):
        dying.ask(1)


def test_a_peer_that_cannot_start_is_an_error() -> None:
    with pytest.raises(PeerError, match="no such package"):
        peer("raise SystemExit('no such package')")


def test_a_peer_that_does_not_answer_in_time_is_an_error() -> None:
    # Long enough for Python to start, after which the process waits for ever.
    hanging = peer(HANGING, limit=2.0)
    with pytest.raises(PeerError, match="more than 2 s"):
        hanging.ask(1)


def test_a_suggestion_outside_the_space_is_an_error() -> None:
    outside = peer(OUTSIDE)
    with pytest.raises(PeerError, match="not in the space"):
        outside.ask(1)


def test_closing_a_peer_ends_its_process(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    os.mkfifo(file)
    named = peer(NAMED.replace("{!r}", repr(str(file))))
    pid = int(file.read_text(encoding="utf-8"))
    named.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_json_of_a_space_means_the_same_space() -> None:
    assert Space.model_validate(space_json(SPACE)).value(()) == SPACE


@pytest.mark.parametrize("name", NAMES)
def test_every_peer_has_a_version_made_of_its_package_and_its_revision(name: str) -> None:
    package, _, revision = version(name).rpartition("-")
    assert package in packages(name).values()
    assert int(revision) >= 1
