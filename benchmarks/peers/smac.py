"""SMAC3: the facade for hyperparameter optimisation with default settings.

Conditions, forbidden combinations and defaults go in through ConfigSpace; it knows no constraints.
"""

import logging
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import ConfigSpace
from smac import HyperparameterOptimizationFacade, Scenario
from smac.main.exceptions import ConfigurationSpaceExhaustedException
from smac.runhistory import StatusType, TrialInfo, TrialValue

from benchmarks.peers.protocol import Candidate, Peer, Result, Start, Worst
from benchmarks.peers.spaces import Condition, Kind, Parameter, Space

REVISION = 1

logging.disable(logging.CRITICAL)


class Smac:
    """The facade, which writes into a folder that ends with the process."""

    def __init__(self, start: Start) -> None:
        self._folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            _configuration_space(start),
            output_directory=Path(self._folder.name),
            deterministic=True,
            n_trials=start.trials,
            seed=start.seed,
        )
        self._facade = HyperparameterOptimizationFacade(
            scenario, _unused, logging_level=False, overwrite=True
        )
        self._worst = Worst()
        # A facade takes trials of others; its own design would try the default last.
        has_default = start.space.default() is not None
        default = TrialInfo(scenario.configspace.get_default_configuration(), seed=0)
        self._first = [default] if has_default else []

    def ask(self, count: int) -> list[Candidate]:
        """Ask for one trial after the other; the default comes first."""
        first, self._first = self._first, []
        asked = [*first, *(self._next() for _ in range(count - len(first)))]
        return [
            Candidate({name: float(number) for name, number in dict(each.config).items()}, each)
            for each in asked
        ]

    def _next(self) -> TrialInfo:
        """Return the next trial; SMAC stops when nothing is new, and others repeat themselves."""
        try:
            return self._facade.ask()
        except (ConfigurationSpaceExhaustedException, StopIteration):
            return TrialInfo(self._facade.scenario.configspace.sample_configuration(), seed=0)

    def tell(self, results: Sequence[Result]) -> None:
        """Tell costs; a failed trial has crashed and costs as much as the worst."""
        for each in self._worst.fill(results):
            info: TrialInfo = each.candidate.handle
            status = StatusType.CRASHED if each.is_failed else StatusType.SUCCESS
            self._facade.tell(info, TrialValue(each.loss, status=status), save=False)


def _unused(config: ConfigSpace.Configuration, seed: int = 0) -> float:
    """Stand in for the objective, which SMAC wants to have and never calls here."""
    raise NotImplementedError(f"asked for the objective of {config} with seed {seed}")


def _configuration_space(start: Start) -> ConfigSpace.ConfigurationSpace:
    """Return the space in the words of ConfigSpace."""
    space = start.space
    made = ConfigSpace.ConfigurationSpace(seed=start.seed)
    default = space.default()
    for each in space.free:
        made.add(_hyperparameter(each, None if default is None else default[each.name]))
    for each in space.free:
        conditions = [
            condition
            for given in each.conditions
            for condition in _conditions(space, given, made, made[each.name])
        ]
        if len(conditions) > 1:
            made.add(ConfigSpace.AndConjunction(*conditions))
        elif conditions:
            made.add(conditions[0])
    for combination in space.forbidden:
        clauses = [
            ConfigSpace.ForbiddenEqualsClause(
                made[name], _typed(space.by_name[name], space.by_name[name].number(value))
            )
            for name, value in combination.items()
            if name in made
        ]
        made.add(ConfigSpace.ForbiddenAndConjunction(*clauses) if len(clauses) > 1 else clauses[0])
    return made


def _hyperparameter(
    parameter: Parameter, default: float | None
) -> ConfigSpace.hyperparameters.Hyperparameter:
    """Return the parameter in the words of ConfigSpace."""
    name = parameter.name
    default = None if default is None else _typed(parameter, default)
    if parameter.kind is Kind.NOMINAL:
        values = list(range(parameter.count))
        return ConfigSpace.CategoricalHyperparameter(
            name, values, default_value=values[0] if default is None else default
        )
    bounds = (_typed(parameter, parameter.low), _typed(parameter, parameter.high))
    is_real = parameter.kind is Kind.REAL
    scale = ConfigSpace.Float if is_real else ConfigSpace.Integer
    return scale(name, bounds, log=parameter.log, default=default)


def _conditions(
    space: Space,
    given: Condition,
    made: ConfigSpace.ConfigurationSpace,
    child: ConfigSpace.hyperparameters.Hyperparameter,
) -> list[ConfigSpace.conditions.Condition]:
    """Return a condition in the words of ConfigSpace: one, or two for the ends of a range."""
    parent = space.by_name[given.parent]
    if given.parent not in made:
        return []
    if parent.kind is not Kind.REAL:
        numbers = list(parent.numbers_meeting(given))
        return [ConfigSpace.InCondition(child, made[given.parent], numbers)]
    if given.values is not None:
        return [ConfigSpace.InCondition(child, made[given.parent], list(given.values))]
    # Bounds of ours belong to the range, those of ConfigSpace do not and lie in that of the parent.
    ends = []
    if given.low > parent.low:
        low = math.nextafter(given.low, -math.inf)
        ends.append(ConfigSpace.GreaterThanCondition(child, made[given.parent], low))
    if given.high < parent.high:
        high = math.nextafter(given.high, math.inf)
        ends.append(ConfigSpace.LessThanCondition(child, made[given.parent], high))
    return ends


def _typed(parameter: Parameter, number: float) -> float:
    """Return a number as ConfigSpace wants to have it."""
    return number if parameter.kind is Kind.REAL else int(number)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"smac": Smac}
