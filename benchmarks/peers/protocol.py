"""What all adapters share: the messages, and what a peer must do to answer them.

One JSON object a line. First comes what to search, and the answer is empty as soon as the peer is
ready. Then every `ask` and every `tell` is answered with the seconds it took in this process.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, Protocol, TypedDict

from benchmarks.peers.spaces import Configuration, Numbers, Space, SpaceJson, Value


class ObjectiveJson(TypedDict):
    """An objective of the wire format."""

    name: str
    direction: str


class StartJson(TypedDict):
    """The first message."""

    space: SpaceJson
    objective: ObjectiveJson
    seed: int
    trials: int
    batch: int


class TellJson(TypedDict):
    """Configurations and their values in the direction of the objective; None: failed."""

    configurations: list[dict[str, Value]]
    values: list[float | None]


class MessageJson(TypedDict, total=False):
    """Every message but the first; it has one of the two."""

    ask: int
    tell: TellJson


@dataclass(frozen=True, slots=True)
class Start:
    """What a peer is told about its run.

    Attributes:
        space: Where to search.
        seed: From 0 to 2^31 - 1, which every peer accepts.
        trials: How many there will be.
        batch: How many are asked for at once.
    """

    space: Space
    seed: int
    trials: int
    batch: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a peer suggests.

    Attributes:
        numbers: Of all active parameters at least.
        handle: How the peer itself calls it.
    """

    numbers: Numbers
    handle: object


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: the loss is lower the better, None if the trial failed."""

    candidate: Candidate
    loss: float | None


@dataclass(frozen=True, slots=True)
class Filled:
    """What came out, where failures have a loss too."""

    candidate: Candidate
    loss: float
    is_failed: bool


class Peer(Protocol):
    """Another library's optimiser, behind the two verbs."""

    def ask(self, count: int) -> list[Candidate]:
        """Return as many candidates."""
        ...

    def tell(self, results: Sequence[Result]) -> None:
        """Learn what came out."""
        ...


@dataclass(slots=True)
class Worst:
    """Gives failed trials the worst loss so far, for peers that know no failures.

    Attributes:
        loss: The worst so far; None before the first success.
        waiting: Failed trials from before the first success.
    """

    loss: float | None = None
    waiting: list[Candidate] = field(default_factory=list)

    def fill(self, results: Sequence[Result]) -> list[Filled]:
        """Return candidates with their losses, failures that had to wait included."""
        known = [
            Filled(each.candidate, each.loss, is_failed=False)
            for each in results
            if each.loss is not None
        ]
        self.waiting += [each.candidate for each in results if each.loss is None]
        losses = [each.loss for each in known] + ([] if self.loss is None else [self.loss])
        if not losses:
            return []
        worst = self.loss = max(losses)
        failed = [Filled(each, worst, is_failed=True) for each in self.waiting]
        self.waiting = []
        return known + failed


@dataclass(slots=True)
class Session:
    """One run: turns messages into calls of the peer and back.

    Attributes:
        peer: The peer.
        space: Where it searches.
        sign: -1 if the objective is to be maximised, else 1.
        asked: What was suggested and has no result yet, by its configuration.
    """

    peer: Peer
    space: Space
    sign: float
    asked: defaultdict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, count: int) -> list[Configuration]:
        """Return the configurations that the peer suggests."""
        candidates = self.peer.ask(count)
        configurations = [self.space.configuration(each.numbers) for each in candidates]
        for candidate, configuration in zip(candidates, configurations, strict=True):
            self.asked[_key(configuration)].append(candidate)
        return configurations

    def tell(self, told: TellJson) -> None:
        """Tell the peer what came out.

        Raises:
            ValueError: A configuration was not asked for.
        """
        results = []
        for configuration, value in zip(told["configurations"], told["values"], strict=True):
            waiting = self.asked[_key(configuration)]
            if not waiting:
                raise ValueError(f"expected a configuration that was asked for: {configuration}")
            loss = None if value is None else self.sign * value
            results.append(Result(waiting.pop(0), loss))
        self.peer.tell(results)


def serve(make: Callable[[Start], Peer], messages: IO[str], channel: IO[str]) -> None:
    """Answer messages until they end.

    Args:
        make: Makes the peer.
        messages: One JSON object a line.
        channel: Where the answers go.
    """
    first: StartJson = json.loads(messages.readline())
    space = Space.of(first["space"])
    peer = make(Start(space, first["seed"] % 2**31, first["trials"], first["batch"]))
    sign = -1.0 if first["objective"]["direction"] == "maximize" else 1.0
    session = Session(peer, space, sign)
    _answer(channel, {})
    for line in messages:
        message: MessageJson = json.loads(line)
        begin = time.perf_counter()
        answer: dict[str, object] = {}
        if "ask" in message:
            answer["configurations"] = session.ask(message["ask"])
        else:
            session.tell(message["tell"])
        _answer(channel, {**answer, "seconds": time.perf_counter() - begin})


def _answer(channel: IO[str], answer: dict[str, object]) -> None:
    """Write a message at once."""
    channel.write(json.dumps(answer) + "\n")
    channel.flush()


def _key(configuration: Configuration) -> str:
    """Return what tells a configuration from every other."""
    return json.dumps(configuration, sort_keys=True)
