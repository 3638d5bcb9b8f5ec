"""A trial, made by a process of its own that can be ended while a library is deep in C."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from benchmarks.environment import ROOT
from benchmarks.experience.trainer import OutcomeJson, TrialJson
from models import Configuration

# Seconds of the processor that a trial may take, all folds together.
LIMIT = 20
# How much of what a trainer wrote to its error output stands in an error, in characters.
TAIL = 2000
# Threads inside of libraries only slow each other down beside other processes.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a trial.

    Attributes:
        scores: By metric; empty if it failed.
        seconds: Of the processor that it took.
        failure: Why there are no scores; empty if there are.
    """

    scores: Mapping[str, float]
    seconds: float
    failure: str = ""


class TrainerError(Exception):
    """The process ended, and not because of a configuration."""

    def __init__(self, code: int, said: str) -> None:
        """Hold the code it ended with and the end of what it said."""
        super().__init__(f"the trainer ended with {code}: {said}")


class Trainer:
    """The process, started when it is needed and again after it was ended.

    Args:
        limit: Seconds of the processor that a trial may take.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._process: subprocess.Popen[str] | None = None
        # Not a pipe: nobody reads it, and libraries that filled it would wait for ever.
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 - `close` closes it.
            "w+", encoding="utf-8", errors="replace"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def outcome(self, model: str, dataset: str, configuration: Configuration) -> Outcome:
        """Return what comes out of a trial.

        Args:
            model: A family by its name in the catalogue.
            dataset: Of a file in `pmlb`.
            configuration: Of its space.
        """
        trial = TrialJson(
            model=model, dataset=dataset, configuration=configuration, limit=self._limit
        )
        process = self._process or self._started()
        assert process.stdin is not None  # noqa: S101 - narrows the type.
        assert process.stdout is not None  # noqa: S101 - the same.
        process.stdin.write(json.dumps(trial) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            return self._ended()
        found: OutcomeJson = json.loads(line)
        return Outcome(found.get("scores", {}), found["seconds"], found.get("failure", ""))

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            # Its input ends, and so does it.
            self._process.communicate()
            self._process = None
        self._errors.close()

    def _started(self) -> subprocess.Popen[str]:
        """Return a new process."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.experience.trainer"],
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        return self._process

    def _ended(self) -> Outcome:
        """Return the outcome of a trial during which the process ended."""
        assert self._process is not None  # noqa: S101 - narrows the type.
        self._process.communicate()
        code, self._process = self._process.returncode, None
        if code == -signal.SIGXCPU:
            return Outcome({}, float(self._limit), f"took more than {self._limit} s")
        if code < 0:
            return Outcome({}, 0.0, f"ended the process with signal {-code}")
        # Then it is not the configuration that is at fault.
        self._errors.seek(0)
        raise TrainerError(code, self._errors.read()[-TAIL:])


@cache
def trainer() -> Trainer:
    """Return the trainer of this process."""
    made = Trainer()
    atexit.register(made.close)
    return made
