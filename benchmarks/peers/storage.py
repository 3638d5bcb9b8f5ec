"""Optuna's storage in a database: one process of several that ask and tell a study there.

`python -m benchmarks.peers.storage <url> <sampler> <space>` is at the other end of
`benchmarks/load/duel.py`; the space is JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from benchmarks.peers import pairs
from benchmarks.peers.spaces import Kind, Parameter, Space

# Of a writer for its turn in SQLite, in seconds; Optuna's documentation says to raise it.
PATIENCE = 100
SAMPLERS: Mapping[str, Callable[[], optuna.samplers.BaseSampler]] = {
    "random": optuna.samplers.RandomSampler,
    "default": optuna.samplers.TPESampler,
}

optuna.logging.set_verbosity(optuna.logging.ERROR)


def main(url: str, sampler: str, space: str) -> None:
    """Do what is ordered until the input ends."""
    distributions = {
        each.name: _distribution(each) for each in Space.of(json.loads(space)).parameters
    }

    @cache
    def storage() -> optuna.storages.RDBStorage:
        # Not at once: processes that make the tables at the same time fail.
        arguments = {"connect_args": {"timeout": PATIENCE}} if url.startswith("sqlite") else {}
        return optuna.storages.RDBStorage(url, engine_kwargs=arguments)

    def prepare(name: str) -> pairs.Pair:
        study = optuna.create_study(
            storage=storage(), sampler=SAMPLERS[sampler](), study_name=name, load_if_exists=True
        )

        def pair() -> tuple[float, float]:
            start = time.perf_counter()
            trial = study.ask(distributions)
            middle = time.perf_counter()
            study.tell(trial, pairs.value(trial.number))
            return middle - start, time.perf_counter() - middle

        return pair

    pairs.serve(prepare, sys.stdin, sys.stdout)


def _distribution(parameter: Parameter) -> BaseDistribution:
    """Return a parameter in Optuna's words."""
    low, high = parameter.low, parameter.high
    if parameter.kind is Kind.NOMINAL:
        return CategoricalDistribution(list(range(parameter.count)))
    if parameter.kind is Kind.WHOLE:
        return IntDistribution(int(low), int(high), log=parameter.log)
    return FloatDistribution(low, high, log=parameter.log)


if __name__ == "__main__":
    main(*sys.argv[1:])
