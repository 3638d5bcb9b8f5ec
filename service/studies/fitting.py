"""Learn from the trials of a study ahead of its next ask."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import models
from service.access import Tenant
from service.errors import StudyNotFoundError
from service.fits import FitCache
from service.stores import Store
from service.studies.stateless import stateless_ask
from service.study import StudyId, StudyState
from service.trial import Moment

# Nobody waits, so there is time for what an ask has none for.
SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Fitter:
    """Makes the fits that the next ask of a study needs, and keeps them where all can find them.

    Attributes:
        store: Where studies are.
        fits: What was learned before.
        now: Tells the time.
        read: Makes the problem of a study's definition.
    """

    store: Store
    fits: FitCache
    now: Callable[[], Moment]
    read: Callable[[str], models.Problem]

    def __call__(self, tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        """Learn from the trials that a study has now.

        Args:
            tenant: Whose study it is.
            study: The study; nothing happens if it is stopped or gone.
            is_cancelled: Tells whether nobody wants it any more.

        Raises:
            StoreUnavailableError: The database does not answer.
        """
        with contextlib.suppress(StudyNotFoundError):
            snapshot = self.store.snapshot(tenant, study)
            if snapshot.study.state is not StudyState.ACTIVE:
                return
            problem = self.read(snapshot.study.definition)
            stateless = stateless_ask(problem, snapshot.trials, snapshot.study.seed, self.now())
            learner = self.fits.learner(snapshot.fits, seconds=SECONDS, is_cancelled=is_cancelled)
            models.prepare(stateless.problem, stateless.trials, learner)
            if learner.fresh:
                with self.store.edit(tenant, study) as edit:
                    edit.keep_fits(learner.fresh, self.now())
