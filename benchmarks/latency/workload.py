"""Asks to be measured: a search space, a history and a seed that no other ask has.

Symbols: n past trials; d parameters.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.peers import space_json
from benchmarks.quality.sampling import sample
from models import (
    Algorithm,
    Categorical,
    Configuration,
    Direction,
    Float,
    Int,
    Objective,
    Ordinal,
    Parameter,
    Problem,
    SearchSpace,
    Trial,
)

# Every fifth parameter is of the same kind.
KINDS = 5
# The standard deviation of the noise of losses.
NOISE = 0.05
OBJECTIVE = Objective("loss", Direction.MINIMIZE)
# What users get who do not choose.
ALGORITHM = Algorithm("auto")


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask, ready to be sent and ready to be computed here.

    Attributes:
        problem: What is tuned.
        trials: The history.
        seed: Of the answer.
        body: The same three as the body of a request.
    """

    problem: Problem
    trials: tuple[Trial, ...]
    seed: int
    body: bytes


def make_ask(space: SearchSpace, n: int, repetition: int) -> Ask:
    """Return an ask; the same arguments give the same one, and no others its history or seed.

    Args:
        space: Where is searched.
        n: Number of past trials.
        repetition: Tells asks of the same size apart, not negative.
    """
    problem = Problem(space, OBJECTIVE, ALGORITHM)
    configurations = sample(space, n, repetition) if n else []
    values = bowl(space, configurations, repetition)
    trials = tuple(
        Trial(each, value=value) for each, value in zip(configurations, values, strict=True)
    )
    seed = int(np.random.default_rng([space.d, n, repetition]).integers(2**31))
    return Ask(problem, trials, seed, _body(problem, trials, seed))


def mixed(d: int) -> SearchSpace:
    """Return a space of d numbers, orders and choices, in equal parts as far as d allows."""
    return SearchSpace(tuple(_parameter(i % KINDS, i // KINDS) for i in range(d)))


def bowl(space: SearchSpace, configurations: Sequence[Configuration], seed: int) -> list[float]:
    """Return what configurations are worth: the squared distance from a point, and noise.

    Args:
        space: Of the configurations. Inactive parameters do not count.
        configurations: Any number of them, m.
        seed: Of the point and of the noise.

    Returns:
        Their losses, m.
    """
    if not configurations:
        return []
    rng = np.random.default_rng([space.d, seed])
    bottom = rng.uniform(0.2, 0.8, space.d)
    distances = space.encode_all([*configurations]).X - bottom
    losses = np.nansum(distances**2, axis=1) + NOISE * rng.normal(size=len(distances))
    return [float(loss) for loss in losses]


def _parameter(kind: int, number: int) -> Parameter:
    """Return a parameter of a kind, of which the number makes the name."""
    return (
        Float(f"momentum_{number}", 0.0, 1.0),
        Float(f"rate_{number}", 1e-5, 1.0, log=True),
        Int(f"rounds_{number}", 8, 4096, log=True),
        Ordinal(f"width_{number}", (16, 32, 64, 128, 256)),
        Categorical(f"activation_{number}", ("relu", "tanh", "logistic")),
    )[kind]


def _body(problem: Problem, trials: tuple[Trial, ...], seed: int) -> bytes:
    """Return the request for `POST /v1/ask`."""
    name = problem.objective.name
    request = {
        "space": space_json(problem.space),
        "objectives": [{"name": name, "direction": problem.objective.direction.value}],
        "algorithm": problem.algorithm.name,
        "trials": [
            {"parameters": dict(trial.parameters), "values": {name: trial.value}}
            for trial in trials
        ],
        "seed": seed,
    }
    return json.dumps(request).encode()
