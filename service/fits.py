"""Fits that were made before, so that nobody waits for one twice.

What is learned from observations depends on them alone, so it may come from anywhere: from this
process, which remembers the last of it; from the database, which keeps the hyperparameters of
long histories; or from a fit. Which of them it was changes the time an ask takes and nothing else.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

import models
from models import Fit, Hyperparameters, Learned, Observations, Outcome
from service.errors import BusyError
from service.tracing import SILENCE, Tracer

# In each process. A history of 400 trials or more takes 3 MiB.
MOST_BYTES: Final = 64 * 2**20
# From so many observations on, a fit takes longer than the rest of an ask. A shorter one is made
# anew sooner than it is kept and found again.
LONG: Final = 100
VERSION_LENGTH: Final = 16


def text_of(fit: Fit) -> str:
    """Return a fit as JSON, every number to its last bit."""
    rows = [
        {each.name: np.asarray(getattr(row, each.name)).tolist() for each in fields(row)}
        for row in fit.hyperparameters
    ]
    return json.dumps({"outcome": fit.outcome.value, "hyperparameters": rows})


def fit_of(text: str) -> Fit:
    """Return the fit of a text that these models have made."""
    said = json.loads(text)
    rows = tuple(
        Hyperparameters(
            **{name: np.array(x) if isinstance(x, list) else x for name, x in row.items()}  # type: ignore[arg-type] # Each has what `text_of` wrote.
        )
        for row in said["hyperparameters"]
    )
    return Fit(rows, Outcome(said["outcome"]))


def version_of_models() -> str:
    """Return what tells these models from others: a fit of theirs may be another one."""
    folder = Path(models.__file__).parent
    said = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        said.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return said.hexdigest()[:VERSION_LENGTH]


class FitCache:
    """Remembers what was learned last, and lets one at a time learn from the same observations."""

    def __init__(  # noqa: PLR0913 # All have names.
        self,
        *,
        clock: Callable[[], float],
        seconds: float,
        queue: Callable[[str, float], AbstractContextManager[object]],
        observe: Callable[[str, float], None],
        version: str,
        tracer: Tracer = SILENCE,
        most_bytes: int = MOST_BYTES,
        long: int = LONG,
    ) -> None:
        """Begin with nothing.

        Args:
            clock: Seconds, never going back.
            seconds: How long an ask may take for its fits.
            queue: What those who learn from the same observations enter one after the other; it
                raises BusyError to whoever waits too long.
            observe: Told where each fit came from, and how many seconds it took.
            version: Of the models; a fit of others is not used.
            tracer: Who hears of fits.
            most_bytes: How much is remembered.
            long: How many observations make a fit worth keeping in the database.
        """
        self.clock = clock
        self.seconds = seconds
        self.queue = queue
        self.observe = observe
        self.tracer = tracer
        self.long = long
        self._version = version
        self._most_bytes = most_bytes
        self._bytes = 0
        self._learned: OrderedDict[str, Learned] = OrderedDict()
        self._lock = Lock()

    def learner(
        self,
        kept: Mapping[str, str],
        *,
        seconds: float | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> "Learner":
        """Return what learns for one ask, whose time begins now.

        Args:
            kept: Fits that the database has, as text, by key.
            seconds: How long it may take; as long as any ask, if left out.
            is_cancelled: Tells whether nobody wants to know any more.
        """
        deadline = self.clock() + (self.seconds if seconds is None else seconds)
        return Learner(self, kept, deadline, is_cancelled)

    def key(self, observations: Observations) -> str:
        """Return what a fit is kept under: all that it depends on."""
        return f"{self._version}-{observations.digest}"

    def find(self, key: str) -> Learned | None:
        """Return what is remembered under a key."""
        with self._lock:
            if key in self._learned:
                self._learned.move_to_end(key)
            return self._learned.get(key)

    def put(self, key: str, learned: Learned) -> None:
        """Remember what was learned, and forget what was not asked for longest."""
        if learned.size > self._most_bytes:
            return
        with self._lock:
            before = self._learned.pop(key, None)
            self._bytes += learned.size - (0 if before is None else before.size)
            self._learned[key] = learned
            while self._bytes > self._most_bytes:
                _, forgotten = self._learned.popitem(last=False)
                self._bytes -= forgotten.size


@dataclass(slots=True, eq=False)
class Learner:
    """Learns for one ask; a `models.Learn`.

    Attributes:
        cache: What is remembered.
        kept: Fits that the database has, as text, by key.
        deadline: When the time of the clock is up.
        is_cancelled: Tells whether nobody wants to know any more.
        fresh: Fits that the database should keep, as text, by key.
    """

    cache: FitCache
    kept: Mapping[str, str]
    deadline: float
    is_cancelled: Callable[[], bool]
    fresh: dict[str, str] = field(default_factory=dict)

    def __call__(self, observations: Observations) -> Learned:
        """Return what observations teach; see `models.learn`."""
        start = self.cache.clock()
        size = {"trialwise.observations": len(observations.y)}
        with self.cache.tracer.span("fit", size) as span:
            learned, origin = self._learned(observations)
            span.tell({"trialwise.origin": origin})
        self.cache.observe(origin, self.cache.clock() - start)
        return learned

    def _learned(self, observations: Observations) -> tuple[Learned, str]:
        """Return what observations teach, and where that comes from."""
        key, left = self.cache.key(observations), self.deadline - self.cache.clock()
        try:
            with self.cache.queue(key, max(0.0, left)):
                known = self.cache.find(key)
                if known is not None:
                    return known, "memory"
                if key in self.kept:
                    learned, origin = Learned.of(observations, fit_of(self.kept[key])), "database"
                else:
                    learned = models.learn(observations, self._is_late)
                    origin = learned.fit.outcome.value
                self._keep(key, learned, origin, observations)
        except BusyError:
            # Somebody else is still at it: there is no time to do it better.
            learned = models.learn(observations, lambda: True)
            origin = learned.fit.outcome.value
        return learned, origin

    def _is_late(self) -> bool:
        """Tell whether time is up."""
        return self.cache.clock() > self.deadline or self.is_cancelled()

    def _keep(self, key: str, learned: Learned, origin: str, observations: Observations) -> None:
        """Remember what was learned, unless something stands in for it."""
        if learned.fit.outcome is Outcome.LATE:
            return
        self.cache.put(key, learned)
        if origin != "database" and len(observations.y) >= self.cache.long:
            self.fresh[key] = text_of(learned.fit)
