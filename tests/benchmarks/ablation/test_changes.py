import ast

import pytest

from benchmarks.ablation.changes import (
    AS_IT_IS,
    CHANGES,
    Change,
    ConstantError,
    make,
    present,
    version,
)
from benchmarks.environment import ROOT

WORST = "models.outputs.WORST"
PATHS = sorted({path for change in CHANGES.values() for path in change})


def imported() -> set[str]:
    """Return what modules of the optimiser import from each other by name."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "models").rglob("*.py")
    ]
    return {
        f"{node.module}.{alias.name}"
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_optimiser_as_it_is_takes_part_and_nothing_of_it_is_changed() -> None:
    assert CHANGES[AS_IT_IS] == {}


@pytest.mark.parametrize("change", [each for name, each in CHANGES.items() if name != AS_IT_IS])
def test_a_change_gives_constants_that_exist_another_value(change: Change) -> None:
    assert change
    assert all(present(path) != value for path, value in change.items())


def test_what_is_changed_is_read_in_its_own_module_alone() -> None:
    assert not imported() & {*PATHS}


def test_a_change_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WORST, 3.0)
    make({WORST: 5.0})
    assert present(WORST) == 5.0


@pytest.mark.parametrize("path", ["models.outputs.NOTHING", "models.nothing.WORST", "WORST"])
def test_an_unknown_constant_is_refused_and_no_other_changed(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WORST, 3.0)
    with pytest.raises(ConstantError, match=path):
        make({WORST: 5.0, path: 1.0})
    assert present(WORST) == 3.0


def test_every_change_has_a_version_of_its_own_that_stays_the_same() -> None:
    versions = [version(name) for name in CHANGES]
    assert len(set(versions)) == len(CHANGES)
    assert versions == [version(name) for name in CHANGES]
