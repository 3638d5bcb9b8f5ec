"""What is run, and what a run leaves behind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: every tuner on every task with every seed.

    Attributes:
        tasks: Their names.
        tuners: Their names, ours first.
        seeds: How many.
        trials: How many a run has.
        batch: How many are asked for at once; all are told before the next are asked for.
    """

    tasks: tuple[str, ...]
    tuners: tuple[str, ...]
    seeds: int
    trials: int
    batch: int


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one tuner on one task.

    Attributes:
        task: Its name.
        tuner: Its name.
        seed: Of the plan, from 0.
        batch: How many trials were asked for at once.
        values: True values of the trials in their order and their own direction; None of one
            that failed. Fewer than planned where the tuner had nothing left to suggest.
        ask_seconds: How long each ask took, as the tuner itself measures it.
    """

    task: str
    tuner: str
    seed: int
    batch: int
    values: tuple[float | None, ...]
    ask_seconds: tuple[float, ...]
