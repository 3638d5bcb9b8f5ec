"""`trialwise import` against running services, on either database."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import optuna
import pytest

from service.__main__ import main
from tests.e2e.clients import ask, create, trials
from tests.e2e.process import Service, running
from tests.service.bodies import X, body
from tests.service.importing.test_optuna_storage import written

CSV = "x,loss,state\n0.25,1.5,\n0.5,,failed\n0.75,0.5,\n0.75,0.5,\n"


@pytest.fixture
def name() -> str:
    """Return a name that no study has."""
    return uuid4().hex[:12]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "trials.csv"
    file.write_text(CSV)
    return file


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    file = tmp_path / "study.json"
    file.write_text(json.dumps(body(X, algorithm="sobol", name="another")))
    return file


class Shell:
    """A user who types commands."""

    def __init__(self, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = service.url
        self.capsys = capsys

    def run(self, *arguments: object) -> list[str]:
        """Return the lines that a command prints which succeeds."""
        main(["import", *map(str, arguments), "--url", self.url])
        return self.capsys.readouterr().out.splitlines()

    def fail(self, *arguments: object) -> str:
        """Return what a command says that fails."""
        with pytest.raises(SystemExit, match="1"):
            main(["import", *map(str, arguments), "--url", self.url])
        captured = self.capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("trialwise: ")
        return captured.err.removeprefix("trialwise: ").removesuffix("\n")


@pytest.fixture
def shell(each_service: Service, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(each_service, capsys)


def found(service: Service, study: str) -> list[Any]:
    """Return the trials of a study in short."""
    return [
        (each["state"], each["parameters"].get("x"), each["values"].get("loss"))
        for each in trials(service, study)
    ]


EXPECTED = [
    ("completed", 0.25, 1.5),
    ("failed", 0.5, None),
    ("completed", 0.75, 0.5),
    ("completed", 0.75, 0.5),
]


def test_a_file_makes_a_study_and_again_changes_nothing(
    each_service: Service, shell: Shell, name: str, file: Path, definition: Path
) -> None:
    arguments = (file, "--study", name, "--definition", definition)
    assert shell.run(*arguments) == [f"{name}: made, with 4 trials (3 completed, 1 failed)"]
    assert found(each_service, f"/v1/studies/{name}") == EXPECTED
    assert shell.run(*arguments) == [f"{name}: imported 0 trials", "there already: 4"]
    assert found(each_service, f"/v1/studies/{name}") == EXPECTED


def test_a_file_that_has_grown_brings_what_is_new(
    each_service: Service, shell: Shell, file: Path
) -> None:
    study = create(each_service)
    reference = study.rpartition("/")[2]
    shell.run(file, "--study", reference)
    file.write_text(f"{CSV}0.125,2.5,stopped\n0.75,0.5,\n")
    assert shell.run(file, "--study", reference) == [
        f"{reference}: imported 2 trials (1 stopped, 1 completed)",
        "there already: 4",
    ]
    assert found(each_service, study)[4:] == [("stopped", 0.125, 2.5), ("completed", 0.75, 0.5)]


def test_what_the_service_lists_can_be_imported_elsewhere(
    each_service: Service, shell: Shell, name: str, tmp_path: Path, definition: Path
) -> None:
    study = create(each_service)
    ask(each_service, study)
    measured = {"step": 1, "values": {"loss": 2}, "elapsed": 0.5}
    told = [
        {"trial": 1, "values": {"loss": 0.5}, "cost": 3},
        {"parameters": {"x": 0.5}, "stopped": True, "measurements": [measured]},
        {"parameters": {"x": 0.25}, "failed": "out of memory"},
    ]
    assert each_service.request("POST", f"{study}/tell", {"results": told}).status == 200
    listed = trials(each_service, study)
    file = tmp_path / "trials.jsonl"
    file.write_text("\n".join(map(json.dumps, listed)))
    shell.run(file, "--study", name, "--definition", definition)
    kept = ("state", "parameters", "values", "std", "cost", "measurements", "failure")
    copies = trials(each_service, f"/v1/studies/{name}")
    assert [{k: each[k] for k in kept} for each in copies] == [
        {k: each[k] for k in kept} for each in listed
    ]


def test_measurements_are_left_out_if_it_is_said(
    each_service: Service, shell: Shell, name: str, tmp_path: Path
) -> None:
    written(f"sqlite:///{tmp_path}/o.db")
    shell.run("--optuna", tmp_path / "o.db", "--study", name, "--without-measurements")
    copies = trials(each_service, f"/v1/studies/{name}")
    assert len(copies) == 12
    assert not any(each["measurements"] for each in copies)


def test_a_study_of_optuna_becomes_one_that_goes_on(
    each_service: Service, shell: Shell, name: str, tmp_path: Path
) -> None:
    storage = f"sqlite:///{tmp_path}/optuna.db"
    theirs = written(storage, direction="maximize")
    arguments = ("--optuna", storage, "--optuna-study", "first", "--study", name)
    assert shell.run(*arguments) == [
        f"{name}: made, with 12 trials (9 completed, 1 stopped, 2 failed)",
        "1 with an infinite value: failed if they were complete",
        "attributes of trials left out: host",
    ]
    study = f"/v1/studies/{name}"
    best = each_service.request("GET", study).json["best"]
    finite = [each for each in theirs.get_trials() if each.value not in (None, float("inf"))]
    complete = [each for each in finite if each.state is optuna.trial.TrialState.COMPLETE]
    assert best["parameters"] == max(complete, key=lambda each: each.value or 0).params
    (new,) = ask(each_service, study)
    assert set(new["parameters"]) == set(theirs.trials[0].params)
    theirs.optimize(lambda trial: trial.suggest_float("x", 1e-3, 1.0, log=True), n_trials=1)
    failed = shell.fail(*arguments)
    assert failed.startswith("trial 12 of Optuna, /parameters/")


def test_of_imports_that_race_one_happens(
    each_service: Service, name: str, file: Path, definition: Path
) -> None:
    url = each_service.url

    def run(_: int) -> bool:
        try:
            main(
                [
                    *("import", str(file), "--study", name),
                    *("--definition", str(definition), "--url", url),
                ]
            )
        except SystemExit:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert any(threads.map(run, range(4)))
    study = f"/v1/studies/{name}"
    assert found(each_service, study) == EXPECTED
    file.write_text(f"{CSV}0.125,2.5,stopped\n")
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(run, range(4)))
    assert found(each_service, study) == [*EXPECTED, ("stopped", 0.125, 2.5)]


class TestNothingIsImported:
    def test_if_one_line_is_wrong(
        self, each_service: Service, shell: Shell, name: str, file: Path, definition: Path
    ) -> None:
        file.write_text(f"{CSV}2,1,\n0.5,x,\n")
        said = shell.fail(file, "--study", name, "--definition", definition)
        assert said == 'trials.csv, line 7, column loss: expected a number, got "x"'
        file.write_text(f"{CSV}2,1,\n")
        said = shell.fail(file, "--study", name, "--definition", definition)
        assert said.startswith("trials.csv, line 6, column x: expected a number from 0.0 to 1.0")
        assert each_service.request("GET", f"/v1/studies/{name}").status == 404

    def test_without_a_definition_of_a_new_study(self, shell: Shell, name: str, file: Path) -> None:
        said = shell.fail(file, "--study", name)
        assert said == (
            f"there is no study {name!r}; to make it, say what it optimises with --definition"
        )

    def test_into_a_study_that_optimises_something_else(
        self, each_service: Service, shell: Shell, file: Path, definition: Path
    ) -> None:
        study = create(each_service, {**X, "bounds": [0, 2]}).rpartition("/")[2]
        said = shell.fail(file, "--study", study, "--definition", definition)
        assert "is there, with another space than --definition says" in said

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("[]", "study.json: expected an object"),
            ("{", "study.json: expected JSON, got something else at line 1, column 2"),
            ('{"space": {"parameters": []}}', "the definition, /space/parameters: expected"),
        ],
    )
    def test_by_a_definition_that_is_none(
        self, shell: Shell, name: str, file: Path, definition: Path, content: str, said: str
    ) -> None:
        definition.write_text(content)
        assert shell.fail(file, "--study", name, "--definition", definition).startswith(said)

    def test_under_a_name_that_no_study_can_have(
        self, shell: Shell, file: Path, definition: Path
    ) -> None:
        said = shell.fail(file, "--study", "a/b", "--definition", definition)
        assert said.startswith("the service answered 422: /name: expected a name without /")

    def test_from_a_file_of_another_kind_or_none(
        self, shell: Shell, tmp_path: Path, name: str, definition: Path
    ) -> None:
        rest = ("--study", name, "--definition", definition)
        said = shell.fail(tmp_path / "trials.xlsx", *rest)
        assert said.startswith("expected a file that ends in one of .csv, .jsonl, .ndjson, got")
        said = shell.fail(tmp_path / "none.csv", *rest)
        assert said == f"cannot read {tmp_path / 'none.csv'}: No such file or directory"


def test_a_service_that_is_not_there_is_one_line_with_a_remedy(
    file: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIALWISE_URL", "http://127.0.0.1:1")
    with pytest.raises(SystemExit, match="1"):
        main(["import", str(file), "--study", name])
    said = capsys.readouterr().err
    assert said.startswith("trialwise: no answer from http://127.0.0.1:1: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "trialwise:8000", "http://"])
def test_an_address_that_is_none_is_refused(
    file: Path, name: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        main(["import", str(file), "--study", name, "--url", url])
    assert "--url: expected http://host:port" in capsys.readouterr().err


@pytest.mark.parametrize("source", [[], ["a.csv", "--optuna", "b.db"]])
def test_one_source_is_needed(source: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["import", *source, "--study", "s"])
    assert "usage: trialwise import" in capsys.readouterr().err


def test_a_service_with_keys_wants_one_with_the_scopes_of_what_is_done(
    file: Path,
    name: str,
    definition: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = f"sqlite:///{tmp_path}/trialwise.db"
    monkeypatch.setenv("TRIALWISE_DATABASE_URL", database)
    keys = {}
    for scopes in ("read,tell", "admin"):
        main(["keys", "create", "--scopes", scopes])
        keys[scopes] = capsys.readouterr().out.strip()
    with running(TRIALWISE_DATABASE_URL=database) as service:
        shell = Shell(service, capsys)
        arguments = (file, "--study", name, "--definition", definition)
        assert shell.fail(*arguments).startswith("the service answered 401: ")
        monkeypatch.setenv("TRIALWISE_API_KEY", keys["read,tell"])
        assert "the service answered 403: expected a key with the scope admin" in shell.fail(
            *arguments
        )
        monkeypatch.setenv("TRIALWISE_API_KEY", keys["admin"])
        shell.run(*arguments)
        monkeypatch.setenv("TRIALWISE_API_KEY", keys["read,tell"])
        file.write_text(f"{CSV}0.125,2.5,\n")
        assert shell.run(*arguments)[0] == f"{name}: imported 1 trial (1 completed)"
