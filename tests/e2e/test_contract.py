"""The OpenAPI document against the running service: schemathesis sends what it allows and forbids.

One check is left out. JSON Schema cannot say that a default lies within its bounds or that a trial
belongs to the search space beside it, so most requests that conform to the schema are rightly a
422, which `positive_data_acceptance` takes for a failure. In its place, a test of the routes makes
asks that hold to the whole contract and demands an answer to each.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.process import Service

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def failures(service: Service, folder: Path, *, phases: str, examples: int, seed: int) -> str:
    """Return what schemathesis reports, or nothing if it finds no fault."""
    run = subprocess.run(
        [
            *(SCHEMATHESIS, "run", f"{service.url}/openapi.json"),
            *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
            *("--phases", phases, "--max-examples", str(examples), "--seed", str(seed)),
        ],
        # Where it leaves its notes.
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
    )
    return run.stdout if run.returncode else ""


def test_the_service_keeps_its_contract(service: Service, tmp_path: Path) -> None:
    assert (
        failures(service, tmp_path, phases="examples,fuzzing,stateful", examples=20, seed=1) == ""
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_service_keeps_its_contract_over_more_than_a_thousand_cases(
    service: Service, tmp_path: Path, seed: int
) -> None:
    phases = "examples,coverage,fuzzing,stateful"
    assert failures(service, tmp_path, phases=phases, examples=500, seed=seed) == ""
