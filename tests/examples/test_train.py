import json
import subprocess
import sys

import pytest

from tests.examples.conftest import EXAMPLES, Run


def train(*arguments: str) -> Run:
    return subprocess.run(
        [sys.executable, str(EXAMPLES / "train.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_default_that_the_loops_tell_is_that_of_the_library() -> None:
    assert train((EXAMPLES / "default.json").read_text()).stdout == train().stdout


def test_the_error_is_that_of_the_configuration() -> None:
    run = train('{"kernel": "rbf", "C": 89.0, "epsilon": 1.8, "gamma": 0.015}')
    # Measured once; a solver of another version may stop a little earlier or later.
    assert json.loads(run.stdout)["rmse"] == pytest.approx(54.0366, abs=0.01)


def test_a_configuration_that_does_not_converge_fails_and_says_so() -> None:
    run = train('{"kernel": "poly", "C": 1000.0, "epsilon": 0.1, "gamma": 1.0, "degree": 3}')
    assert run.returncode == 1
    assert run.stdout == ""
    assert "no convergence after 100,000 steps" in run.stderr


def test_a_configuration_that_the_library_refuses_fails() -> None:
    run = train('{"kernel": "hexagonal"}')
    assert run.returncode != 0
    assert run.stdout == ""
