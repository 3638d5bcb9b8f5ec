"""How often whoever asks may ask: a bucket of tokens for each, which fills again as time passes."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from service.errors import TooManyRequestsError

MINUTE: Final = 60.0
# Buckets that are full tell nothing; they are thrown away when there are more than so many.
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left of so many tokens a minute when one was taken last, and when that was."""

    size: float
    left: float
    since: float

    def at(self, now: float) -> float:
        """Return how many tokens there are by now."""
        return min(self.size, self.left + (now - self.since) * self.size / MINUTE)


class RateLimiter:
    """Lets everybody send so many requests a minute, of which all may come at once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin with full buckets.

        Args:
            clock: Seconds, never going back.
        """
        self._clock = clock
        self._lock = Lock()
        self._buckets: dict[str, Bucket] = {}

    def take(self, who: str, per_minute: int | None) -> None:
        """Take a token of somebody who has so many a minute; None for any number.

        Raises:
            TooManyRequestsError: There is none left.
        """
        if per_minute is None:
            return
        with self._lock:
            now = self._clock()
            full = Bucket(float(per_minute), float(per_minute), now)
            left = replace(self._buckets.get(who, full), size=full.size).at(now)
            if left < 1.0:
                raise TooManyRequestsError(math.ceil((1.0 - left) * MINUTE / per_minute))
            self._buckets[who] = Bucket(full.size, left - 1.0, now)
            if len(self._buckets) > MOST:
                self._sweep(now)

    def _sweep(self, now: float) -> None:
        """Throw full buckets away."""
        self._buckets = {
            who: each for who, each in self._buckets.items() if each.at(now) < each.size
        }
