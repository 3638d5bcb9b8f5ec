"""Storages that Optuna itself has written."""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState, create_trial

from service.importing import optuna_storage
from service.importing.checking import check, problem_of
from service.importing.sources import Source, SourceError

optuna.logging.set_verbosity(optuna.logging.ERROR)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'optuna.db'}"


def objective(trial: optuna.Trial) -> float:
    """A study's life: a value, a stop, a failure, and values that are no numbers."""
    x = trial.suggest_float("x", 1e-3, 1.0, log=True)
    trial.suggest_float("rate", 0.1, 0.95, step=0.05)
    trial.suggest_int("depth", 1, 64, log=True)
    trial.suggest_int("width", 32, 256, step=32)
    trial.suggest_categorical("kind", ["a", None, True, 2.5])
    trial.suggest_categorical("only", ["one"])
    trial.set_user_attr("host", "gpu-7")
    trial.report(x / 2, 3)
    trial.report(x, 1)
    if trial.number == 1:
        raise optuna.TrialPruned
    if trial.number == 2:
        raise MemoryError
    return math.inf if trial.number == 3 else x


def written(storage: Any, name: str = "first", **options: Any) -> optuna.Study:
    """Return a study that Optuna has run in a storage."""
    sampler = optuna.samplers.RandomSampler(seed=1)
    study = optuna.create_study(storage=storage, study_name=name, sampler=sampler, **options)
    study.optimize(objective, n_trials=12, catch=MemoryError)
    return study


def frozen(state: TrialState = TrialState.COMPLETE, **fields: Any) -> FrozenTrial:
    """Return a trial as Optuna keeps it."""
    given = {
        "params": {"x": 0.5},
        "distributions": {"x": FloatDistribution(0, 1)},
        "value": 1.0 if state is TrialState.COMPLETE else None,
        **fields,
    }
    return create_trial(state=state, **given)


def holding(url: str, *trials: FrozenTrial) -> optuna.Study:
    """Return a study of a storage that holds these trials."""
    study = optuna.create_study(storage=url)
    study.add_trials(trials)
    return optuna_storage.opened(url, None)


def read(study: optuna.Study) -> Source:
    """Return the trials of a study, which belong to what it says that it optimises."""
    problem = problem_of(optuna_storage.definition_of(study), "test")
    source = optuna_storage.read(study, problem)
    check(source.trials, problem)
    return source


def refusal(call: Callable[[], object]) -> str:
    """Return why something is refused."""
    with pytest.raises(SourceError) as caught:
        call()
    return str(caught.value)


class TestASpace:
    def test_is_what_trials_were_drawn_from(self, url: str) -> None:
        written(url, direction="maximize")
        definition = optuna_storage.definition_of(optuna_storage.opened(url, "first"))
        assert definition["objectives"] == [{"name": "value", "direction": "maximize"}]
        assert definition["space"]["parameters"] == [
            {"name": "x", "type": "float", "bounds": [0.001, 1.0], "log": True},
            {"name": "rate", "type": "float", "bounds": [0.1, 0.95], "step": 0.05},
            {"name": "depth", "type": "int", "bounds": [1, 64], "log": True},
            {"name": "width", "type": "int", "bounds": [32, 256], "step": 32},
            {"name": "kind", "type": "categorical", "values": ["a", None, True, 2.5]},
            {"name": "only", "type": "categorical", "values": ["one"]},
        ]

    @pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
    def test_has_the_name_of_the_metric_if_there_is_one(self, url: str) -> None:
        study = written(url)
        study.set_metric_names(["loss"])
        definition = optuna_storage.definition_of(optuna_storage.opened(url, None))
        assert definition["objectives"] == [{"name": "loss", "direction": "minimize"}]

    def test_is_as_wide_as_the_widest_distributions(self, url: str) -> None:
        wider = frozen(distributions={"x": FloatDistribution(-1, 0.5)})
        definition = optuna_storage.definition_of(holding(url, frozen(), wider))
        assert definition["space"]["parameters"][0]["bounds"] == [-1, 1]

    def test_takes_a_range_of_one_number_for_a_choice(self, url: str) -> None:
        fixed = frozen(params={"n": 3}, distributions={"n": IntDistribution(3, 3)})
        definition = optuna_storage.definition_of(holding(url, fixed))
        assert definition["space"]["parameters"] == [
            {"name": "n", "type": "categorical", "values": [3]}
        ]

    def test_that_changes_its_step_is_to_be_named(self, url: str) -> None:
        study = holding(
            url, frozen(), frozen(distributions={"x": FloatDistribution(0, 1, step=0.5)})
        )
        said = refusal(lambda: optuna_storage.definition_of(study))
        assert said.startswith("the scale or step of 'x' changes from trial to trial; ")
        assert said.endswith("name the space with --definition")

    def test_with_a_condition_is_to_be_named(self, url: str) -> None:
        more = {"x": FloatDistribution(0, 1), "y": FloatDistribution(0, 1)}
        study = holding(
            url, frozen(params={"x": 0.5, "y": 0.5}, distributions=more), frozen(), frozen()
        )
        said = refusal(lambda: optuna_storage.definition_of(study))
        assert said == (
            "2 trials of Optuna lack the parameter 'y', the first is trial 1; it has a condition, "
            "which Optuna does not keep: name the space with --definition"
        )

    @pytest.mark.filterwarnings("ignore:Choices for a categorical distribution:UserWarning")
    def test_with_choices_that_json_lacks_is_refused(self, url: str) -> None:
        odd = CategoricalDistribution([(1, 2), "a"])  # type: ignore[list-item] # That is the point.
        study = holding(url, frozen(params={"x": "a"}, distributions={"x": odd}))
        assert "has a choice that is neither text" in refusal(
            lambda: optuna_storage.definition_of(study)
        )

    def test_of_a_study_without_trials_is_to_be_named(self, url: str) -> None:
        study = holding(url)
        assert "no trial of Optuna has parameters" in refusal(
            lambda: optuna_storage.definition_of(study)
        )

    def test_of_several_objectives_is_refused(self, url: str) -> None:
        optuna.create_study(storage=url, directions=["minimize", "maximize"], study_name="two")
        study = optuna_storage.opened(url, None)
        expected = "the study 'two' has 2 objectives; this version takes studies of one"
        assert refusal(lambda: optuna_storage.definition_of(study)) == expected


class TestTrials:
    def test_keep_what_became_of_them(self, url: str) -> None:
        study = written(url)
        study.ask()
        study.enqueue_trial({"x": 0.5})
        source = read(optuna_storage.opened(url, "first"))
        states = [each.fields["state"] for each in source.trials]
        assert states == ["completed", "stopped", "failed", "failed", *["completed"] * 8]
        assert [each.place for each in source.trials][:2] == [
            "trial 0 of Optuna",
            "trial 1 of Optuna",
        ]
        first = study.trials[0]
        assert source.trials[0].fields == {
            "parameters": first.params,
            "state": "completed",
            "values": {"value": first.value},
            "measurements": [
                {"step": 1, "values": {"value": first.value}},
                {"step": 3, "values": {"value": first.value / 2 if first.value else 0}},
            ],
        }
        assert sorted(source.notes) == [
            "1 running left out",
            "1 waiting left out",
            "1 with an infinite value: failed if they were complete",
            "attributes of trials left out: host",
        ]

    def test_that_were_pruned_keep_the_last_value_and_all_measurements(self, url: str) -> None:
        written(url)
        stopped = read(optuna_storage.opened(url, "first")).trials[1].fields
        last = stopped["measurements"][-1]["values"]
        assert stopped["values"] == last

    def test_that_failed_before_they_had_all_parameters_are_left_out(self, url: str) -> None:
        none = frozen(TrialState.FAIL, params={}, distributions={})
        source = read(holding(url, frozen(), none, frozen(TrialState.FAIL)))
        assert [each.fields["state"] for each in source.trials] == ["completed", "failed"]
        assert list(source.notes) == ["1 failed left out that have not all parameters"]

    def test_leave_out_measurements_that_are_not_finite(self, url: str) -> None:
        measured = {0: math.inf, 1: 0.5, 2: math.nan}
        source = read(holding(url, frozen(intermediate_values=measured)))
        assert source.trials[0].fields["measurements"] == [{"step": 1, "values": {"value": 0.5}}]
        assert list(source.notes) == ["2 measurements left out that are not finite"]

    def test_name_attributes_that_have_no_place(self, url: str) -> None:
        study = optuna.create_study(storage=url)
        study.set_user_attr("team", "a")
        many = {f"a{i:02}": i for i in range(11)}
        study.add_trial(frozen(user_attrs=many, system_attrs={"constraints": [1.0]}))
        assert list(read(optuna_storage.opened(url, None)).notes) == [
            "attributes of the study left out: team",
            f"attributes of trials left out: {', '.join(sorted(many)[:10])}, ...",
            "values of constraints left out",
        ]

    def test_of_another_direction_are_refused(self, url: str) -> None:
        study = holding(url, frozen())
        definition = optuna_storage.definition_of(study)
        definition["objectives"][0]["direction"] = "maximize"
        problem = problem_of(definition, "test")
        assert "does not maximize, as this one does" in refusal(
            lambda: optuna_storage.read(study, problem)
        )


class TestAStorage:
    def test_needs_optuna(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        # What Python looks up when it is not installed.
        monkeypatch.setitem(sys.modules, "optuna", None)
        said = refusal(lambda: optuna_storage.opened(url, None))
        assert said.startswith("--optuna needs Optuna beside this command: ")

    def test_may_be_a_journal(self, tmp_path: Path) -> None:
        file = str(tmp_path / "journal.log")
        written(JournalStorage(JournalFileBackend(file)))
        assert len(read(optuna_storage.opened(file, None)).trials) == 12

    def test_may_be_the_path_of_a_database(self, url: str) -> None:
        written(url)
        path = url.removeprefix("sqlite:///")
        assert len(read(optuna_storage.opened(path, None)).trials) == 12

    def test_with_several_studies_needs_to_know_which(self, url: str) -> None:
        for name in ("b", "a"):
            written(url, name)
        assert optuna_storage.opened(url, "a").study_name == "a"
        said = refusal(lambda: optuna_storage.opened(url, None))
        assert said == "--optuna-study: which of 2 studies? 'a', 'b'"
        said = refusal(lambda: optuna_storage.opened(url, "c"))
        assert said == "--optuna-study: there is no study 'c', but 'a', 'b'"

    @pytest.mark.parametrize("form", ["sqlite:///{}/none.db", "{}/none.log"])
    def test_that_is_not_there_is_not_made(self, tmp_path: Path, form: str) -> None:
        assert "there is no file" in refusal(
            lambda: optuna_storage.opened(form.format(tmp_path), None)
        )
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", [b"", b"no database at all" * 99])
    def test_that_is_none_is_refused(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "other.db"
        file.write_bytes(content)
        for storage in (f"sqlite:///{file}", str(file)):
            assert refusal(lambda: optuna_storage.opened(storage, None)).startswith("--optuna: ")  # noqa: B023
        assert file.read_bytes() == content

    @pytest.mark.parametrize("storage", ["foo://x", "redis://localhost", "a b://"])
    def test_of_a_kind_that_optuna_does_not_know_is_refused(self, storage: str) -> None:
        said = refusal(lambda: optuna_storage.opened(storage, None))
        assert said.startswith("--optuna: Optuna cannot read the storage: ")

    def test_that_does_not_answer_is_refused_without_its_password(self) -> None:
        storage = "postgresql+psycopg://user:secret@127.0.0.1:1/none"
        said = refusal(lambda: optuna_storage.opened(storage, None))
        assert "secret" not in said
