from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.quality import record
from benchmarks.quality.plan import Run
from benchmarks.quality.record import Job

JOB = Job("a/b", 1, "gp", "f00", seed=0, batch=1, trials=3)
RUN = Run("a/b", "gp", 0, 1, (0.5, None, 0.25), (0.01, 0.02, 0.03))


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    record.append(JOB, RUN, {"numpy": "2"}, tmp_path)
    assert record.runs("gp", tmp_path) == {JOB: RUN}


def test_a_tuner_that_never_ran_has_no_runs_and_gets_no_file(tmp_path: Path) -> None:
    record.compact("gp", tmp_path)
    assert (record.runs("gp", tmp_path), list(tmp_path.iterdir())) == ({}, [])


@pytest.mark.parametrize(
    "other",
    [
        replace(JOB, task_version=2),
        replace(JOB, tuner_version="ba2"),
        replace(JOB, seed=1),
        replace(JOB, batch=8),
        replace(JOB, trials=4),
    ],
)
def test_whatever_changes_makes_it_another_run(tmp_path: Path, other: Job) -> None:
    record.append(JOB, RUN, {}, tmp_path)
    assert other not in record.runs("gp", tmp_path)


def test_the_run_of_a_later_version_takes_the_place_of_an_earlier(tmp_path: Path) -> None:
    later = replace(JOB, tuner_version="ba2")
    record.append(JOB, RUN, {}, tmp_path)
    record.append(later, RUN, {}, tmp_path)
    record.compact("gp", tmp_path)
    assert list(record.runs("gp", tmp_path)) == [later]


def test_runs_of_other_seeds_and_batches_stay(tmp_path: Path) -> None:
    jobs = [JOB, replace(JOB, seed=1), replace(JOB, batch=8)]
    for job in jobs:
        record.append(job, replace(RUN, seed=job.seed, batch=job.batch), {}, tmp_path)
    record.compact("gp", tmp_path)
    assert list(record.runs("gp", tmp_path)) == jobs


def test_values_are_kept_with_seven_digits_and_seconds_with_three() -> None:
    run = Run("a", "gp", 0, 1, (123.456789012, None), (0.0123456,))
    assert record.rounded(run) == Run("a", "gp", 0, 1, (123.4568, None), (0.0123,))
