"""The worker: learns from results ahead of the next ask, for services that have it do so."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from service.access import Tenant
from service.fits import FitCache, version_of_models
from service.queueing import Queues
from service.settings import Settings
from service.stores import FitJobs, open_store, work
from service.studies import Fitter
from service.study import StudyId
from service.trial import Moment
from service.wire.studies import problem_of


@dataclass(frozen=True, slots=True)
class Logged:
    """A fitter that says what it does."""

    fitter: Fitter

    def __call__(self, tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        """Learn from a study; see `Fitter`."""
        log, start = structlog.get_logger().bind(study=study), time.monotonic()
        log.debug("learning")
        self.fitter(tenant, study, is_cancelled)
        log.info("learned", duration_ms=round(1000.0 * (time.monotonic() - start), 3))


def run(settings: Settings) -> None:
    """Learn until a signal says stop.

    Raises:
        StoreUnavailableError: The database does not answer, or is not of this version.
    """
    log = structlog.get_logger()
    store, jobs = open_store(settings.database_url, 1), FitJobs(settings.database_url)
    cache = FitCache(
        clock=time.monotonic,
        seconds=settings.fit_timeout,
        queue=Queues(),
        observe=lambda origin, _: log.debug("fit", origin=origin),
        version=version_of_models(),
    )
    try:
        store.condition()
        jobs.check()
        log.info("waiting for results")
        fitter = Logged(Fitter(store, cache, _now, problem_of))
        work(settings.database_url, fitter, settings.graceful_timeout)
        log.info("stopped")
    finally:
        jobs.close()
        store.close()


def _now() -> Moment:
    """Return the time of day, the same on every machine."""
    return time.time_ns() // 1_000
