import tomllib
from pathlib import Path

import pytest

from service import release

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads(PROJECT.read_text())["project"]
    assert release.release() == project["version"]


def test_a_checkout_that_is_not_installed_has_the_version_of_its_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nversion = "9.8.7"\n')
    monkeypatch.setattr(release, "PROJECT", project)
    monkeypatch.setattr(release, "DISTRIBUTION", "trialwise-of-which-there-is-none")
    assert release.release() == "9.8.7"
