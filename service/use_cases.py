"""What the service does, in the words of the contract."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import models
from models import FixedError, SpaceError, TrialsError
from service.errors import Fault, InvalidRequestError


@dataclass(frozen=True, slots=True)
class Ask:
    """All there is to know for saying what to evaluate next.

    Attributes:
        problem: What is optimised, and how.
        trials: The history.
        count: How many suggestions are wanted, at least one.
        fixed: Values that every suggestion shall have.
        seed: Where chance begins; None for anywhere.
        lenient: Whether trials that do not belong to the space are left out of the model, instead
            of refused.
    """

    problem: models.Problem
    trials: tuple[models.Trial, ...] = ()
    count: int = 1
    fixed: models.Configuration | None = None
    seed: int | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer, and the seed that gives it again."""

    answer: models.Answer
    seed: int


def ask(request: Ask, *, draw_seed: Callable[[], int], learn: models.Learn = models.learn) -> Asked:
    """Return what to evaluate next: a function of the request and the seed alone.

    Args:
        request: What is asked.
        draw_seed: Called if the request brings no seed.
        learn: How the surrogate learns from trials; it remembers nothing by default.

    Raises:
        InvalidRequestError: No configuration is feasible, or the trials or the fixed values do
            not belong to the space.
    """
    seed = draw_seed() if request.seed is None else request.seed
    try:
        answer = models.suggest(
            request.problem,
            request.trials,
            count=request.count,
            rng=np.random.default_rng(seed),
            fixed=request.fixed,
            lenient=request.lenient,
            learn=learn,
        )
    except TrialsError as error:
        faults = [Fault(("trials", *each.path), str(each)) for each in error.errors]
        raise InvalidRequestError(faults) from error
    except FixedError as error:
        raise InvalidRequestError([Fault(("fixed", *error.path), str(error))]) from error
    except SpaceError as error:
        raise InvalidRequestError([Fault(("space", *error.path), str(error))]) from error
    return Asked(answer, seed)


def warm_up() -> None:
    """Answer a small ask of every kind, so that the first client does not wait for imports.

    Raises:
        Exception: The optimiser does not work here.
    """
    space = models.SearchSpace((models.Float("x", 0.0, 1.0),))
    objective = models.Objective("y", models.Direction.MINIMIZE)
    problem = models.Problem(space, objective, models.Algorithm("gp", {"initial_trials": 1}))
    trials = tuple(models.Trial({"x": x}, value=x * x) for x in (0.25, 0.5, 0.75))
    ask(Ask(problem, trials, seed=0), draw_seed=int)
