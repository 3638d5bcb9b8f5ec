"""scikit-optimize: `Optimizer` with the settings of `gp_minimize`, batches by `cl_min`.

It knows neither conditions, so it is asked for all parameters, nor failures, which get the worst
loss so far. Rules go in as `space_constraint`.
"""

from collections.abc import Callable, Mapping, Sequence

import skopt
from skopt.space import Categorical, Dimension, Integer, Real

from benchmarks.peers.protocol import Candidate, Peer, Result, Start, Worst
from benchmarks.peers.spaces import Kind, Parameter

REVISION = 1


class ScikitOptimize:
    """An optimiser of scikit-optimize."""

    def __init__(self, start: Start) -> None:
        self._space = start.space
        self._optimizer = skopt.Optimizer(
            [_dimension(each) for each in start.space.free],
            random_state=start.seed,
            space_constraint=self._is_allowed if start.space.has_rules else None,
        )
        self._default = start.space.default()
        self._worst = Worst()

    def ask(self, count: int) -> list[Candidate]:
        """Ask for one point, or for several with a constant liar; the default comes first."""
        first: list[Candidate] = []
        if self._default is not None:
            first = [self._candidate([self._default[each.name] for each in self._space.free])]
            self._default = None
        # Failures that wait for a first loss are not told yet, and would be suggested again.
        skipped = len(self._worst.waiting)
        wanted = count - len(first)
        if skipped + wanted == 1:
            points = [self._optimizer.ask()]
        else:
            points = self._optimizer.ask(skipped + wanted)[skipped:] if wanted else []
        return [*first, *map(self._candidate, points)]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell all losses at once, so that the model is fitted once."""
        known = self._worst.fill(results)
        if known:
            points = [each.candidate.handle for each in known]
            self._optimizer.tell(points, [each.loss for each in known])

    def _candidate(self, point: Sequence[float]) -> Candidate:
        """Return a point as a candidate."""
        numbers = {
            each.name: float(number) for each, number in zip(self._space.free, point, strict=True)
        }
        return Candidate(numbers, [_typed(each, numbers[each.name]) for each in self._space.free])

    def _is_allowed(self, point: Sequence[float]) -> bool:
        """Tell whether a point breaks no rule."""
        return self._space.is_allowed(self._space.configuration(self._candidate(point).numbers))


def _dimension(parameter: Parameter) -> Dimension:
    """Return the dimension of a parameter."""
    prior = "log-uniform" if parameter.log else "uniform"
    if parameter.kind is Kind.NOMINAL:
        return Categorical(list(range(parameter.count)), name=parameter.name)
    if parameter.kind is Kind.WHOLE:
        return Integer(int(parameter.low), int(parameter.high), prior, name=parameter.name)
    return Real(parameter.low, parameter.high, prior, name=parameter.name)


def _typed(parameter: Parameter, number: float) -> float:
    """Return a number as scikit-optimize wants to have it."""
    return number if parameter.kind is Kind.REAL else int(number)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"skopt": ScikitOptimize}
