"""Asks to be measured: a search space, a history and a seed that no other ask has.

Symbols: n past trials; d parameters; x (d,) a point of the unit cube.
"""

import json
from dataclasses import dataclass

import numpy as np

from models import (
    Algorithm,
    Categorical,
    Direction,
    Float,
    Int,
    Objective,
    Ordinal,
    Problem,
    SearchSpace,
    Trial,
    suggest,
)

# Every fifth parameter is of the same kind.
KINDS = 5
NOISE = 0.05
OBJECTIVE = Objective("loss", Direction.MINIMIZE)

Parameter = Float | Int | Categorical | Ordinal


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask, ready to be sent and ready to be computed here.

    Attributes:
        problem: What is tuned, with `gp`.
        trials: The history.
        seed: Of the answer.
        body: The same three as the body of a request.
    """

    problem: Problem
    trials: tuple[Trial, ...]
    seed: int
    body: bytes


def make_ask(d: int, n: int, repetition: int) -> Ask:
    """Return an ask; the same arguments give the same one.

    Args:
        d: Number of parameters, a multiple of `KINDS`.
        n: Number of past trials.
        repetition: Tells asks of the same size apart.
    """
    rng = np.random.default_rng([d, n, repetition])
    problem = Problem(_space(d), OBJECTIVE, Algorithm("gp"))
    trials = _history(problem.space, n, rng) if n else ()
    seed = int(rng.integers(2**31))
    return Ask(problem, trials, seed, _body(problem, trials, seed))


def _space(d: int) -> SearchSpace:
    """Return a space of numbers, orders and choices, in equal parts."""
    parameters: list[Parameter] = []
    for i in range(d // KINDS):
        parameters += [
            Float(f"momentum_{i}", 0.0, 1.0),
            Float(f"rate_{i}", 1e-5, 1.0, log=True),
            Int(f"rounds_{i}", 8, 4096, log=True),
            Ordinal(f"width_{i}", (16, 32, 64, 128, 256)),
            Categorical(f"activation_{i}", ("relu", "tanh", "logistic")),
        ]
    return SearchSpace(tuple(parameters))


def _history(space: SearchSpace, n: int, rng: np.random.Generator) -> tuple[Trial, ...]:
    """Return trials of random configurations whose values are a noisy bowl."""
    random = Problem(space, OBJECTIVE, Algorithm("random"))
    bottom = rng.uniform(0.2, 0.8, space.d)
    trials = []
    for suggestion in suggest(random, [], count=n, rng=rng).suggestions:
        x = space.encode(suggestion.parameters)
        value = float(np.sum((x - bottom) ** 2) + NOISE * rng.normal())
        trials.append(Trial(suggestion.parameters, value=value))
    return tuple(trials)


def _body(problem: Problem, trials: tuple[Trial, ...], seed: int) -> bytes:
    """Return the request for `POST /v1/ask`."""
    name = problem.objective.name
    request = {
        "space": {"parameters": [_on_the_wire(each) for each in problem.space.parameters]},
        "objectives": [{"name": name, "direction": problem.objective.direction.value}],
        "algorithm": problem.algorithm.name,
        "trials": [
            {"parameters": dict(trial.parameters), "values": {name: trial.value}}
            for trial in trials
        ],
        "seed": seed,
    }
    return json.dumps(request).encode()


def _on_the_wire(parameter: object) -> dict[str, object]:
    """Return a parameter as clients write it."""
    match parameter:
        case Float() | Int():
            return {
                "name": parameter.name,
                "type": "float" if isinstance(parameter, Float) else "int",
                "bounds": [parameter.low, parameter.high],
                "log": parameter.log,
            }
        case Categorical() | Ordinal():
            return {
                "name": parameter.name,
                "type": "ordinal" if isinstance(parameter, Ordinal) else "categorical",
                "values": list(parameter.values),
            }
        case _:
            raise TypeError(f"expected a kind of parameter that is measured, got {parameter!r}")
