"""HEBO: default settings, as its package has them (Gaussian process, MACE).

It knows neither conditions, so it is asked for all parameters, nor rules. What has no finite value
it forgets and may suggest again, so failures get the worst loss so far.
"""

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import torch
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

from benchmarks.peers.protocol import Candidate, Peer, Result, Start, Worst
from benchmarks.peers.spaces import Kind, Parameter

REVISION = 1

torch.set_num_threads(1)


class Hebo:
    """An optimiser of HEBO."""

    def __init__(self, start: Start) -> None:
        # Its evolutionary search and its choice from the Pareto front draw from global generators.
        random.seed(start.seed)
        np.random.seed(start.seed)  # noqa: NPY002
        torch.manual_seed(start.seed)
        self._space = start.space
        design = DesignSpace().parse([_parameter(each) for each in start.space.free])
        self._optimizer = HEBO(design, scramble_seed=start.seed)
        self._worst = Worst()
        default = start.space.default()
        self._first = [] if default is None else [self._row(default)]

    def ask(self, count: int) -> list[Candidate]:
        """Ask for a batch; the default comes first."""
        first, self._first = self._first, []
        rows = [*first]
        if missing := count - len(first):
            table = self._optimizer.suggest(n_suggestions=missing)
            rows += [table.iloc[[i]] for i in range(missing)]
        return [Candidate(self._numbers(row), row) for row in rows]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell losses."""
        if known := self._worst.fill(results):
            table = pd.concat([each.candidate.handle for each in known], ignore_index=True)
            self._optimizer.observe(table, np.array([[each.loss] for each in known]))

    def _row(self, numbers: Mapping[str, float]) -> pd.DataFrame:
        """Return numbers as a table of one row."""
        return pd.DataFrame(
            [{each.name: _typed(each, numbers[each.name]) for each in self._space.free}]
        )

    def _numbers(self, row: pd.DataFrame) -> dict[str, float]:
        """Return the numbers of a table of one row."""
        return {each.name: float(row[each.name].iloc[0]) for each in self._space.free}


def _parameter(parameter: Parameter) -> dict[str, object]:
    """Return the parameter in the words of HEBO."""
    if _is_bool(parameter):
        return {"name": parameter.name, "type": "bool"}
    if parameter.kind is Kind.NOMINAL:
        categories = [str(k) for k in range(parameter.count)]
        return {"name": parameter.name, "type": "cat", "categories": categories}
    if parameter.kind is Kind.WHOLE:
        kind = "pow_int" if parameter.log else "int"
    else:
        kind = "pow" if parameter.log else "num"
    bounds = {"lb": _typed(parameter, parameter.low), "ub": _typed(parameter, parameter.high)}
    return {"name": parameter.name, "type": kind, **bounds}


def _is_bool(parameter: Parameter) -> bool:
    """Tell whether a parameter has two values without an order."""
    return parameter.kind is Kind.NOMINAL and parameter.count == 2  # noqa: PLR2004


def _typed(parameter: Parameter, number: float) -> bool | int | float | str:
    """Return a number as HEBO wants to have it."""
    if _is_bool(parameter):
        return bool(number)
    if parameter.kind is Kind.NOMINAL:
        return str(int(number))
    return number if parameter.kind is Kind.REAL else int(number)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"hebo": Hebo}
