"""A study as the stateless ask to which its next suggestion is the answer.

This is all that asks, predictions and exports know of a study, so they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import models
from models import MISSING, Configuration, SearchSpace, TrialState
from service.trial import Moment, Trial


@dataclass(frozen=True, slots=True)
class StatelessAsk:
    """The trials of a study that its optimiser hears of.

    Attributes:
        problem: What is optimised, and how.
        trials: These trials, by number, with the configurations that the search space has of them.
        numbers: Their numbers.
        seed: Where chance begins.
    """

    problem: models.Problem
    trials: tuple[models.Trial, ...]
    numbers: tuple[int, ...]
    seed: int


def stateless_ask(
    problem: models.Problem, trials: Sequence[Trial], seed: int, now: Moment
) -> StatelessAsk:
    """Return the stateless ask that a study is.

    Args:
        problem: What is optimised, and how.
        trials: All trials of the study.
        seed: Where chance begins.
        now: The moment the states of trials are of.
    """
    told = [each for each in trials if not each.is_ignored]
    configurations = fitted(problem.space, [each.parameters for each in told])
    name = problem.objective.name
    heard = [
        (each.number, _heard(each, parameters, name, now))
        for each, parameters in zip(told, configurations, strict=True)
        if parameters is not None
    ]
    return StatelessAsk(
        problem, tuple(each for _, each in heard), tuple(number for number, _ in heard), seed
    )


def fitted(
    space: SearchSpace, configurations: Sequence[Configuration]
) -> list[Configuration | None]:
    """Return configurations as a space has them, and None for those it has not.

    A study's space may change, and its older trials were suggested from another one. They lack a
    parameter that was added: they ran with its default, where it has one. They have a parameter
    that was removed: it no longer matters. One whose values are no longer allowed is not in the
    space at all.
    """
    is_sound = space.encode_all(configurations).is_sound
    return [
        each if sound else _mended(space, each)
        for each, sound in zip(configurations, is_sound.tolist(), strict=True)
    ]


def _mended(space: SearchSpace, configuration: Configuration) -> Configuration | None:
    """Return a configuration without what was removed and with what was added, if that is it."""
    defaults = {each.name: each.default for each in space.parameters}
    mended = {name: value for name, value in configuration.items() if name in defaults}
    # Each round adds a parameter, parents before those whose condition looks at them.
    for _ in range(len(defaults) + 1):
        errors = space.encode_all([mended]).errors
        if not errors:
            return mended
        name = str(errors[0].path[-1])
        default = defaults[name]
        if name in mended or default is MISSING:
            return None
        mended[name] = default
    return None


def _heard(trial: Trial, parameters: Configuration, objective: str, now: Moment) -> models.Trial:
    """Return a trial as the optimiser hears of it; what a stopped one has reached is no value."""
    state, outcome = trial.state_at(now), trial.outcome
    if outcome is None or state is not TrialState.COMPLETED:
        return models.Trial(parameters, state)
    return models.Trial(parameters, state, outcome.values[objective], outcome.std.get(objective))
