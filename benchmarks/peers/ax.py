"""Ax: `Client` with its default generation strategy.

Its hierarchical spaces allow one value of one parent only, so it is asked for all parameters. It
knows only linear constraints, which ours need not be.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from ax.api.client import Client
from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

from benchmarks.peers.protocol import Candidate, Peer, Result, Start
from benchmarks.peers.spaces import Kind, Parameter, Space

REVISION = 1

logging.disable(logging.CRITICAL)
torch.set_num_threads(1)


class Ax:
    """A client of Ax."""

    def __init__(self, start: Start) -> None:
        np.random.seed(start.seed)  # noqa: NPY002 - parts of Ax draw from it.
        torch.manual_seed(start.seed)
        self._space = start.space
        self._client = Client(random_seed=start.seed)
        self._client.configure_experiment([_parameter(each) for each in start.space.free])
        self._client.configure_optimization("-loss")
        self._client.configure_generation_strategy(
            initialization_random_seed=start.seed,
            # Without it a batch is cut short, and failures at the beginning end the run.
            allow_exceeding_initialization_budget=True,
        )
        self._default = start.space.default()

    def ask(self, count: int) -> list[Candidate]:
        """Ask for a batch; the default comes first."""
        asked: dict[int, Mapping[str, str | float]] = {}
        if self._default is not None:
            default = _typed(self._space, self._default)
            asked[self._client.attach_trial(default)] = default
            self._default = None
        if missing := count - len(asked):
            asked |= self._client.get_next_trials(max_trials=missing)
        return [
            Candidate({name: float(value) for name, value in chosen.items()}, index)
            for index, chosen in asked.items()
        ]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell losses, and failures as abandoned: Ax may suggest a failed trial again."""
        for each in results:
            if each.loss is None:
                self._client.mark_trial_abandoned(each.candidate.handle)
            else:
                self._client.complete_trial(each.candidate.handle, {"loss": each.loss})


def _parameter(parameter: Parameter) -> ChoiceParameterConfig | RangeParameterConfig:
    """Return the parameter in the words of Ax."""
    if parameter.kind is not Kind.NOMINAL:
        is_real = parameter.kind is Kind.REAL
        bounds = (parameter.low, parameter.high)
        return RangeParameterConfig(
            name=parameter.name,
            bounds=bounds if is_real else (int(parameter.low), int(parameter.high)),
            parameter_type="float" if is_real else "int",
            scaling="log" if parameter.log else "linear",
        )
    return ChoiceParameterConfig(
        name=parameter.name,
        values=[str(k) for k in range(parameter.count)],
        parameter_type="str",
        is_ordered=False,
    )


def _typed(space: Space, numbers: Mapping[str, float]) -> dict[str, str | float]:
    """Return numbers as Ax wants to have them."""
    return {
        each.name: str(int(numbers[each.name]))
        if each.kind is Kind.NOMINAL
        else numbers[each.name]
        if each.kind is Kind.REAL
        else int(numbers[each.name])
        for each in space.free
    }


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"ax": Ax}
