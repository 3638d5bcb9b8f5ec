"""What is run, and what a run leaves behind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: every tuner on every task with every seed.

    Attributes:
        tasks: Their names.
        tuners: Their names, ours first.
        seeds: How many.
        horizons: After how many trials regrets are reported, ascending; a run ends at the last.
    """

    tasks: tuple[str, ...]
    tuners: tuple[str, ...]
    seeds: int
    horizons: tuple[int, ...]

    @property
    def trials(self) -> int:
        """How many trials a run has."""
        return self.horizons[-1]


@dataclass(frozen=True, slots=True)
class Run:
    """The objectives of the trials of a run, in their order and their own direction."""

    task: str
    tuner: str
    seed: int
    values: tuple[float, ...]
