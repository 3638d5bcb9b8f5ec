"""Rivals of other libraries, each a process in an environment of its own.

`benchmarks/peers` is the other end of the line. `make peers` builds the environments.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Timer
from typing import TypedDict

from benchmarks.environment import ROOT
from models import (
    MISSING,
    Bool,
    Condition,
    Configuration,
    Float,
    Int,
    Objective,
    Ordinal,
    Parameter,
    SearchSpace,
    Value,
)

NAMES = (
    "optuna-tpe",
    "optuna-gp",
    "skopt",
    "hebo",
    "smac",
    "ax",
    "vizier",
    "hyperopt",
    "nevergrad",
)
ENVIRONMENTS = ROOT / ".venv-peers"
ADAPTERS = ROOT / "benchmarks" / "peers"
# The package that is the peer, where it is not called like its adapter.
PACKAGES = {
    "skopt": "scikit-optimize",
    "hebo": "HEBO",
    "ax": "ax-platform",
    "vizier": "google-vizier",
}
# A peer that takes longer for one answer would not end a benchmark on the same day.
LIMIT = 600.0
# How much of what a peer wrote to its error output stands in an error, in characters.
TAIL = 2000

Json = Mapping[str, object]


class PeerError(Exception):
    """A peer cannot be started, has died, is too slow or suggests what is not in the space."""


class Answer(TypedDict, total=False):
    """What the process of a peer says."""

    configurations: list[dict[str, Value]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Start:
    """What a peer is told about its run.

    Attributes:
        space: Where to search.
        objective: What to optimise.
        seed: Of everything random in the peer, not negative.
        trials: How many there will be.
        batch: How many are asked for at once.
    """

    space: SearchSpace
    objective: Objective
    seed: int
    trials: int
    batch: int

    def json(self) -> Json:
        """Return the first message."""
        return {
            "space": space_json(self.space),
            "objective": {"name": self.objective.name, "direction": self.objective.direction},
            "seed": self.seed,
            "trials": self.trials,
            "batch": self.batch,
        }


class Peer:
    """A tuner in another process, which ends with `close`.

    Args:
        command: Starts the process.
        start: What it is told.
        limit: Seconds that an answer may take.

    Attributes:
        seconds: What the last ask took inside the process. The tells before it count, because
            some peers fit their model when told.

    Raises:
        PeerError: The process does not become ready.
    """

    def __init__(self, command: Sequence[str], start: Start, *, limit: float = LIMIT) -> None:
        self.seconds = 0.0
        self._told = 0.0
        self._space = start.space
        self._limit = limit
        # Not a pipe: nobody reads it, and a peer that filled it would wait for ever.
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 - `close` closes it.
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(  # noqa: S603 - the command is ours.
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._exchange(start.json())

    def ask(self, count: int) -> list[Configuration]:
        """Return what the peer suggests.

        Raises:
            PeerError: It does not answer, or a configuration does not belong to the space.
        """
        answer = self._exchange({"ask": count})
        self.seconds, self._told = self._told + answer["seconds"], 0.0
        configurations: list[Configuration] = [*answer["configurations"]]
        if errors := self._space.encode_all(configurations).errors:
            self.close()
            raise PeerError(f"the peer suggested what is not in the space: {errors[0]}")
        return configurations

    def tell(self, configurations: Sequence[Configuration], values: Sequence[float | None]) -> None:
        """Tell what came out; None is a failure.

        Raises:
            PeerError: The peer does not answer.
        """
        told = {"configurations": [*configurations], "values": [*values]}
        self._told += self._exchange({"tell": told})["seconds"]

    def close(self) -> None:
        """End the process; it keeps nothing that could be lost."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _exchange(self, message: Json) -> Answer:
        """Return the answer to a message."""
        line, is_late = "", Event()
        timer = Timer(self._limit, self._kill, [is_late])
        timer.start()
        try:
            line = self._write_and_read(json.dumps(message))
        finally:
            timer.cancel()
        if line:
            answer: Answer = json.loads(line)
            return answer
        said = self._said()
        self.close()
        if is_late.is_set():
            raise PeerError(f"the peer took more than {self._limit:g} s to answer; {said}")
        raise PeerError(f"the process of the peer has ended; {said}")

    def _write_and_read(self, message: str) -> str:
        """Return the line that answers another, empty if the process has ended."""
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both are pipes")
        try:
            self._process.stdin.write(message + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return ""
        return self._process.stdout.readline()

    def _kill(self, is_late: Event) -> None:
        """End a process that takes too long; whoever reads from it then reads nothing."""
        is_late.set()
        self._process.kill()

    def _said(self) -> str:
        """Return the end of what the process wrote to its error output."""
        self._process.wait()
        self._errors.seek(0)
        return f"its last words:\n{self._errors.read()[-TAIL:]}"


def start_peer(name: str, start: Start) -> Peer:
    """Return a peer that is ready to be asked.

    Args:
        name: One of `NAMES`.
        start: What it is told.

    Raises:
        PeerError: It has no environment, or does not become ready.
    """
    environment = _environment(name)
    python = ENVIRONMENTS / environment / "bin" / "python"
    if not python.exists():
        raise PeerError(f'no environment for {name}: make peers PEERS="{environment}"')
    return Peer([str(python), "-m", "benchmarks.peers", name], start)


def packages(name: str) -> dict[str, str]:
    """Return the version of every package in the environment of a peer."""
    pins = ADAPTERS / "requirements" / f"{_environment(name)}.txt"
    lines = pins.read_text(encoding="utf-8").splitlines()
    return {line.partition("==")[0]: line.partition("==")[2] for line in lines if "==" in line}


def version(name: str) -> str:
    """Return what changes with a peer's package and with its adapter's revision."""
    environment = _environment(name)
    package = PACKAGES.get(environment, environment)
    # The adapter cannot be imported here: it needs the package.
    text = (ADAPTERS / f"{environment}.py").read_text(encoding="utf-8")
    revision = re.search(r"^REVISION = (\d+)$", text, re.MULTILINE)
    if revision is None:
        raise ValueError(f"expected REVISION in the adapter {environment}.py")
    return f"{packages(name)[package]}-{revision[1]}"


def space_json(space: SearchSpace) -> Json:
    """Return a search space as the contract writes it; conditions are always lists."""
    return {
        "parameters": [_parameter_json(each) for each in space.parameters],
        "constraints": [*space.constraints],
        "forbidden": [dict(each) for each in space.forbidden],
    }


def _parameter_json(parameter: Parameter) -> Json:
    """Return a parameter as JSON, without its prior, which no peer could use."""
    result: dict[str, object] = {
        "name": parameter.name,
        "condition": [_condition_json(each) for each in parameter.conditions],
    }
    if parameter.default is not MISSING:
        result["default"] = parameter.default
    if isinstance(parameter, Float | Int):
        result |= {
            "type": "float" if isinstance(parameter, Float) else "int",
            "bounds": [parameter.low, parameter.high],
            "log": parameter.log,
        }
        return result if parameter.step is None else result | {"step": parameter.step}
    if isinstance(parameter, Bool):
        return result | {"type": "bool"}
    kind = "ordinal" if isinstance(parameter, Ordinal) else "categorical"
    return result | {"type": kind, "values": [*parameter.values]}


def _condition_json(condition: Condition) -> Json:
    """Return a condition as JSON."""
    demands = {
        "values": None if condition.values is None else [*condition.values],
        "min": condition.low,
        "max": condition.high,
    }
    given = {name: each for name, each in demands.items() if each is not None}
    return {"parameter": condition.parameter, **given}


def _environment(name: str) -> str:
    """Return the environment of a peer, which is also the name of its adapter."""
    return name.partition("-")[0]
