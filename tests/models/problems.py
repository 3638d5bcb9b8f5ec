"""Small problems as values: a space, an objective and what is known of its optimum."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from models import (
    Algorithm,
    Answer,
    Bool,
    Categorical,
    Condition,
    Configuration,
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

LOSS = Objective("loss", Direction.MINIMIZE)

SQUARE = SearchSpace((Float("x", 0.0, 1.0), Float("y", 0.0, 1.0)))
SIX = SearchSpace((Int("a", 1, 3), Bool("b")))
MIXED = SearchSpace(
    (
        Categorical("booster", ("gbtree", "dart", "gblinear"), default="gbtree"),
        Float(
            "eta",
            0.001,
            1.0,
            log=True,
            default=0.3,
            conditions=(Condition("booster", values=("gbtree", "dart")),),
        ),
        Int("rounds", 8, 4096, log=True),
        Float("subsample", 0.1, 1.0, step=0.05),
        Ordinal("width", (32, 64, 128, 256)),
        Bool("bias"),
        Float("drop", 0.0, 1.0, conditions=(Condition("booster", values=("dart",)),)),
    ),
    constraints=("width * rounds <= 100000", "eta + subsample <= 1.5"),
    forbidden=({"booster": "gblinear", "bias": False},),
)


@dataclass(frozen=True, slots=True)
class Task:
    """An objective over a space, lower is better, and its least value."""

    space: SearchSpace
    loss: Callable[[Configuration], float]
    minimum: float


def bowl(configuration: Configuration) -> float:
    """Return the squared distance from (0.3, 0.6)."""
    x, y = number(configuration["x"]), number(configuration["y"])
    return (x - 0.3) ** 2 + (y - 0.6) ** 2


def boosting(configuration: Configuration) -> float:
    """Return a made-up loss over `MIXED` that depends on its branches."""
    loss = 0.1 * (np.log2(number(configuration["rounds"])) - 8.0) ** 2
    loss += (number(configuration["subsample"]) - 0.7) ** 2
    loss += (np.log10(number(configuration.get("eta", 0.5))) + 1.0) ** 2
    loss += abs(number(configuration["width"]) - 64.0) / 100.0
    if configuration["booster"] == "dart":
        return float(loss + (number(configuration["drop"]) - 0.2) ** 2)
    return float(loss + 0.3)


BOWL = Task(SQUARE, bowl, 0.0)
BOOSTING = Task(MIXED, boosting, 0.0)


def number(value: object) -> float:
    """Return a value that is known to be a number."""
    assert isinstance(value, int | float)
    return float(value)


def problem(space: SearchSpace, algorithm: str, **options: int) -> Problem:
    """Return the problem of minimising a loss over a space."""
    return Problem(space, LOSS, Algorithm(algorithm, options))


def tried(task: Task, configurations: Iterable[Configuration]) -> list[Trial]:
    """Return completed trials of configurations."""
    return [Trial(each, value=task.loss(each)) for each in configurations]


def asked(
    space: SearchSpace, trials: list[Trial], algorithm: str, count: int = 1, seed: int = 0
) -> Answer:
    """Return the answer to an ask."""
    rng = np.random.default_rng(seed)
    return suggest(problem(space, algorithm), trials, count=count, rng=rng)


def best_after(task: Task, algorithm: str, trials: int, seed: int) -> float:
    """Return the least loss after so many trials, asked for one at a time."""
    history: list[Trial] = []
    for _ in range(trials):
        answer = asked(task.space, history, algorithm, seed=seed)
        history += tried(task, (each.parameters for each in answer.suggestions))
    return min(number(trial.value) for trial in history)


def exhausted(space: SearchSpace, algorithm: str, count: int) -> list[Configuration]:
    """Return everything that is suggested until the space is exhausted, `count` at a time."""
    history: list[Trial] = []
    while True:
        answer = asked(space, history, algorithm, count)
        history += [Trial(each.parameters, value=1.0) for each in answer.suggestions]
        if answer.space_exhausted:
            return [each.parameters for each in history]
