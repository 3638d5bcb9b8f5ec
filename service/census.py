"""How much there is of what, of all tenants together, and how it is got without asking too much."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Final

from models import TrialState
from service.errors import StoreUnavailableError
from service.study import StudyState

# For how many seconds a census is good.
GOOD_SECONDS: Final = 15.0
# How long whoever asks waits for a new one: less than Prometheus waits for its answer.
PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Census:
    """How much there is of what at a moment.

    Attributes:
        studies: How many studies are in each state.
        trials: How many trials are in each state.
        best_ages: Of each study that somebody runs a trial of and that has a best value, how many
            seconds ago that was told.
    """

    studies: Mapping[StudyState, int]
    trials: Mapping[TrialState, int]
    best_ages: Sequence[float]


class Registrar:
    """Takes a census when one is wanted and the last is no longer good.

    However many ask, and however long the database thinks about it, each process takes one at a
    time, and none more often than `GOOD_SECONDS` says.
    """

    def __init__(
        self,
        take: Callable[[], Census],
        clock: Callable[[], float],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Begin without one.

        Args:
            take: Takes a census, or raises StoreUnavailableError.
            clock: Seconds, never going back.
            patience: How many seconds whoever asks waits.
        """
        self._take = take
        self._clock = clock
        self._patience = patience
        self._thread = ThreadPoolExecutor(1)
        self._lock = Lock()
        self._taken: Future[Census] | None = None
        self._begun = 0.0

    def __call__(self) -> Census | None:
        """Return a census; None if the database does not answer in time."""
        try:
            return self._current().result(self._patience)
        except (StoreUnavailableError, TimeoutError):
            return None

    def _current(self) -> Future[Census]:
        """Return the census that is good, or being taken."""
        with self._lock:
            now = self._clock()
            is_taken = self._taken is not None and self._taken.done()
            if self._taken is None or (is_taken and now - self._begun >= GOOD_SECONDS):
                self._begun = now
                self._taken = self._thread.submit(self._take)
            return self._taken
