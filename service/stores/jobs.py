"""Fits as jobs for workers: Procrastinate, a queue in the same PostgreSQL.

A job says which study has something to learn from. It is owed to nobody: what a worker does not get
to is learned when somebody asks. Hence a job that is lost is no loss, and when another version of
Procrastinate comes, its tables are made anew, with the jobs that were in them gone.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, make_url

from service.access import Tenant
from service.errors import StoreUnavailableError
from service.stores.databases import OUTDATED, connect
from service.study import StudyId

# What it says of every job is said by whoever does it.
logging.getLogger("procrastinate").setLevel(logging.WARNING)
# Apart from our own tables, so that it can be thrown away.
SCHEMA: Final = "procrastinate"
LIBRARY: Final = "procrastinate"
IN_SCHEMA: Final = f"SET LOCAL search_path TO {SCHEMA}"
QUEUE: Final = "fits"
FIT: Final = "fit"
SWEEP: Final = "sweep"
# Each tenth minute, what workers have left behind that were killed.
SWEEPING: Final = "*/10 * * * *"
# One that fetches and finishes jobs, one that listens for them, one for signs of life meanwhile.
CONNECTIONS: Final = 3

# Learns from a study of a tenant, unless it is told that nobody wants it any more.
Learn = Callable[[Tenant, StudyId, Callable[[], bool]], object]


def is_laid_out(connection: Connection) -> bool:
    """Tell whether the tables are those of the installed version."""
    found = connection.exec_driver_sql(f"SELECT obj_description(to_regnamespace('{SCHEMA}'))")
    return bool(found.scalar() == version(LIBRARY))


def lay_out(connection: Connection) -> None:
    """Make the tables, unless they are there."""
    if is_laid_out(connection):
        return
    for statement in (
        f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
        f"CREATE SCHEMA {SCHEMA}",
        f"COMMENT ON SCHEMA {SCHEMA} IS '{version(LIBRARY)}'",
        IN_SCHEMA,
    ):
        connection.exec_driver_sql(statement)
    # Without parameters it may be many statements, and percent signs are themselves.
    plain = connection.execution_options(no_parameters=True)
    plain.exec_driver_sql(SchemaManager.get_schema())


class FitJobs:
    """Leaves it to workers to learn from studies."""

    def __init__(self, url: str) -> None:
        """Use a PostgreSQL database, which is connected to when it is first used."""
        self._database = connect(url, 1)
        self._app = App(connector=SyncPsycopgConnector())

    def __call__(self, tenant: Tenant, study: StudyId, _: Callable[[], bool]) -> None:
        """Have a worker learn from a study, unless one is about to.

        Raises:
            StoreUnavailableError: The database does not answer, or has no queue.
        """
        try:
            with self._database.writing() as connection:
                connection.exec_driver_sql(IN_SCHEMA)
                job = self._app.configure_task(
                    FIT, queue=QUEUE, queueing_lock=study, connection=_driver(connection)
                )
                job.defer(tenant=tenant, study=study)
        except AlreadyEnqueued:
            return
        except ConnectorException as error:
            raise StoreUnavailableError(OUTDATED) from error

    def check(self) -> None:
        """Raise StoreUnavailableError unless the database answers and has this version's queue."""
        with self._database.reading() as connection:
            if not is_laid_out(connection):
                raise StoreUnavailableError(OUTDATED)

    def close(self) -> None:
        """Let go of the connection."""
        self._database.engine.dispose()


def work(url: str, learn: Learn, seconds: float) -> None:
    """Do jobs, one at a time, until a signal says stop.

    Args:
        url: Of a PostgreSQL database.
        learn: Does a job.
        seconds: How long the last job may still take after the signal.

    Raises:
        StoreUnavailableError: The database does not answer any more.
    """
    try:
        is_stopped = asyncio.run(_work(_app(url, learn), seconds))
    except ConnectorException as error:
        raise StoreUnavailableError("the database does not answer") from error
    if not is_stopped:
        raise StoreUnavailableError("the database does not answer any more")


async def _work(app: App, seconds: float) -> bool:
    """Do jobs, and tell whether a signal was the end of it."""
    is_stopped = False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        working.cancel()

    async with app.open_async():
        working = asyncio.ensure_future(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                delete_jobs="always",
                shutdown_graceful_timeout=seconds,
                install_signal_handlers=False,
            )
        )
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, stop)
        with contextlib.suppress(asyncio.CancelledError):
            await working
    return is_stopped


def _app(url: str, learn: Learn) -> App:
    """Return what knows the jobs."""
    plain = make_url(url).set(drivername="postgresql")
    app = App(
        connector=PsycopgConnector(
            conninfo=plain.render_as_string(hide_password=False),
            kwargs={"options": f"-c search_path={SCHEMA}"},
            min_size=1,
            max_size=CONNECTIONS,
        )
    )

    @app.task(name=FIT, queue=QUEUE, pass_context=True)
    def fit(context: JobContext, tenant: str, study: str) -> None:
        learn(Tenant(tenant), StudyId(study), context.should_abort)

    @app.periodic(cron=SWEEPING)
    @app.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP, pass_context=True)
    async def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 # Procrastinate's.
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(queue=QUEUE):
            await manager.finish_job(job, Status.FAILED, delete_job=True)

    return app


def _driver(connection: Connection) -> psycopg.Connection:
    """Return the connection of psycopg below one of SQLAlchemy."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 # Narrows the type.
    return driver
