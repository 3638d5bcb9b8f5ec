import sys
from pathlib import Path

import pytest

from benchmarks.load import duel
from benchmarks.load.databases import Databases
from benchmarks.load.duel import OURS, THEIRS, duels
from benchmarks.load.plan import Plan
from tests.benchmarks.load.samples import ENVIRONMENT, report_of_duels

# Does nothing, and notes in which study.
IDLE = """
import sys
from benchmarks.peers.pairs import serve

def prepare(study):
    with open({notes!r}, "a") as notes:
        print(study, file=notes)
    return lambda: (0.25, 0.5)

serve(prepare, sys.stdin, sys.stdout)
"""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put something that does nothing in Optuna's place; return its notes."""
    code, found, python = (tmp_path / name for name in ("idle.py", "notes.txt", "python"))
    code.write_text(IDLE.format(notes=str(found)))
    python.write_text(f'#!/bin/sh\nPYTHONPATH=. exec "{sys.executable}" "{code}"\n')
    python.chmod(0o755)
    monkeypatch.setattr(duel, "PYTHON", python)
    return found


@pytest.mark.slow
def test_both_sides_make_the_same_pairs_in_every_duel(
    plan: Plan, made: Databases, notes: Path
) -> None:
    found = duels(plan, made)
    # Two databases, two algorithms; two processes share seven pairs evenly.
    assert len(found) == 8
    assert {side for _, side in found} == {OURS, THEIRS}
    assert {len(run.asks) for runs in found.values() for run in runs} == {6}
    assert {len(runs) for runs in found.values()} == {2}
    # A warm-up and two duels of each match, for which both processes are told the same study.
    studies = notes.read_text().split()
    assert len(studies) == 4 * 3 * 2
    assert len(set(studies)) == 4 * 3
    # Seconds are those that a process says, but for the whole, which is what it took.
    (run, *_), *_ = (runs for (_, side), runs in found.items() if side == THEIRS)
    assert ({*run.asks}, {*run.tells}) == ({0.25}, {0.5})
    assert run.seconds < 0.25


def test_without_optuna_there_is_no_duel(
    plan: Plan, made: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duel, "PYTHON", tmp_path / "nowhere")
    assert duels(plan, made) == {}


def test_a_report_has_the_ratio_of_duels_that_were_fought_together() -> None:
    text = report_of_duels()
    assert ENVIRONMENT.command in text
    # 10 against 4, and 6 against 3 pairs per second.
    assert "2.25 [2.00, 2.50]" in text
