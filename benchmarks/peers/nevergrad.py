"""nevergrad: NGOpt, its recommended optimiser, told the budget and the size of batches.

It is asked for all parameters, and what it says of inactive ones is dropped. Failures get the
worst loss so far; rules go in as cheap constraints.
"""

from collections.abc import Callable, Mapping, Sequence

import nevergrad

from benchmarks.peers.protocol import Candidate, Peer, Result, Start, Worst
from benchmarks.peers.spaces import Kind, Parameter

REVISION = 1


class Nevergrad:
    """An optimiser of nevergrad."""

    def __init__(self, start: Start) -> None:
        self._space = start.space
        parametrization = nevergrad.p.Dict(
            **{each.name: _parameter(each) for each in start.space.free}
        )
        parametrization.random_state.seed(start.seed)
        if start.space.has_rules:
            parametrization.register_cheap_constraint(self._is_allowed)
        self._optimizer = nevergrad.optimizers.NGOpt(
            parametrization, budget=start.trials, num_workers=start.batch
        )
        self._worst = Worst()
        if (default := start.space.default()) is not None:
            self._optimizer.suggest({each.name: default[each.name] for each in start.space.free})

    def ask(self, count: int) -> list[Candidate]:
        """Ask for one candidate after the other."""
        asked = [self._optimizer.ask() for _ in range(count)]
        return [Candidate(_numbers(each.value), each) for each in asked]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell losses."""
        for each in self._worst.fill(results):
            self._optimizer.tell(each.candidate.handle, each.loss)

    def _is_allowed(self, value: Mapping[str, float]) -> bool:
        """Tell whether a candidate breaks no rule."""
        return self._space.is_allowed(self._space.configuration(_numbers(value)))


def _numbers(value: Mapping[str, float]) -> dict[str, float]:
    """Return the numbers of a candidate."""
    return {name: float(number) for name, number in value.items()}


def _parameter(parameter: Parameter) -> nevergrad.p.Parameter:
    """Return the parameter in the words of nevergrad."""
    low, high = parameter.low, parameter.high
    if parameter.kind is Kind.NOMINAL:
        return nevergrad.p.Choice(list(range(parameter.count)))
    scale = nevergrad.p.Log if parameter.log else nevergrad.p.Scalar
    made = scale(lower=low, upper=high)
    return made.set_integer_casting() if parameter.kind is Kind.WHOLE else made


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"nevergrad": Nevergrad}
