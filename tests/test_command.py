"""The command of a checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service.release import release

ROOT = Path(__file__).parents[1]
COMMAND = ROOT / "trialwise"


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        [command, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with an environment whose Python is this one."""
    folder = tmp_path / "a checkout"
    (folder / ".venv" / "bin").mkdir(parents=True)
    python = folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    shutil.copy(COMMAND, folder)
    for each in ("service", "models", "pyproject.toml"):
        (folder / each).symlink_to(ROOT / each)
    return folder


def test_it_works_wherever_it_is_called(checkout: Path, tmp_path: Path) -> None:
    called = run(checkout / "trialwise", "--version", folder=tmp_path)
    assert (called.returncode, called.stdout, called.stderr) == (0, f"trialwise {release()}\n", "")


def test_it_uses_the_database_that_is_served(checkout: Path, tmp_path: Path) -> None:
    command = checkout / "trialwise"
    assert run(command, "keys", "create", folder=tmp_path).stdout.startswith("tw_")
    assert (checkout / "data" / "trialwise.db").exists()
    assert "never expires" in run(command, "keys", "list", folder=checkout).stdout


def test_without_an_environment_it_says_how_to_make_one(checkout: Path) -> None:
    (checkout / ".venv" / "bin" / "python").unlink()
    called = run(checkout / "trialwise", "--version", folder=checkout)
    assert called.returncode == 1
    assert "make run" in called.stderr
