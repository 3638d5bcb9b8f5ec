"""hyperopt: TPE with default settings, conditional parameters inside the choices they depend on.

Of several conditions the last on a parameter without an order makes the nesting; a parameter
that the others leave inactive is dropped. It knows no rules.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from hyperopt import JOB_STATE_DONE, STATUS_FAIL, STATUS_OK, Trials, hp, tpe
from hyperopt.base import Domain
from hyperopt.pyll import Apply

from benchmarks.peers.protocol import Candidate, Peer, Result, Start
from benchmarks.peers.spaces import Condition, Kind, Parameter, Space

REVISION = 1


class Hyperopt:
    """Trials of hyperopt."""

    def __init__(self, start: Start) -> None:
        self._space = start.space
        self._trials = Trials()
        self._domain = Domain(_unused, _nodes(start.space))
        # As `fmin` does it: every suggestion has a seed of its own.
        self._rng = np.random.default_rng(start.seed)
        self._default = start.space.default()

    def ask(self, count: int) -> list[Candidate]:
        """Ask for one trial after the other; TPE takes those without a loss for bad ones."""
        return [self._next() for _ in range(count)]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell losses and failures."""
        by_number = {each["tid"]: each for each in self._trials.trials}
        for each in results:
            document = by_number[each.candidate.handle]
            document["state"] = JOB_STATE_DONE
            if each.loss is None:
                document["result"] = {"status": STATUS_FAIL}
            else:
                document["result"] = {"status": STATUS_OK, "loss": each.loss}
        self._trials.refresh()

    def _next(self) -> Candidate:
        """Return the next trial, the default first."""
        ids = self._trials.new_trial_ids(1)
        self._trials.refresh()
        seed = int(self._rng.integers(2**31 - 1))
        documents = tpe.suggest(ids, self._domain, self._trials, seed, verbose=False)
        chosen = documents[0]["misc"]["vals"]
        if self._default is not None:
            active = self._space.configuration(self._default)
            for name in chosen:
                chosen[name][:] = [self._default[name]] if name in active else []
            self._default = None
        self._trials.insert_trial_docs(documents)
        self._trials.refresh()
        numbers = {
            each.name: float(chosen[each.name][0]) if chosen[each.name] else each.low
            for each in self._space.free
        }
        return Candidate(numbers, ids[0])


def _unused(point: object) -> float:
    """Stand in for the objective, which hyperopt wants to have and never calls here."""
    raise NotImplementedError(f"asked for the objective of {point}")


def _nodes(space: Space) -> list[Apply]:
    """Return the expression of a space: its roots, with their children inside."""
    parents = {each.name: _nesting(space, each) for each in space.free}
    made: dict[str, Apply] = {}
    # Children first: a choice holds the nodes of its children.
    for each in reversed(space.free):
        children = [
            (child.name, each.numbers_meeting(condition))
            for child in space.free
            if (condition := parents[child.name]) is not None and condition.parent == each.name
        ]
        options = [
            [k, *(made[name] for name, numbers in children if k in numbers)]
            for k in range(each.count if each.kind is Kind.NOMINAL else 0)
        ]
        made[each.name] = hp.choice(each.name, options) if options else _range(each)
    return [node for name, node in made.items() if parents[name] is None]


def _nesting(space: Space, parameter: Parameter) -> Condition | None:
    """Return the condition that makes a parameter the child of a choice."""
    listed = [
        each
        for each in parameter.conditions
        if space.by_name[each.parent].kind is Kind.NOMINAL and space.by_name[each.parent].count > 1
    ]
    places = {each.name: place for place, each in enumerate(space.parameters)}
    return max(listed, key=lambda each: places[each.parent], default=None)


def _range(parameter: Parameter) -> Apply:
    """Return the expression of a range of numbers."""
    name, low, high = parameter.name, parameter.low, parameter.high
    if parameter.kind is Kind.WHOLE:
        if not parameter.log:
            return hp.uniformint(name, int(low), int(high))
        return hp.qloguniform(name, math.log(low - 0.5), math.log(high + 0.5), 1)
    if parameter.log:
        return hp.loguniform(name, math.log(low), math.log(high))
    return hp.uniform(name, low, high)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"hyperopt": Hyperopt}
