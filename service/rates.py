"""How often whoever asks may ask: a bucket of tokens for each, which fills again as time passes."""

import math
from collections.abc import Callable
from threading import Lock
from typing import Final

from service.errors import TooManyRequestsError

MINUTE: Final = 60.0
# Buckets that are full tell nothing; they are thrown away when there are more than so many.
MOST: Final = 10_000


class RateLimiter:
    """Lets everybody send so many requests a minute, of which all may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        """Begin with full buckets.

        Args:
            per_minute: How many; 0 for any number.
            clock: Seconds, never going back.
        """
        self._size = float(per_minute)
        self._clock = clock
        self._lock = Lock()
        # What was left in a bucket when a token was taken last, and when that was.
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, who: str) -> None:
        """Take a token, or raise TooManyRequestsError."""
        if not self._size:
            return
        with self._lock:
            now = self._clock()
            left = self._left(who, now)
            if left < 1.0:
                raise TooManyRequestsError(math.ceil((1.0 - left) * MINUTE / self._size))
            self._buckets[who] = left - 1.0, now
            if len(self._buckets) > MOST:
                self._sweep(now)

    def _left(self, who: str, now: float) -> float:
        """Return how many tokens are in a bucket."""
        left, since = self._buckets.get(who, (self._size, now))
        return min(self._size, left + (now - since) * self._size / MINUTE)

    def _sweep(self, now: float) -> None:
        """Throw full buckets away."""
        kept = [who for who in self._buckets if self._left(who, now) < self._size]
        self._buckets = {who: self._buckets[who] for who in kept}
