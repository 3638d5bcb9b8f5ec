"""The three loops, each started as a user would start it, against the real service."""

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples.conftest import Locked, Run, start

loops = pytest.mark.parametrize("loop", ["tune.sh", "tune.py", "tune.mjs"])

Tuned = Callable[[str], Run]

TRIAL = re.compile(r"^ +(?P<number>\d+) +(?P<rmse>[\d.]+|failed) +(?P<best>[\d.]+)  (?P<what>.+)$")
WHY = re.compile(r"^ {25}\S.+$")

# Training jobs of a moment. The first can train scikit-learn's default and nothing else.
ONLY_THE_DEFAULT = """
import json, sys
print('{"rmse": 70.5}') if json.loads(sys.argv[1])["C"] == 1 else sys.exit("out of memory")
"""
ANYTHING = """print('{"rmse": 70.5}')"""
ONLY_AFTER_MAKE_RUN = """
import os, sys
print('{"rmse": 70.5}') if "MADE_BY_MAKE_RUN" in os.environ else sys.exit("another Python")
"""


def trials(run: Run) -> list[re.Match[str]]:
    return [match for line in run.stdout.splitlines() if (match := TRIAL.match(line))]


def column(run: Run, name: str) -> list[str]:
    return [trial[name] for trial in trials(run)]


def error(trial: re.Match[str]) -> float:
    return math.inf if trial["rmse"] == "failed" else float(trial["rmse"])


def best_until(run: Run, number: int) -> re.Match[str]:
    return min(trials(run)[: number + 1], key=error)


# A whole run


@loops
def test_it_ends_well(loop: str, tuned: Tuned) -> None:
    assert tuned(loop).returncode == 0


@loops
def test_it_prints_a_line_for_the_default_and_every_trial(loop: str, tuned: Tuned) -> None:
    assert column(tuned(loop), "number") == [str(number) for number in range(8)]


@loops
def test_it_prints_why_each_trial_was_made(loop: str, tuned: Tuned) -> None:
    lines = tuned(loop).stdout.splitlines()
    assert [bool(WHY.match(line)) for line in lines[3:18:2]] == [True] * 8


@loops
def test_it_comes_to_the_surrogate(loop: str, tuned: Tuned) -> None:
    assert tuned(loop).stdout.count("The surrogate expects") == 4


@loops
def test_it_keeps_the_best_so_far(loop: str, tuned: Tuned) -> None:
    best = [best_until(tuned(loop), number)["rmse"] for number in range(8)]
    assert column(tuned(loop), "best") == best


@loops
def test_it_ends_with_the_best_against_the_default(loop: str, tuned: Tuned) -> None:
    default, best = trials(tuned(loop))[0], best_until(tuned(loop), 7)
    assert tuned(loop).stdout.splitlines()[-3:] == [
        f"default: rmse {default['rmse']}  {default['what']}",
        f"best:    rmse {best['rmse']}  {best['what']}",
        f"gained:  {100 * (1 - error(best) / error(default)):.1f} % of the default's error",
    ]


@pytest.mark.parametrize("loop", ["tune.sh", "tune.mjs"])
def test_it_finds_what_the_loop_in_python_finds(loop: str, tuned: Tuned) -> None:
    assert tuned(loop).stdout == tuned("tune.py").stdout


@loops
def test_another_seed_tries_something_else(loop: str, service_url: str, folder: Path) -> None:
    (folder / "train.py").write_text(ANYTHING)
    runs = [
        start(loop, "2", seed, folder=folder, env={"TRIALWISE_URL": service_url})
        for seed in ("7", "8")
    ]
    assert column(runs[0], "what")[2] != column(runs[1], "what")[2]


# What can go wrong


@loops
def test_a_failed_training_run_is_told_as_such_and_not_tried_again(
    loop: str, service_url: str, folder: Path
) -> None:
    (folder / "train.py").write_text(ONLY_THE_DEFAULT)
    run = start(loop, "3", folder=folder, env={"TRIALWISE_URL": service_url})
    assert run.returncode == 0
    assert column(run, "rmse") == ["70.500", "failed", "failed", "failed"]
    assert column(run, "best") == ["70.500"] * 4
    assert len(set(column(run, "what"))) == 4


@loops
def test_it_ends_early_when_nothing_is_left_to_try(
    loop: str, service_url: str, folder: Path
) -> None:
    (folder / "train.py").write_text(ANYTHING)
    (folder / "space.json").write_text('{"parameters": [{"name": "shrinking", "type": "bool"}]}')
    (folder / "default.json").write_text('{"shrinking": true}')
    run = start(loop, "3", folder=folder, env={"TRIALWISE_URL": service_url})
    assert run.returncode == 0
    assert column(run, "number") == ["0", "1"]
    assert "There is nothing left to try." in run.stdout


@loops
def test_an_objection_of_the_service_is_shown_with_its_place(
    loop: str, service_url: str, folder: Path
) -> None:
    (folder / "train.py").write_text(ANYTHING)
    space = (folder / "space.json").read_text()
    (folder / "space.json").write_text(space.replace("[0.01, 1000]", "[1000, 0.01]"))
    run = start(loop, "1", folder=folder, env={"TRIALWISE_URL": service_url})
    assert run.returncode == 1
    assert "  /space/parameters/1/bounds: " in run.stderr


@loops
def test_it_sends_the_key_it_is_given(loop: str, locked: Locked, folder: Path) -> None:
    (folder / "train.py").write_text(ANYTHING)
    given = {"TRIALWISE_URL": locked.url, "TRIALWISE_API_KEY": locked.key}
    run = start(loop, "1", folder=folder, env=given)
    assert (run.returncode, run.stderr) == (0, "")
    assert column(run, "number") == ["0", "1"]
    run = start(loop, "1", folder=folder, env={"TRIALWISE_URL": locked.url})
    assert run.returncode == 1
    assert "A valid key is needed" in run.stderr


@loops
def test_without_a_service_it_says_where_it_looked(loop: str, deaf_url: str, folder: Path) -> None:
    (folder / "train.py").write_text(ANYTHING)
    run = start(loop, "1", folder=folder, env={"TRIALWISE_URL": deaf_url})
    assert run.returncode == 1
    assert f"No answer from {deaf_url}" in run.stderr
    assert "make run" in run.stderr


@loops
def test_a_python_that_cannot_train_is_named(loop: str, folder: Path) -> None:
    (folder / "train.py").write_text("import no_such_library")
    run = start(loop, "1", folder=folder, env={})
    assert run.returncode == 1
    assert f"Does {sys.executable} have scikit-learn? Set PYTHON." in run.stderr


@loops
def test_a_number_of_trials_that_is_none_is_refused(loop: str) -> None:
    run = start(loop, "many", env={})
    assert run.returncode != 0
    assert "usage: " in run.stderr


# Which Python trains


@loops
def test_the_environment_of_make_run_trains_unless_another_is_named(
    loop: str, service_url: str, folder: Path
) -> None:
    (folder / "train.py").write_text(ONLY_AFTER_MAKE_RUN)
    python = folder.parent / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nMADE_BY_MAKE_RUN=yes exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    run = start(loop, "1", folder=folder, env={"TRIALWISE_URL": service_url, "PYTHON": ""})
    assert (run.returncode, run.stderr) == (0, "")
