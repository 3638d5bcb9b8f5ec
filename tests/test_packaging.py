"""The wheel people install, built from this checkout, and the locks it is installed with."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
WITH_EXTRAS = [*(f"requirements-{extra}.lock" for extra in EXTRAS), "requirements-dev.lock"]
LOCKS = ["requirements.lock", "requirements-build.lock", *WITH_EXTRAS]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", str(folder)], cwd=ROOT, check=True)
    (path,) = folder.glob("trialwise-*-py3-none-any.whl")
    with ZipFile(path) as archive:
        yield archive


def contents(wheel: ZipFile) -> set[str]:
    """Return the names of the files of the wheel that are not about the wheel."""
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def about(wheel: ZipFile, name: str) -> str:
    """Return the text of one file of the wheel's own records."""
    (path,) = (each for each in wheel.namelist() if each.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def checkout(folder: str) -> set[str]:
    """Return every file below a folder of the checkout that is no cache."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in files if path.parent.name != "__pycache__"}


def pins(lock: str) -> dict[str, str]:
    """Return the version of every package that a lock names."""
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text, flags=re.MULTILINE))


def test_the_wheel_holds_every_file_of_both_packages_and_nothing_else(wheel: ZipFile) -> None:
    assert contents(wheel) == checkout("models") | checkout("service")


def test_the_wheel_marks_both_packages_as_typed(wheel: ZipFile) -> None:
    assert {"models/py.typed", "service/py.typed"} <= contents(wheel)


def test_the_wheel_installs_the_command(wheel: ZipFile) -> None:
    assert "trialwise = service.__main__:main" in about(wheel, "entry_points.txt")


def test_the_wheel_carries_the_licence(wheel: ZipFile) -> None:
    assert about(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_no_machine(lock: str) -> None:
    assert not re.search(r"://|--index|--find-links|\s/", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", ["requirements.lock", *WITH_EXTRAS])
def test_a_lock_satisfies_every_dependency_of_the_project(lock: str) -> None:
    needs = [Requirement(each) for each in PROJECT["dependencies"]]
    assert [need for need in needs if pins(lock)[need.name] not in need.specifier] == []


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_lock_of_an_extra_satisfies_it_and_development_has_it(extra: str) -> None:
    lock = pins(f"requirements-{extra}.lock")
    needs = [Requirement(each) for each in EXTRAS[extra]]
    assert [need for need in needs if lock[need.name] not in need.specifier] == []
    assert (
        pins("requirements.lock").items() <= lock.items() <= pins("requirements-dev.lock").items()
    )


def test_development_and_run_time_install_the_same_versions() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
