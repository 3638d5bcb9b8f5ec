import json
import subprocess
import sys
from pathlib import Path

import pytest

import models
from service.__main__ import main
from service.wire.dataset_json import dataset_json
from service.wire.datasets import Dataset

PEOPLE = "age,city,label\n20,Rome,yes\n31,Oslo,no\n42,Rome,no\n,Bonn,no\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def failing(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Return the one line with which the command gives up."""
    with pytest.raises(SystemExit, match="1"):
        main(["describe", *map(str, arguments)])
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_the_output_is_the_dataset_of_a_request(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["describe", str(people), "--target", "label"])
    sent = json.loads(capsys.readouterr().out)
    assert {name: value for name, value in sent.items() if name != "meta_features"} == {
        "name": "people",
        "task": "classification",
        "modality": "tabular",
        "n_rows": 4,
        "n_features": 2,
        "n_classes": 2,
        "n_categorical_features": 1,
        "missing_fraction": 0.125,
        "minority_class_fraction": 0.25,
    }
    read = Dataset.model_validate(sent).value()
    assert dataset_json(read) == sent
    assert models.adapted_space("sklearn.SVC", read).adaptations


def test_without_a_target_every_column_is_a_feature(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["describe", str(people)])
    sent = json.loads(capsys.readouterr().out)
    assert sent["n_features"] == 3
    assert "task" not in sent
    assert "n_classes" not in sent


def test_the_task_can_be_said(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["describe", str(people), "--target", "age", "--task", "regression"])
    sent = json.loads(capsys.readouterr().out)
    assert (sent["task"], sent["n_rows"]) == ("regression", 3)


def test_a_column_that_is_not_there_is_told_with_those_there_are(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = failing(capsys, people, "--target", "price")
    assert line == (
        "trialwise: --target: expected one of the columns 'age', 'city', 'label', got 'price'"
    )


def test_of_many_columns_some_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"x{i}" for i in range(30)) + "\n")
    assert "'x9' and 20 more, got 'y'" in failing(capsys, path, "--target", "y")


def test_what_is_no_table_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such file" in failing(capsys, tmp_path / "none.csv")


def test_a_target_that_cannot_be_learnt_so_is_one_line(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = failing(capsys, people, "--target", "city", "--task", "regression")
    assert line == "trialwise: city: expected a target of numbers, got one of texts"


def test_parquet_without_its_extra_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.touch()
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from service.__main__ import main\n"
        f"main(['describe', {str(path)!r}])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Parquet needs the package pyarrow" in run.stderr
