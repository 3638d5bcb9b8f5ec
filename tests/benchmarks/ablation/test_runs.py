from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.ablation.changes import AS_IT_IS, CHANGES, present
from benchmarks.ablation.runs import CodeChangedError, carry_out, execute, jobs, on_record
from benchmarks.quality.plan import Plan

LOOKS = "models.maximisation.GRADIENT_LOOKS"
TASK = "wide/ellipsoid-5-of-30"


def plan(*changes: str, trials: int, seeds: int = 1) -> Plan:
    return Plan((TASK,), changes, seeds, trials, batch=1)


def test_runs_are_put_on_record_and_this_process_stays_as_it_is(tmp_path: Path) -> None:
    before = present(LOOKS)
    wanted = jobs(plan(AS_IT_IS, "no-climb", trials=10, seeds=2))
    ended = list(execute(wanted, 2, tmp_path))
    assert sorted((run.tuner, run.seed) for part in ended for run in part) == [
        (AS_IT_IS, 0),
        (AS_IT_IS, 1),
        ("no-climb", 0),
        ("no-climb", 1),
    ]
    assert list(on_record(wanted, tmp_path)) == wanted
    assert present(LOOKS) == before


def test_a_run_of_another_version_is_not_on_record(tmp_path: Path) -> None:
    wanted = jobs(plan(AS_IT_IS, trials=2))
    list(execute(wanted, 1, tmp_path))
    assert on_record([replace(job, tuner_version="other") for job in wanted], tmp_path) == {}


def test_runs_end_when_the_optimiser_is_edited_meanwhile(tmp_path: Path) -> None:
    (job,) = jobs(plan("no-climb", trials=2))
    with pytest.raises(CodeChangedError, match="no-climb"):
        carry_out([replace(job, tuner_version="other")], tmp_path)


@pytest.mark.slow
def test_every_change_decides_about_some_suggestion(tmp_path: Path) -> None:
    wanted = jobs(plan(*CHANGES, trials=25))
    values = {run.tuner: run.values for (run,) in execute(wanted, 2, tmp_path)}
    same = [name for name, own in values.items() if own == values[AS_IT_IS]]
    assert same == [AS_IT_IS]
