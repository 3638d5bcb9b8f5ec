"""What is asked: search spaces, lengths of history, and who is asked beside us.

Symbols: n past trials; d parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.latency.workload import mixed
from benchmarks.quality.live.boosting import XGBOOST
from models import SearchSpace

# We over HTTP, and the same ask as a call in this process.
HTTP, CALL = "http", "call"
TPE, GP, SKOPT = "optuna-tpe", "optuna-gp", "skopt"

# Where one number varies, the other stays.
TRIALS, PARAMETERS = 60, 15
# The longest history and the most parameters at which a peer is asked: what takes seconds is left
# out, and so is who would only be asked at one size.
LARGEST: Mapping[str, tuple[int, int]] = {TPE: (1000, 200), GP: (250, 50)}


class Part(StrEnum):
    """A question; its text is a heading of the report."""

    PEERS = "Against peers"
    TRIALS = "Cost against trials"
    PARAMETERS = "Cost against parameters"


@dataclass(frozen=True, slots=True)
class Case:
    """Asks of one size.

    Attributes:
        part: The question that it helps to answer.
        d: Number of parameters.
        n: Number of past trials.
        rivals: Names of the peers that are asked too.
    """

    part: Part
    d: int
    n: int
    rivals: tuple[str, ...] = ()

    @classmethod
    def on_curve(cls, part: Part, d: int, n: int) -> "Case":
        """Return a case of a curve, with the peers that are quick enough there."""
        rivals = [name for name, (most, widest) in LARGEST.items() if n <= most and d <= widest]
        return cls(part, d, n, tuple(rivals) if n else ())

    @property
    def space(self) -> SearchSpace:
        """Where is searched: peers meet on a space of the task suite, most of it conditional."""
        return XGBOOST if self.part is Part.PEERS else mixed(self.d)

    @property
    def label(self) -> str:
        """What is said of it while it is measured."""
        return f"{self.n} x {self.d}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        trials: Lengths of history, at `PARAMETERS`.
        parameters: Numbers of parameters, at `TRIALS`.
        rounds: How often every size is asked.
        warm_up: Rounds before these that do not count: the first asks of a process also import
            and allocate, and the first of a peer begins without the fit of the one before.
        counted: The lengths of history at which operations are counted.
        counts: In how many asks of each.
        remembered: Sizes (d, n) after which the memory of a worker is read, the largest last.
    """

    trials: tuple[int, ...]
    parameters: tuple[int, ...]
    rounds: int
    warm_up: int
    counted: tuple[int, ...]
    counts: int
    remembered: tuple[tuple[int, int], ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """All sizes, in the order of the report."""
        return (
            Case(Part.PEERS, XGBOOST.d, TRIALS, (TPE, GP, SKOPT)),
            *(Case.on_curve(Part.TRIALS, PARAMETERS, n) for n in self.trials),
            *(Case.on_curve(Part.PARAMETERS, d, TRIALS) for d in self.parameters),
        )

    @property
    def rivals(self) -> tuple[str, ...]:
        """The names of all peers that are asked."""
        return tuple(dict.fromkeys(name for case in self.cases for name in case.rivals))


FULL = Plan(
    trials=(0, 10, 30, 60, 120, 250, 500, 1_000, 2_000, 10_000),
    parameters=(2, 5, 10, 20, 50, 100, 200),
    rounds=20,
    warm_up=2,
    counted=(60, 250, 1_000),
    counts=5,
    remembered=((15, 60), (200, 60), (15, 1_000), (15, 10_000)),
)
QUICK = Plan(
    trials=(0, 60, 250, 1_000, 10_000),
    parameters=(5, 50, 200),
    rounds=3,
    warm_up=1,
    counted=(60, 250, 1_000),
    counts=1,
    remembered=((15, 60), (15, 10_000)),
)
