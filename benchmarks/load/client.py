"""A client of stored studies: one connection that stays open, and the clock beside it."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Self

from benchmarks.latency.workload import OBJECTIVE, mixed
from benchmarks.peers.pairs import value
from benchmarks.quality.peers import space_json
from benchmarks.server import HOST, SECONDS_TO_ANSWER

JSON = {"Content-Type": "application/json"}
# How many parameters the studies have: numbers, an order and a choice.
PARAMETERS = 5
# What keeps nobody waiting, and what users get who do not choose.
RANDOM, AUTO = "random", "auto"
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds that an ask and the tell of its trial took, those for tries that were refused too."""

    ask: float
    tell: float


class Client:
    """A client that waits for its answer before it sends again.

    Attributes:
        refused: How often it was told to come back later.
    """

    def __init__(self, port: int) -> None:
        """Connect to a service of this machine when it is needed."""
        self._connection = HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)
        self.refused = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        self._connection.close()

    def send(self, method: str, path: str, fields: Fields | None = None) -> bytes:
        """Return the body of a good answer.

        Raises:
            RuntimeError: The answer is an error, but for one that says to come back.
        """
        body = None if fields is None else json.dumps(fields).encode()
        while True:
            status, answer = self._exchange(method, path, body)
            if status < HTTPStatus.BAD_REQUEST:
                return answer
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                raise RuntimeError(f"{method} {path}: status {status}, {answer.decode()}")
            self.refused += 1

    def create(self, name: str, algorithm: str) -> str:
        """Return the path of a new study, whose trials cost next to nothing to tell."""
        made = self.send(
            "POST",
            "/v1/studies",
            {
                "name": name,
                "space": space_json(mixed(PARAMETERS)),
                "objectives": [{"name": OBJECTIVE.name, "direction": OBJECTIVE.direction.value}],
                "algorithm": algorithm,
                "seed": 1,
            },
        )
        path: str = json.loads(made)["url"]
        return path

    def ask(self, study: str, **fields: object) -> Sequence[int]:
        """Return the numbers of the trials that an ask hands out."""
        answer = json.loads(self.send("POST", f"{study}/ask", fields))
        return [each["number"] for each in answer["trials"]]

    def tell(self, study: str, number: int) -> None:
        """Tell that a trial is completed; its value follows from its number."""
        results = [{"trial": number, "values": {OBJECTIVE.name: value(number)}}]
        self.send("POST", f"{study}/tell", {"results": results})

    def pair(self, study: str) -> Pair:
        """Ask for a trial and tell its value."""
        start = time.perf_counter()
        (number,) = self.ask(study)
        middle = time.perf_counter()
        self.tell(study, number)
        return Pair(middle - start, time.perf_counter() - middle)

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        self._connection.request(method, path, body, {} if body is None else JSON)
        response = self._connection.getresponse()
        return response.status, response.read()
