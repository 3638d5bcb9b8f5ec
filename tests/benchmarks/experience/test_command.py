from pathlib import Path

import pytest

from benchmarks.experience.command import main

pytestmark = pytest.mark.usefixtures("shared_data")
RIDGE = ["--families", "sklearn.Rid*"]


def sweep(store: Path, *others: str) -> None:
    main(["sweep", *RIDGE, "--datasets", "542*", "--store", str(store), *others])


def test_a_sweep_says_what_comes_out_of_every_trial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep(tmp_path / "store")
    lines = capsys.readouterr().out.splitlines()
    assert all("sklearn.Ridge" in each and "rmse" in each for each in lines)
    assert len(lines) > 50


def test_a_sweep_in_two_processes_makes_every_trial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep(tmp_path / "store", "--processes", "2")
    capsys.readouterr()
    sweep(tmp_path / "store")
    assert capsys.readouterr().out == ""


def test_learning_from_too_little_says_so_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["learn", *RIDGE, "--store", str(tmp_path / "store"), "--folder", str(tmp_path)])
    assert "too few trials" in capsys.readouterr().out
    assert not [*tmp_path.glob("*.json.gz")]


def test_patterns_that_fit_nothing_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["sweep", "--families", "tensorflow*"])
    assert "no model is called tensorflow*" in capsys.readouterr().err
