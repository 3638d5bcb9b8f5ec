"""Optuna: its default sampler (TPE) and its Gaussian processes, both with default settings.

TPE meets conditional parameters as Optuna intends: a trial suggests those that are active.
GPSampler models only what all trials have in common and draws the rest at random, so it is asked
for all parameters, and what it says of inactive ones is dropped.
"""

from collections.abc import Callable, Mapping, Sequence

import optuna

from benchmarks.peers.protocol import Candidate, Peer, Result, Start
from benchmarks.peers.spaces import Kind, Parameter, Value

REVISION = 1

optuna.logging.set_verbosity(optuna.logging.ERROR)


class Optuna:
    """A study of Optuna."""

    def __init__(self, start: Start, sampler: optuna.samplers.BaseSampler, *, flat: bool) -> None:
        self._space = start.space
        self._is_flat = flat
        self._study = optuna.create_study(sampler=sampler)
        self._losses: list[float] = []
        if (default := start.space.default()) is not None:
            self._study.enqueue_trial(
                {each.name: _typed(each, default[each.name]) for each in start.space.free}
            )

    def ask(self, count: int) -> list[Candidate]:
        """Ask for one trial after the other; those before are running."""
        return [self._suggest(self._study.ask()) for _ in range(count)]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell values; a failed trial fails, one that breaks a rule violates a constraint."""
        self._losses += [each.loss for each in results if each.loss is not None]
        for each in results:
            trial = each.candidate.handle
            if not isinstance(trial, optuna.Trial):
                raise TypeError(f"expected a trial of Optuna, got {trial!r}")
            loss = each.loss
            if self._space.has_rules:
                configuration = self._space.configuration(each.candidate.numbers)
                is_allowed = self._space.is_allowed(configuration)
                trial.set_constraint("rules", 0.0 if is_allowed else 1.0)
                # Optuna heeds constraints of completed trials alone, and those have a value.
                loss = loss if is_allowed else max(self._losses, default=None)
            if loss is None:
                self._study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                self._study.tell(trial, loss)

    def _suggest(self, trial: optuna.Trial) -> Candidate:
        """Return the numbers of a trial, parents first."""
        numbers: dict[str, float] = {}
        chosen: dict[str, Value] = {}
        for each in self._space.parameters:
            is_active = self._space.is_active(each, chosen)
            if each.low < each.high and (is_active or self._is_flat):
                numbers[each.name] = _suggested(trial, each)
            if is_active:
                chosen[each.name] = each.value(numbers.get(each.name, each.low))
        return Candidate(numbers, trial)


def _suggested(trial: optuna.Trial, parameter: Parameter) -> float:
    """Return the number of a parameter that a trial suggests."""
    name, low, high = parameter.name, parameter.low, parameter.high
    if parameter.kind is Kind.NOMINAL:
        return float(trial.suggest_categorical(name, list(range(parameter.count))))
    if parameter.kind is Kind.WHOLE:
        return float(trial.suggest_int(name, int(low), int(high), log=parameter.log))
    return float(trial.suggest_float(name, low, high, log=parameter.log))


def _typed(parameter: Parameter, number: float) -> float:
    """Return a number as Optuna wants to have it."""
    return number if parameter.kind is Kind.REAL else int(number)


def _tpe(start: Start) -> Peer:
    """Return the default sampler."""
    return Optuna(start, optuna.samplers.TPESampler(seed=start.seed), flat=False)


def _gp(start: Start) -> Peer:
    """Return the sampler of Gaussian processes."""
    return Optuna(start, optuna.samplers.GPSampler(seed=start.seed), flat=True)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"optuna-tpe": _tpe, "optuna-gp": _gp}
