"""What is asked and what is answered: problems, trials, suggestions and their reasons.

Values are in the user's own units and direction here; `outputs` alone turns them into what a
surrogate sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.dataset import Dataset
from models.errors import TrialValueError
from models.space import SearchSpace
from models.space.values import Configuration, Missing, Value
from models.transfer.experience import Experience


class Direction(StrEnum):
    """Whether lower or higher values are better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


class TrialState(StrEnum):
    """Where a trial is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    STALE = "stale"

    @property
    def is_pending(self) -> bool:
        """Whether a value may still come."""
        return self in (TrialState.QUEUED, TrialState.RUNNING, TrialState.STALE)


class Source(StrEnum):
    """Where a suggestion comes from."""

    DEFAULT = "default"
    METADATA = "metadata"
    TRANSFER = "transfer"
    INITIAL_DESIGN = "initial_design"
    SURROGATE = "surrogate"
    RANDOM = "random"
    SOBOL = "sobol"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Objective:
    """A metric to optimise, and in which direction."""

    name: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Algorithm:
    """Which strategy suggests, with its options.

    Attributes:
        name: A name of `models.ALGORITHMS`.
        options: Values of its options; those left out have their defaults.
    """

    name: str = "auto"
    options: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be optimised, and how.

    Attributes:
        space: Where to search.
        objective: What to optimise.
        algorithm: Who suggests.
        model: What is tuned; None if that was not said.
        dataset: What is known of the data set; None for nothing.
        experiences: What is known from other data sets: of the model or, if none is, of models
            with such parameters; of others it is left out.
    """

    space: SearchSpace
    objective: Objective
    algorithm: Algorithm = field(default_factory=Algorithm)
    model: str | None = None
    dataset: Dataset | None = None
    experiences: tuple[Experience, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One evaluation of a configuration, past or under way.

    Attributes:
        parameters: The configuration.
        state: Where it is in its life.
        value: The objective, finite. A completed trial has one, one that was stopped may have
            one, others have none.
        std: Standard deviation of the noise of the value, not negative, if known.
    """

    parameters: Configuration
    state: TrialState = TrialState.COMPLETED
    value: float | None = None
    std: float | None = None

    def __post_init__(self) -> None:
        """Check that there is a value when there must be one, and none before there can be."""
        if self.value is None and self.state is TrialState.COMPLETED:
            raise TrialValueError(self.state, expected="a value")
        if self.value is not None and (self.state.is_pending or self.state is TrialState.FAILED):
            raise TrialValueError(self.state, expected="no value")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the surrogate expects of the objective, without the noise of a measurement."""

    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that differs from the best trial; MISSING on the side where it is inactive."""

    before: Value | Missing
    after: Value | Missing


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a configuration is suggested.

    Attributes:
        source: Where it comes from.
        summary: One plain sentence.
        predicted: What the surrogate expects there; None without a surrogate, as are the next two.
        expected_improvement: By how much it should beat the best so far, in units of the
            objective, not negative.
        probability_of_improvement: How likely it beats the best so far, in [0, 1].
        changed: What differs from the best trial, by parameter; None while there is none.
        similar_datasets: Names and weights of the data sets that the suggestion is learned from,
            those that count most; None if it is not.
    """

    source: Source
    summary: str
    predicted: Prediction | None = None
    expected_improvement: float | None = None
    probability_of_improvement: float | None = None
    changed: Mapping[str, Change] | None = None
    similar_datasets: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A configuration to evaluate next, and why."""

    parameters: Configuration
    reason: Reason


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The trial believed best.

    Attributes:
        trial: Its index in the trials that were given.
        predicted: What the surrogate expects there; None without a surrogate.
        best_observed: Index of the trial with the best value.
    """

    trial: int
    predicted: Prediction | None
    best_observed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What to evaluate next.

    Attributes:
        suggestions: As many as were asked for, or fewer from a space with nothing new left.
        space_exhausted: Whether that is so.
        recommendation: What to use if nothing more is evaluated; None before a completed trial.
        ignored: Indices of the trials that were left out, ascending.
    """

    suggestions: tuple[Suggestion, ...]
    space_exhausted: bool
    recommendation: Recommendation | None
    ignored: tuple[int, ...] = ()
