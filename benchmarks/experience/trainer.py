"""The process that trains: `python -m benchmarks.experience.trainer` speaks JSON lines.

Each line names a trial, and each answer is what came out. A trial that takes longer than its limit
of processor time ends the process, whatever library it is in and whatever that is doing.
"""

import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Sequence
from typing import IO, TypedDict

import numpy as np

from benchmarks.experience.datasets import folds
from benchmarks.experience.families import BY_MODEL
from benchmarks.experience.scores import scores
from benchmarks.quality.live.data import Split
from models import Configuration

# How much of what a library says of a configuration is kept, in characters.
TAIL = 200


class TrialJson(TypedDict):
    """What is to be tried; the limit is in seconds of the processor."""

    model: str
    dataset: str
    configuration: Configuration
    limit: int


class OutcomeJson(TypedDict, total=False):
    """What came out: scores, or why there are none; and seconds of the processor."""

    scores: dict[str, float]
    failure: str
    seconds: float


def serve(trials: IO[str], channel: IO[str]) -> None:
    """Answer trials until they end.

    Args:
        trials: One JSON object a line.
        channel: Where the answers go.
    """
    for line in trials:
        trial: TrialJson = json.loads(line)
        _allow(trial["limit"])
        channel.write(json.dumps(outcome(trial)) + "\n")
        channel.flush()


def outcome(trial: TrialJson) -> OutcomeJson:
    """Return the means of the scores over the folds, or why there are none."""
    dealt = folds(trial["dataset"])
    begin = time.process_time()
    found: OutcomeJson
    try:
        found = {"scores": _means([_scores(trial, split) for split in dealt])}
    except ImportError:
        # Then it is not the configuration that is at fault.
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library raises is.
        found = {"failure": f"{type(error).__name__}: {error}"[:TAIL]}
    return {**found, "seconds": round(time.process_time() - begin, 4)}


def _scores(trial: TrialJson, split: Split) -> dict[str, float]:
    """Return the scores on a fold."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Some configurations do not converge, overflow, and so on: that is their value.
        warnings.simplefilter("ignore")
        family = BY_MODEL[trial["model"]]
        predicted, are_probabilities = family.predictions(trial["configuration"], split)
        if not np.isfinite(predicted).all():
            raise ArithmeticError("predictions are not finite")
        return scores(predicted, split.test, are_probabilities=are_probabilities)


def _means(found: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the mean of each score, or raise if it is not finite."""
    means = {name: float(np.mean([each[name] for each in found])) for name in found[0]}
    if not np.isfinite(list(means.values())).all():
        raise ArithmeticError("a score is not finite")
    return means


def _allow(limit: int) -> None:
    """Let the system end this process after so many further seconds of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + limit + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def main() -> None:
    """Serve on standard input and output until the input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries print what they like, some of it from C: that goes where errors go.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as channel:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin, channel)


if __name__ == "__main__":
    main()
