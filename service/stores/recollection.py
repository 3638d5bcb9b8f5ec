"""Trials that were read before: of one that has ended, nothing changes any more.

To read a trial takes longer than all that an ask without a surrogate does with it. So a process
reads those that are new and those that had not ended, and remembers the others.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from service.study import StudyId
from service.trial import Trial

# Of all studies together: some 30 MiB in each process.
MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """The trials of a study as they once were.

    Attributes:
        trials: These trials, by number without gaps.
        unended: The numbers of those that had not ended.
    """

    trials: Sequence[Trial] = ()
    unended: tuple[int, ...] = ()

    def with_read(self, read: Mapping[int, Trial]) -> "Known":
        """Return what is known when all that is new or had not ended has been read."""
        trials = [*self.trials]
        for number in sorted(read):
            if number <= len(self.trials):
                trials[number - 1] = read[number]
            else:
                trials.append(read[number])
        return Known(trials, tuple(n for n in sorted(read) if read[n].outcome is None))


NOTHING: Final = Known()


class Recollection:
    """What is known of the studies that were read last."""

    def __init__(self, most: int = MOST) -> None:
        """Begin with nothing.

        Args:
            most: How many trials to remember.
        """
        self._most = most
        self._known: OrderedDict[StudyId, Known] = OrderedDict()
        self._count = 0
        self._lock = Lock()

    def of(self, study: StudyId) -> Known:
        """Return what is known of a study."""
        return self._known.get(study, NOTHING)

    def keep(self, study: StudyId, known: Known) -> None:
        """Remember this of a study, and forget what was read longest ago if it is too much."""
        with self._lock:
            self._count += len(known.trials) - len(self.of(study).trials)
            self._known[study] = known
            self._known.move_to_end(study)
            while self._count > self._most:
                _, forgotten = self._known.popitem(last=False)
                self._count -= len(forgotten.trials)
