import sys
from pathlib import Path

import pytest

from benchmarks.latency.plan import CALL, FULL, GP, HTTP, QUICK, SKOPT, TPE, Part, Plan
from benchmarks.latency.rounds import measure
from benchmarks.latency.timing import LEAST_TRIALS
from benchmarks.quality import peers

PLAN = Plan(
    trials=(0, 12), parameters=(2,), rounds=2, warm_up=1, counted=(), counts=0, remembered=()
)
# A peer as small as can be, random search, that notes how many trials it knows when it is asked.
NOTING = """
import random, sys
from benchmarks.peers.protocol import Candidate, serve

class Noting:
    def __init__(self, start):
        self.space, self.known = start.space, 0
    def ask(self, count):
        with open({notes!r}, "a") as notes:
            print(self.known, count, file=notes)
        return [Candidate(self.numbers(), None) for _ in range(count)]
    def numbers(self):
        return {{each.name: random.uniform(each.low, each.high) for each in self.space.free}}
    def tell(self, results):
        self.known += len(results)

serve(Noting, sys.stdin, sys.stdout)
"""


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path)
    return tmp_path


def install(environments: Path, name: str) -> Path:
    """Make an environment whose interpreter runs the small peer; return its notes."""
    code, notes = environments / f"{name}.py", environments / f"{name}.txt"
    code.write_text(NOTING.format(notes=str(notes)))
    python = environments / name / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH=. exec "{sys.executable}" "{code}"\n')
    python.chmod(0o755)
    return notes


def test_everybody_is_asked_in_every_round_that_counts(environments: Path) -> None:
    install(environments, "optuna")
    found = measure(PLAN)
    wanted = {
        (case, name) for case in PLAN.cases for name in (HTTP, CALL, *case.rivals) if name != SKOPT
    }
    assert set(found.seconds) == wanted
    assert all(len(times) == 2 and times.min() > 0.0 for times in found.seconds.values())
    assert len(found.multiplications) == 2


def test_a_peer_without_an_environment_is_left_out_and_named(environments: Path) -> None:
    assert not list(environments.iterdir())
    found = measure(PLAN)
    assert {name for _, name in found.seconds} == {HTTP, CALL}
    assert set(found.absent) == {TPE, GP, SKOPT}
    assert 'make peers PEERS="skopt"' in found.absent[SKOPT]


def test_the_study_of_a_peer_grows_around_the_number_of_trials_asked_for(
    environments: Path,
) -> None:
    notes = install(environments, "skopt")
    measure(PLAN)
    # 58 at once; a warm-up with 58; then two rounds with 59 and 60, told one by one.
    assert notes.read_text().split("\n")[:-1] == ["0 58", "58 1", "59 1", "60 1"]


def test_a_study_has_enough_trials_for_peers_to_have_begun(environments: Path) -> None:
    notes = install(environments, "optuna")
    measure(PLAN)
    first = {line.split()[1] for line in notes.read_text().splitlines() if line.startswith("0 ")}
    assert first == {str(LEAST_TRIALS), "58"}


@pytest.mark.parametrize("plan", [FULL, QUICK])
def test_a_plan_asks_slow_peers_only_where_they_answer_soon(plan: Plan) -> None:
    asked = [case for case in plan.cases if GP in case.rivals]
    assert asked
    assert all(case.n <= 250 and case.d <= 50 for case in asked)


@pytest.mark.parametrize("plan", [FULL, QUICK])
def test_what_is_counted_is_also_timed(plan: Plan) -> None:
    assert set(plan.counted) <= {case.n for case in plan.cases if case.part is Part.TRIALS}
