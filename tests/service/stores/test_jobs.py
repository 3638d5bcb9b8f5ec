"""Jobs of workers, on a real queue. Every test has a database of its own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe

import pytest
from sqlalchemy import Connection, create_engine, make_url

from service.access import Tenant
from service.errors import StoreUnavailableError
from service.stores import FitJobs, migrate, work
from service.study import StudyId
from tests import databases

ME, YOU = Tenant("me"), Tenant("you")
A, B = StudyId("a"), StudyId("b")
PATIENCE_SECONDS = 60
# What a killed worker leaves behind, and what the clock queues each tenth minute.
LEFT_BEHIND = """
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute');
UPDATE procrastinate_jobs
    SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers);
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
    VALUES ('fits', 'sweep', '{"timestamp": 0}');
"""


@pytest.fixture
def url(postgresql: str) -> Iterator[str]:
    with databases.database(postgresql) as url:
        migrate(url)
        yield url


@pytest.fixture
def jobs(url: str) -> Iterator[FitJobs]:
    jobs = FitJobs(url)
    yield jobs
    jobs.close()


def never() -> bool:
    """Tell that somebody still wants it."""
    return False


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Return a connection that finds the tables of the queue."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        yield connection
    engine.dispose()


def queued(url: str) -> list[tuple[str, str]]:
    """Return which studies are to be learned from, and how far that is."""
    with connected(url) as connection:
        found = connection.exec_driver_sql(
            "SELECT args ->> 'study', status::text FROM procrastinate_jobs"
            " WHERE task_name = 'fit' ORDER BY id"
        )
        return [(study, status) for study, status in found]


@dataclass
class Once:
    """Does so many jobs, then has the worker stop as an operator would."""

    jobs: int
    done: list[tuple[Tenant, StudyId, bool]] = field(default_factory=list)

    def __call__(self, tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        self.done.append((tenant, study, is_cancelled()))
        if len(self.done) == self.jobs:
            os.kill(os.getpid(), signal.SIGTERM)


# The tables


def test_a_migration_keeps_the_queue_of_this_version(url: str, jobs: FitJobs) -> None:
    jobs.check()
    jobs(ME, A, never)
    migrate(url)
    assert queued(url) == [("a", "todo")]


def test_a_migration_makes_the_queue_of_another_version_anew(url: str, jobs: FitJobs) -> None:
    jobs(ME, A, never)
    with connected(url) as connection:
        connection.exec_driver_sql("COMMENT ON SCHEMA procrastinate IS '2.0.0'")
    with pytest.raises(StoreUnavailableError, match="trialwise migrate"):
        jobs.check()
    migrate(url)
    jobs.check()
    assert queued(url) == []


def test_without_a_queue_a_job_is_an_error_that_names_the_remedy(postgresql: str) -> None:
    with databases.database(postgresql) as url:
        jobs = FitJobs(url)
        with pytest.raises(StoreUnavailableError, match="trialwise migrate"):
            jobs.check()
        with pytest.raises(StoreUnavailableError, match="trialwise migrate"):
            jobs(ME, A, never)
        jobs.close()


def test_without_a_server_a_job_is_an_error() -> None:
    nowhere = "postgresql://user:secret@127.0.0.1:1/none"
    jobs = FitJobs(nowhere)
    with pytest.raises(StoreUnavailableError):
        jobs(ME, A, never)
    jobs.close()


# Jobs


def test_many_results_of_a_study_are_one_job(url: str, jobs: FitJobs) -> None:
    for study in (A, A, B, A):
        jobs(ME, study, never)
    assert queued(url) == [("a", "todo"), ("b", "todo")]


def test_a_worker_does_every_job_and_leaves_nothing_behind(url: str, jobs: FitJobs) -> None:
    jobs(ME, A, never)
    jobs(YOU, B, never)
    learn = Once(2)
    work(url, learn, PATIENCE_SECONDS)
    assert learn.done == [(ME, A, False), (YOU, B, False)]
    assert queued(url) == []


def test_a_job_that_fails_is_gone_and_the_worker_is_not(url: str, jobs: FitJobs) -> None:
    learn = Once(2)

    def fail(tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        learn(tenant, study, is_cancelled)
        raise ZeroDivisionError

    jobs(ME, A, never)
    jobs(ME, B, never)
    work(url, fail, PATIENCE_SECONDS)
    assert len(learn.done) == 2
    assert queued(url) == []


def test_a_result_that_comes_while_its_study_is_learned_from_is_another_job(
    url: str, jobs: FitJobs
) -> None:
    learn = Once(2)

    def interrupted(tenant: Tenant, study: StudyId, is_cancelled: Callable[[], bool]) -> None:
        if not learn.done:
            jobs(ME, A, never)
        learn(tenant, study, is_cancelled)

    jobs(ME, A, never)
    work(url, interrupted, PATIENCE_SECONDS)
    assert [study for _, study, _ in learn.done] == [A, A]


def test_at_the_end_the_last_job_is_told_to_end_when_its_time_is_up(
    url: str, jobs: FitJobs
) -> None:
    ended = []

    def learn(_: Tenant, __: StudyId, is_cancelled: Callable[[], bool]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        while not is_cancelled():
            pass
        ended.append(is_cancelled())

    jobs(ME, A, never)
    work(url, learn, 0.2)
    assert ended == [True]
    assert queued(url) == []


# Kills


def hang(url: str, begun: Pipe) -> None:
    """Do a job without end."""

    def learn(*_: object) -> None:
        begun.send("begun")
        signal.pause()

    work(url, learn, PATIENCE_SECONDS)


def test_a_worker_that_is_killed_in_the_middle_of_a_job_leaves_its_study_to_others(
    url: str, jobs: FitJobs
) -> None:
    jobs(ME, A, never)
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=hang, args=(url, there))
    process.start()
    assert here.poll(PATIENCE_SECONDS)
    process.kill()
    process.join(PATIENCE_SECONDS)
    assert queued(url) == [("a", "doing")]
    # The next result of the study.
    jobs(ME, A, never)
    learn = Once(1)
    work(url, learn, PATIENCE_SECONDS)
    assert [study for _, study, _ in learn.done] == [A]


def test_what_a_killed_worker_left_behind_is_swept_up(url: str, jobs: FitJobs) -> None:
    jobs(ME, A, never)
    with connected(url) as connection:
        for statement in LEFT_BEHIND.strip().removesuffix(";").split(";"):
            connection.exec_driver_sql(statement)
    jobs(ME, B, never)
    work(url, Once(1), PATIENCE_SECONDS)
    assert queued(url) == []
